package dev.hearth.data.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import dev.hearth.tensor.Check;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The readers of ImageIO that decode pictures here, each by its class: which one ImageIO's own search takes
 * first depends on the thread's class loader, and can change from start to start.
 */
final class JavaReaders {

    private static final String FOLDER = "com.sun.imageio.plugins.";

    private JavaReaders() {}

    static Map<EncodedPicture.Kind, ImageReaderSpi> find() {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        Map<EncodedPicture.Kind, ImageReaderSpi> found = new EnumMap<>(EncodedPicture.Kind.class);
        JPEGImageReaderSpi jpeg = new JPEGImageReaderSpi();
        jpeg.onRegistration(registry, ImageReaderSpi.class);
        found.put(EncodedPicture.Kind.JPEG, jpeg);
        found.put(EncodedPicture.Kind.PNG, javas(registry, "png.PNGImageReaderSpi"));
        found.put(EncodedPicture.Kind.GIF, javas(registry, "gif.GIFImageReaderSpi"));
        found.put(EncodedPicture.Kind.BMP, javas(registry, "bmp.BMPImageReaderSpi"));
        found.put(EncodedPicture.Kind.TIFF, javas(registry, "tiff.TIFFImageReaderSpi"));
        return found;
    }

    private static ImageReaderSpi javas(IIORegistry registry, String name) {
        Iterator<ImageReaderSpi> all = registry.getServiceProviders(ImageReaderSpi.class, false);
        while (all.hasNext()) {
            ImageReaderSpi one = all.next();
            if (one.getClass().getName().equals(FOLDER + name)) {
                return one;
            }
        }
        throw new IllegalStateException(
                Check.message(
                        "Pictures need Java's own reader, " + FOLDER + name,
                        "none",
                        "Add the module java.desktop"));
    }
}
