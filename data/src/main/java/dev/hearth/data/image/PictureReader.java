package dev.hearth.data.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import dev.hearth.data.BadDataException;
import dev.hearth.tensor.Check;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG and PNG files, told apart by their first bytes. Safe for several threads at once.
 *
 * <p>JPEG: sequential and progressive, grey, colour, CMYK and YCCK. PNG: all colour types and depths,
 * interlaced or not; sixteen bits are divided by 257 and rounded, in grey too (Pillow takes all above
 * 255 for white there), and alpha is laid over white, a palette's too. EXIF's
 * orientation is applied. Embedded colour profiles are not: values are taken unchanged, as
 * Pillow does, so that they are the same on every computer.
 *
 * <p>What is damaged and can be read all the same is told to the {@link System.Logger} of this class's
 * name, in DEBUG, with the picture's name and a {@link PictureDamage} as parameters.
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
    private static final String PNG_READER = "com.sun.imageio.plugins.png.PNGImageReaderSpi";
    private static final System.Logger LOG = System.getLogger(PictureReader.class.getName());

    private final long mostPixels;
    private final ImageReaderSpi jpeg;
    private final ImageReaderSpi png;

    /** With a limit of 100 million pixels. */
    public PictureReader() {
        this(MOST_PIXELS);
    }

    /** With a limit of one's own. */
    public PictureReader(long mostPixels) {
        if (mostPixels < 1) {
            throw Check.error(
                    "PictureReader needs a limit above 0",
                    mostPixels,
                    "Use PictureReader() for 100 million pixels");
        }
        this.mostPixels = mostPixels;
        IIORegistry registry = IIORegistry.getDefaultInstance();
        // Not by ImageIO's own search, which depends on the thread's class loader.
        jpeg = new JPEGImageReaderSpi();
        jpeg.onRegistration(registry, ImageReaderSpi.class);
        png = png(registry);
    }

    /** Java's own, by its class: which one ImageIO takes first can change from start to start. */
    private static ImageReaderSpi png(IIORegistry registry) {
        Iterator<ImageReaderSpi> all = registry.getServiceProviders(ImageReaderSpi.class, false);
        while (all.hasNext()) {
            ImageReaderSpi one = all.next();
            if (one.getClass().getName().equals(PNG_READER)) {
                return one;
            }
        }
        throw new IllegalStateException(
                Check.message(
                        "Pictures need Java's own PNG reader, " + PNG_READER,
                        "none",
                        "Add the module java.desktop"));
    }

    /**
     * Decodes a file.
     *
     * @throws BadDataException if it is missing, of another kind, truncated, corrupt or too large
     */
    public Picture read(Path file) {
        return read(FileBytes.read(file, MOST_BYTES, ASKED), file.toString());
    }

    /**
     * Decodes a file's bytes.
     *
     * @throws BadDataException if they are of another kind, truncated, corrupt or too large
     */
    public Picture read(byte[] bytes, String name) {
        EncodedPicture encoded = skeleton(bytes, name);
        long pixels = (long) encoded.width() * encoded.height();
        if (pixels > mostPixels) {
            throw new BadDataException(
                    ASKED + " of at most " + mostPixels + " pixels",
                    encoded.width() + "×" + encoded.height() + " in " + name,
                    "Make the picture smaller, or leave it out");
        }
        FileBytes.roomFor(pixels * BYTES_A_PIXEL, name, ASKED);
        Set<PictureDamage> damage = EnumSet.noneOf(PictureDamage.class);
        damage.addAll(encoded.damage());
        Picture picture = decode(encoded, name, damage);
        for (PictureDamage one : damage) {
            LOG.log(System.Logger.Level.DEBUG, "{0} was read {1}", name, one);
        }
        return Exif.upright(picture, encoded.orientation());
    }

    /**
     * What decoding would take at the worst, by what a picture declares; nothing is decoded.
     *
     * @param bytes JPEG or PNG
     * @param name what to call them in messages
     * @return bytes of memory
     * @throws BadDataException if they are of another kind, or no skeleton of a picture
     */
    public static long memory(byte[] bytes, String name) {
        EncodedPicture encoded = skeleton(bytes, name);
        return BYTES_A_PIXEL * encoded.width() * encoded.height();
    }

    private static EncodedPicture skeleton(byte[] bytes, String name) {
        if (bytes.length >= 3
                && (bytes[0] & 0xFF) == 0xFF
                && (bytes[1] & 0xFF) == 0xD8
                && (bytes[2] & 0xFF) == 0xFF) {
            return Jpeg.parse(bytes, name);
        }
        if (bytes.length >= 8 && ByteBuffer.wrap(bytes).getLong() == Png.SIGNATURE) {
            return Png.parse(bytes, name);
        }
        throw new BadDataException(
                ASKED,
                name
                        + ForeignKind.of(bytes)
                                .map(kind -> ", which is " + kind)
                                .orElse(", which is neither"),
                "Convert the picture to JPEG or PNG, or leave it out");
    }

    private Picture decode(EncodedPicture encoded, String name, Set<PictureDamage> damage) {
        boolean isJpeg = encoded.kind() == EncodedPicture.Kind.JPEG;
        ImageReader reader = null;
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded.essence()))) {
            reader = (isJpeg ? jpeg : png).createReaderInstance();
            reader.setInput(in, true, true);
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((from, warning) -> warnings.add(warning));
            if (reader.getWidth(0) != encoded.width() || reader.getHeight(0) != encoded.height()) {
                throw corrupt(name, "two sizes", null);
            }
            Picture picture = pixels(reader, encoded);
            if (warnings.stream().anyMatch(PictureReader::isSpoilt)) {
                if (damage.contains(PictureDamage.NO_END)) {
                    throw new BadDataException(
                            "A JPEG picture",
                            name + ", which ends too early",
                            "Save the picture again, or leave it out");
                }
                damage.add(PictureDamage.SPOILT);
            }
            return picture;
        } catch (IOException | RuntimeException e) {
            // The decoders answer damage with exceptions of many kinds.
            if (e instanceof BadDataException bad) {
                throw bad;
            }
            refuseMemory(e);
            throw corrupt(name, String.valueOf(e.getMessage()), e);
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
    }

    private static Picture pixels(ImageReader reader, EncodedPicture encoded) throws IOException {
        if (encoded.halved()) {
            return ChromaRows.picture(reader.readRaster(0, null));
        }
        return encoded.kind() == EncodedPicture.Kind.JPEG && encoded.components() == 4
                ? PixelDecoder.inks(reader.readRaster(0, null), encoded.luma())
                : PixelDecoder.picture(reader.read(0));
    }

    /** Whether libjpeg's first warning, the only one that it gives, is of more than bytes too many. */
    private static boolean isSpoilt(String warning) {
        return warning.startsWith("Corrupt JPEG data") && !warning.contains("extraneous");
    }

    /** ImageIO wraps it now and then; it is no fault of the picture. */
    private static void refuseMemory(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError full) {
                throw full;
            }
        }
    }

    private static BadDataException corrupt(String name, String why, Exception cause) {
        return new BadDataException(
                ASKED,
                name + ", which is corrupt: " + why.lines().findFirst().orElse(""),
                "Save the picture again, or leave it out",
                cause);
    }
}
