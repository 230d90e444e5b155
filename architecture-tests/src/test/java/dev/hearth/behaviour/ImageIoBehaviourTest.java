package dev.hearth.behaviour;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/** ImageIO's own readers; its values hold for JDK 17 and 25. */
class ImageIoBehaviourTest extends Behaviours {

    ImageIoBehaviourTest() {
        super("imageio");
        measure("grey 200 by getRGB", () -> grey().getRGB(0, 0) & 255);
        measure("grey 200 by drawImage", () -> drawn(grey()));
        measure("grey 200 in the raster", () -> grey().getRaster().getSample(0, 0, 0));
        measure("grey 51400 of 16 bits by getRGB", () -> deep().getRGB(0, 0) & 255);
    }

    /** One set of values for every JDK: a difference between two is a change, too. */
    @Override
    String version() {
        return Runtime.version().toString();
    }

    private static BufferedImage grey() throws IOException {
        return read(filled(BufferedImage.TYPE_BYTE_GRAY, 200));
    }

    private static BufferedImage deep() throws IOException {
        return read(filled(BufferedImage.TYPE_USHORT_GRAY, 51400));
    }

    private static BufferedImage filled(int type, int value) {
        BufferedImage image = new BufferedImage(2, 2, type);
        for (int i = 0; i < 4; i++) {
            image.getRaster().setSample(i % 2, i / 2, 0, value);
        }
        return image;
    }

    /** Through a PNG file, by the JDK's own reader. */
    private static BufferedImage read(BufferedImage image) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, "png", file);
        Iterator<ImageReaderSpi> all =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
        while (all.hasNext()) {
            ImageReaderSpi each = all.next();
            if (each.getPluginClassName().startsWith("com.sun.imageio.plugins.png")) {
                ImageReader reader = each.createReaderInstance();
                try (ImageInputStream in =
                        ImageIO.createImageInputStream(
                                new ByteArrayInputStream(file.toByteArray()))) {
                    reader.setInput(in);
                    return reader.read(0);
                } finally {
                    reader.dispose();
                }
            }
        }
        throw new IllegalStateException("no PNG reader");
    }

    private static int drawn(BufferedImage image) {
        BufferedImage canvas = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        var graphics = canvas.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return canvas.getRGB(0, 0) & 255;
    }
}
