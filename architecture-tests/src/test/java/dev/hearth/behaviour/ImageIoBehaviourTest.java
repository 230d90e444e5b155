package dev.hearth.behaviour;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
        measure("TIFF: grey 0 that is white, in the raster", () -> tiff(1));
        measure("TIFF: alpha 255 beside grey 0 that is white, in the raster", () -> tiff(2));
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

    /** A file of one pixel of grey 0, white first, and alpha 255 where it has two samples. */
    private static int tiff(int samples) throws IOException {
        int[][] entries = {
            {256, 1},
            {257, 1},
            {258, samples == 2 ? 8 << 16 | 8 : 8},
            {259, 1},
            {262, 0},
            {273, 8},
            {277, samples},
            {278, 1},
            {279, samples},
            {338, 2}
        };
        int count = samples == 2 ? entries.length : entries.length - 1;
        ByteBuffer file = ByteBuffer.allocate(16 + 12 * count).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x2A4949).putInt(10).put((byte) 0).put((byte) 255).putShort((short) count);
        for (int i = 0; i < count; i++) {
            file.putShort((short) entries[i][0]).putShort((short) 3);
            file.putInt(entries[i][0] == 258 ? samples : 1).putInt(entries[i][1]);
        }
        return read(file.array(), "com.sun.imageio.plugins.tiff")
                .getRaster()
                .getSample(0, 0, samples - 1);
    }

    /** Through a PNG file. */
    private static BufferedImage read(BufferedImage image) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, "png", file);
        return read(file.toByteArray(), "com.sun.imageio.plugins.png");
    }

    /** By the JDK's own reader. */
    private static BufferedImage read(byte[] file, String plugin) throws IOException {
        Iterator<ImageReaderSpi> all =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
        while (all.hasNext()) {
            ImageReaderSpi each = all.next();
            if (each.getPluginClassName().startsWith(plugin)) {
                ImageReader reader = each.createReaderInstance();
                try (ImageInputStream in =
                        ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
                    reader.setInput(in);
                    return reader.read(0);
                } finally {
                    reader.dispose();
                }
            }
        }
        throw new IllegalStateException("no reader of " + plugin);
    }

    private static int drawn(BufferedImage image) {
        BufferedImage canvas = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        var graphics = canvas.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return canvas.getRGB(0, 0) & 255;
    }
}
