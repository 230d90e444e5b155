package dev.hearth.data.formats;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import dev.hearth.data.BadData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG and PNG files, told apart by their first bytes. Safe for several threads at once.
 *
 * <p>JPEG: sequential and progressive, grey, colour, CMYK and YCCK. PNG: all colour types and depths,
 * interlaced or not; sixteen bits are rounded to eight, and alpha is laid over white. EXIF's
 * orientation is applied. Embedded colour profiles are not: values are taken as they stand, as
 * Pillow does, so that they are the same on every machine.
 *
 * <p>A picture's declared size is looked at before anything of that size is made.
 *
 * <pre>{@code
 * Picture cat = new PictureReader().read(Path.of("cat.jpg"));
 * }</pre>
 */
public final class PictureReader {

    /** The most pixels that a picture may have unless said otherwise: 100 million. */
    public static final long MOST_PIXELS = 100_000_000;

    private static final long MOST_BYTES = 1L << 28;

    /** At the worst: four samples of two bytes in the decoder, three bytes twice here. */
    private static final long BYTES_A_PIXEL = 14;

    private static final String ASKED = "A JPEG or PNG picture";

    private final long mostPixels;
    private final ImageReaderSpi jpeg;
    private final ImageReaderSpi png;

    /** With a limit of 100 million pixels. */
    public PictureReader() {
        this(MOST_PIXELS);
    }

    /**
     * With a limit of one's own.
     *
     * @param mostPixels the most pixels, width times height, that a picture may have
     */
    public PictureReader(long mostPixels) {
        if (mostPixels < 1) {
            throw new IllegalArgumentException(
                    "PictureReader needs a limit above 0. Received: "
                            + mostPixels
                            + ". Use PictureReader() for 100 million pixels.");
        }
        this.mostPixels = mostPixels;
        IIORegistry registry = IIORegistry.getDefaultInstance();
        // Not by ImageIO's own search, which depends on the thread's class loader.
        jpeg = new JPEGImageReaderSpi();
        jpeg.onRegistration(registry, ImageReaderSpi.class);
        png = png(registry);
    }

    private static ImageReaderSpi png(IIORegistry registry) {
        Iterator<ImageReaderSpi> all = registry.getServiceProviders(ImageReaderSpi.class, true);
        while (all.hasNext()) {
            ImageReaderSpi one = all.next();
            if (List.of(one.getFormatNames()).contains("png")) {
                return one;
            }
        }
        throw new IllegalStateException(
                "Pictures need Java's own PNG reader. Received: none. Add the module java.desktop.");
    }

    /**
     * Decodes a file.
     *
     * @param file JPEG or PNG, whatever its name
     * @return the picture, upright
     * @throws BadData if it is missing, of another kind, truncated, corrupt or too large
     */
    public Picture read(Path file) {
        return read(FileBytes.read(file, MOST_BYTES, ASKED), file.toString());
    }

    /**
     * Decodes a file's bytes.
     *
     * @param bytes JPEG or PNG
     * @param name what to call them in messages
     * @return the picture, upright
     * @throws BadData if they are of another kind, truncated, corrupt or too large
     */
    public Picture read(byte[] bytes, String name) {
        Encoded encoded = skeleton(bytes, name);
        long pixels = (long) encoded.width() * encoded.height();
        if (pixels > mostPixels) {
            throw new BadData(
                    ASKED + " of at most " + mostPixels + " pixels",
                    encoded.width() + "×" + encoded.height() + " in " + name,
                    "Make the picture smaller, or leave it out");
        }
        FileBytes.roomFor(pixels * BYTES_A_PIXEL, name, ASKED);
        return Exif.upright(decode(encoded, name), encoded.orientation());
    }

    private static Encoded skeleton(byte[] bytes, String name) {
        if (bytes.length >= 3
                && (bytes[0] & 0xFF) == 0xFF
                && (bytes[1] & 0xFF) == 0xD8
                && (bytes[2] & 0xFF) == 0xFF) {
            return Jpeg.parse(bytes, name);
        }
        if (bytes.length >= 8 && ByteBuffer.wrap(bytes).getLong() == Png.SIGNATURE) {
            return Png.parse(bytes, name);
        }
        throw new BadData(
                ASKED,
                name + ", which is neither",
                "Convert the picture to JPEG or PNG, or leave it out");
    }

    private Picture decode(Encoded encoded, String name) {
        boolean isJpeg = encoded.kind() == Encoded.Kind.JPEG;
        ImageReader reader = null;
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded.essence()))) {
            reader = (isJpeg ? jpeg : png).createReaderInstance();
            reader.setInput(in, true, true);
            if (reader.getWidth(0) != encoded.width() || reader.getHeight(0) != encoded.height()) {
                throw corrupt(name, "two sizes", null);
            }
            if (isJpeg && encoded.components() == 4) {
                return Decoded.inks(reader.readRaster(0, null), encoded.transform() == 2);
            }
            return Decoded.picture(reader.read(0));
        } catch (IOException | RuntimeException e) {
            // The decoders answer damage with exceptions of many kinds.
            if (e instanceof BadData bad) {
                throw bad;
            }
            throw corrupt(name, String.valueOf(e.getMessage()), e);
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
    }

    private static BadData corrupt(String name, String why, Exception cause) {
        return new BadData(
                ASKED,
                name + ", which is corrupt: " + why.lines().findFirst().orElse(""),
                "Save the picture again, or leave it out",
                cause);
    }
}
