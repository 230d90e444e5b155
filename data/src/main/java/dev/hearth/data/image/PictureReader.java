package dev.hearth.data.image;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.Check;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes picture files, told apart by their first bytes. Safe for several threads at once.
 *
 * <ul>
 *   <li>JPEG: sequential and progressive, grey, colour, CMYK and YCCK.
 *   <li>PNG: all colour types and depths, interlaced or not.
 *   <li>WebP: lossy and lossless, by libwebp.
 *   <li>GIF, and WebP that is animated: the first frame, on its canvas.
 *   <li>BMP, plain or run-length coded.
 *   <li>TIFF: the first page, of 1 to 16 bits, in grey, colour, a palette or inks.
 *   <li>HEIC and AVIF where the module {@code dev.hearth.heif} is there, and what another {@link
 *       PictureDecoder} reads.
 * </ul>
 *
 * <p>Sixteen bits are divided by 257 and rounded, in grey too (Pillow takes all above 255 for white
 * there), and alpha is laid over white, a palette's too. EXIF's orientation is applied, which is also
 * TIFF's. Embedded colour profiles are not: values are taken unchanged, as Pillow does, so that they are
 * the same on every computer.
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

    private static final List<String> SUFFIXES =
            List.of(
                    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif",
                    ".tiff");

    private static final long MOST_BYTES = 1L << 28;

    /** Pixels up to which libjpeg-turbo by Leptonica is the faster one; beyond, its pixels are copied too often. */
    private static final int SMALL = 2_000_000;

    /** At the worst: four samples of two bytes in the decoder, three bytes twice here. */
    private static final long BYTES_A_PIXEL = 14;

    private static final String ASKED = "A JPEG, PNG, WebP, GIF, BMP or TIFF picture";
    private static final System.Logger LOG = System.getLogger(PictureReader.class.getName());

    private final long mostPixels;
    private final Map<EncodedPicture.Kind, ImageReaderSpi> readers;

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
        readers = JavaReaders.find();
    }

    /** Whether a file's name ends as those of pictures that are read do, in any case. */
    public static boolean isNamedAsPicture(Path file) {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
        return SUFFIXES.stream().anyMatch(name::endsWith)
                || last != null && OtherDecoders.read(last);
    }

    /**
     * Decodes a file.
     *
     * @throws BadDataException if it is missing, of another kind, truncated, corrupt or too large
     */
    public Picture read(Path file) {
        return read(bytes(file), file.toString());
    }

    /**
     * The bytes of a file, to be decoded.
     *
     * @throws BadDataException if it is missing, unreadable or too large
     */
    public static byte[] bytes(Path file) {
        if (!Files.exists(file)) {
            throw new BadDataException(ASKED, "no file " + file, "Name a picture that exists");
        }
        return FileBytes.read(file, MOST_BYTES, ASKED);
    }

    /**
     * Decodes a file's bytes.
     *
     * @throws BadDataException if they are of another kind, truncated, corrupt or too large
     */
    public Picture read(byte[] bytes, String name) {
        return read(bytes, name, ReductionFactor.NONE).picture();
    }

    /**
     * Decodes a file to a smaller size.
     *
     * @throws BadDataException if it is missing, of another kind, truncated, corrupt or too large
     */
    public ReducedPicture read(Path file, ReductionFactor reduction) {
        return read(bytes(file), file.toString(), reduction);
    }

    /**
     * Decodes a file's bytes to a smaller size: a JPEG by libjpeg's scaled decoding, which takes a half
     * to a fifth of the time, others by the mean of squares.
     *
     * @throws BadDataException if they are of another kind, truncated, corrupt or too large
     */
    public ReducedPicture read(byte[] bytes, String name, ReductionFactor reduction) {
        Optional<PictureDecoder> other = OtherDecoders.of(bytes);
        if (other.isPresent()) {
            long pixels = other.get().pixels(bytes, name);
            refuseLarge(pixels, pixels + " pixels", name);
            Picture picture = other.get().read(bytes, name);
            int factor = MeanOfSquares.checked(reduction.of(picture.width(), picture.height()));
            return new ReducedPicture(
                    MeanOfSquares.of(picture, factor),
                    picture.width(),
                    picture.height(),
                    factor,
                    Set.of());
        }
        EncodedPicture encoded = skeleton(bytes, name);
        long pixels = (long) encoded.width() * encoded.height();
        refuseLarge(pixels, encoded.width() + "×" + encoded.height(), name);
        boolean isTurned = encoded.orientation() >= 5;
        int width = isTurned ? encoded.height() : encoded.width();
        int height = isTurned ? encoded.width() : encoded.height();
        int factor = MeanOfSquares.checked(reduction.of(width, height));
        Set<PictureDamage> damage = EnumSet.noneOf(PictureDamage.class);
        damage.addAll(encoded.damage());
        Picture picture =
                fast(encoded, factor)
                        .orElseGet(() -> MeanOfSquares.of(decode(encoded, name, damage), factor));
        for (PictureDamage one : damage) {
            LOG.log(System.Logger.Level.DEBUG, "{0} was read {1}", name, one);
        }
        Picture upright = Exif.upright(picture, encoded.orientation());
        return new ReducedPicture(upright, width, height, factor, damage);
    }

    private void refuseLarge(long pixels, String extent, String name) {
        if (pixels > mostPixels) {
            throw new BadDataException(
                    "A picture of at most " + mostPixels + " pixels",
                    extent + " in " + name,
                    "Make the picture smaller, or leave it out");
        }
        FileBytes.roomFor(pixels * BYTES_A_PIXEL, name, ASKED);
    }

    /**
     * What decoding would take at the worst, by what a picture declares; nothing is decoded.
     *
     * @param bytes of a kind that is read here
     * @param name what to call them in messages
     * @return bytes of memory
     * @throws BadDataException if they are of another kind, or no skeleton of a picture
     */
    public static long memory(byte[] bytes, String name) {
        Optional<PictureDecoder> other = OtherDecoders.of(bytes);
        if (other.isPresent()) {
            return BYTES_A_PIXEL * other.get().pixels(bytes, name);
        }
        EncodedPicture encoded = skeleton(bytes, name);
        return BYTES_A_PIXEL * encoded.width() * encoded.height();
    }

    private static EncodedPicture skeleton(byte[] bytes, String name) {
        if (bytes.length >= 3
                && (bytes[0] & 0xFF) == 0xFF
                && (bytes[1] & 0xFF) == 0xD8
                && (bytes[2] & 0xFF) == 0xFF) {
            return Jpeg.parse(bytes, name);
        } else if (bytes.length >= 8 && ByteBuffer.wrap(bytes).getLong() == Png.SIGNATURE) {
            return Png.parse(bytes, name);
        } else if (WebP.is(bytes)) {
            return WebP.parse(bytes, name);
        } else if (Gif.is(bytes)) {
            return Gif.parse(bytes, name);
        } else if (Bmp.is(bytes)) {
            return Bmp.parse(bytes, name);
        } else if (Tiff.is(bytes)) {
            return Tiff.parse(bytes, name);
        }
        Optional<ForeignKind> foreign = ForeignKind.of(bytes);
        String unknown = bytes.length == 0 ? "empty" : "not a picture that can be read";
        throw new BadDataException(
                ASKED,
                name + ", which is " + foreign.map(ForeignKind::words).orElse(unknown),
                foreign.map(ForeignKind::remedy)
                        .orElse("Convert the picture to JPEG or PNG, or leave it out"));
    }

    /**
     * What libjpeg-turbo decodes faster than Java's reader, without a warning; otherwise that reader says what
     * is wrong.
     */
    private static Optional<Picture> fast(EncodedPicture encoded, int factor) {
        boolean isSmall =
                (long) encoded.width() * encoded.height() <= SMALL
                        && !encoded.has(EncodedPicture.Trait.HALVED);
        boolean fits =
                encoded.kind() == EncodedPicture.Kind.JPEG
                        && (factor > 1 || encoded.has(EncodedPicture.Trait.PROGRESSIVE) || isSmall)
                        && encoded.components() <= 3
                        && encoded.damage().isEmpty();
        return fits ? Leptonica.jpeg(encoded.essence(), factor) : Optional.empty();
    }

    private Picture decode(EncodedPicture encoded, String name, Set<PictureDamage> damage) {
        Picture frame =
                switch (encoded.kind()) {
                    case WEBP ->
                            Leptonica.webp(encoded.essence(), name)
                                    .orElseThrow(() -> corrupt(name, "libwebp refuses it", null));
                    case PNG ->
                            PngRows.picture(encoded)
                                    .orElseGet(() -> decodeInJava(encoded, name, damage));
                    default -> decodeInJava(encoded, name, damage);
                };
        EncodedPicture.Frame place = encoded.frame();
        if (frame.width() != place.width() || frame.height() != place.height()) {
            throw corrupt(name, "two sizes", null);
        }
        return place.width() == encoded.width() && place.height() == encoded.height()
                ? frame
                : PixelDecoder.onWhite(frame, encoded);
    }

    private Picture decodeInJava(EncodedPicture encoded, String name, Set<PictureDamage> damage) {
        boolean isJpeg = encoded.kind() == EncodedPicture.Kind.JPEG;
        ImageReader reader = null;
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded.essence()))) {
            reader = readers.get(encoded.kind()).createReaderInstance();
            reader.setInput(in, true, true);
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((from, warning) -> warnings.add(warning));
            if (reader.getWidth(0) != encoded.frame().width()
                    || reader.getHeight(0) != encoded.frame().height()) {
                throw corrupt(name, "two sizes", null);
            }
            Picture picture = pixels(reader, encoded);
            if (isJpeg && warnings.stream().anyMatch(PictureReader::isSpoilt)) {
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
        if (encoded.has(EncodedPicture.Trait.HALVED)) {
            return ChromaRows.picture(reader.readRaster(0, null));
        }
        if (encoded.kind() == EncodedPicture.Kind.JPEG && encoded.components() == 4) {
            return PixelDecoder.inks(
                    reader.readRaster(0, null), encoded.has(EncodedPicture.Trait.LUMA));
        }
        BufferedImage image = reader.read(0);
        if (encoded.has(EncodedPicture.Trait.DIFFERENCES)) {
            Tiff.addUp(image.getRaster(), encoded.essence());
        }
        return encoded.has(EncodedPicture.Trait.INKS)
                ? PixelDecoder.inks(image)
                : PixelDecoder.picture(image, encoded.traits());
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
