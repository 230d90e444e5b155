package dev.hearth.spark;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures drawn from seeds, of the kinds that readers get wrong. */
final class TestPictures {

    /** What a file holds. */
    enum Kind {
        JPEG,
        JPEG_TURNED,
        JPEG_INKS,
        JPEG_INKS_OF_ADOBE,
        JPEG_GREY,
        PNG,
        PNG_GREY,
        PNG_GREY_16,
        PNG_GREY_ALPHA_16,
        PNG_16,
        PNG_ALPHA,
        PNG_PALETTE,
        BMP,
        GIF,
        CUT_OFF,
        NO_PICTURE;

        boolean isBroken() {
            return this == CUT_OFF || this == NO_PICTURE;
        }

        private String extension() {
            String name = name();
            return name.startsWith("JPEG") || isBroken()
                    ? "jpg"
                    : name.replaceAll("_.*", "").toLowerCase(Locale.ROOT);
        }
    }

    private TestPictures() {}

    static Kind kind(int number) {
        return Kind.values()[number % Kind.values().length];
    }

    /** Writes pictures 0, 1, … below {@code count}, named by number and kind. */
    static List<Path> write(Path folder, int count) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Kind kind = kind(i);
            String name = String.format(Locale.ROOT, "%05d-%s.%s", i, kind, kind.extension());
            files.add(Files.write(folder.resolve(name), bytes(i)));
        }
        return files;
    }

    static byte[] bytes(int number) throws IOException {
        RandomStream random = new Seed(number).child("picture").stream();
        int width = 12 + (int) (random.nextDouble() * 40);
        int height = 12 + (int) (random.nextDouble() * 40);
        return switch (kind(number)) {
            case JPEG -> jpeg(random, width, height, BufferedImage.TYPE_INT_RGB);
            case JPEG_TURNED ->
                    turned(
                            jpeg(random, width, height, BufferedImage.TYPE_INT_RGB),
                            1 + number / Kind.values().length % 8);
            case JPEG_INKS -> inks(random, width, height);
            case JPEG_INKS_OF_ADOBE -> {
                byte[] adobe = "Adobe\0\144\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
                adobe[adobe.length - 1] = (byte) (random.nextDouble() < 0.5 ? 0 : 2);
                yield withSegment(inks(random, width, height), 0xEE, adobe);
            }
            case JPEG_GREY -> jpeg(random, width, height, BufferedImage.TYPE_BYTE_GRAY);
            case PNG -> written(random, width, height, BufferedImage.TYPE_INT_RGB, "png");
            case PNG_GREY -> written(random, width, height, BufferedImage.TYPE_BYTE_GRAY, "png");
            case PNG_GREY_16 ->
                    written(random, width, height, BufferedImage.TYPE_USHORT_GRAY, "png");
            case PNG_GREY_ALPHA_16 -> sixteen(random, width, height, ColorSpace.CS_GRAY, true);
            case PNG_16 -> sixteen(random, width, height, ColorSpace.CS_sRGB, false);
            case PNG_ALPHA -> written(random, width, height, BufferedImage.TYPE_INT_ARGB, "png");
            case PNG_PALETTE ->
                    written(random, width, height, BufferedImage.TYPE_BYTE_INDEXED, "png");
            case BMP -> written(random, width, height, BufferedImage.TYPE_INT_RGB, "bmp");
            case GIF -> written(random, width, height, BufferedImage.TYPE_BYTE_INDEXED, "gif");
            case CUT_OFF -> {
                byte[] whole = jpeg(random, width, height, BufferedImage.TYPE_INT_RGB);
                yield Arrays.copyOf(whole, whole.length / 2);
            }
            case NO_PICTURE ->
                    ("no picture " + number)
                            .repeat(number % 3)
                            .getBytes(StandardCharsets.ISO_8859_1);
        };
    }

    private static BufferedImage drawn(RandomStream random, int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (int) (long) (random.nextDouble() * 0x1p32));
            }
        }
        return image;
    }

    private static byte[] written(
            RandomStream random, int width, int height, int type, String format)
            throws IOException {
        return written(drawn(random, width, height, type), format);
    }

    private static byte[] written(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IllegalStateException("no writer of " + format + " for " + image);
        }
        return out.toByteArray();
    }

    private static byte[] jpeg(RandomStream random, int width, int height, int type)
            throws IOException {
        return jpeg(new IIOImage(drawn(random, width, height, type), null, null));
    }

    /** Four bands as they stand. */
    private static byte[] inks(RandomStream random, int width, int height) throws IOException {
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
        for (int i = 0; i < width * height; i++) {
            for (int band = 0; band < 4; band++) {
                raster.setSample(i % width, i / width, band, (int) (random.nextDouble() * 256));
            }
        }
        return jpeg(new IIOImage(raster, null, null));
    }

    /** By Java's own writer, which takes rasters as they stand. */
    private static byte[] jpeg(IIOImage image) throws IOException {
        Iterator<ImageWriter> all = ImageIO.getImageWritersByFormatName("jpeg");
        ImageWriter writer = all.next();
        while (!writer.getClass().getName().startsWith("com.sun.")) {
            writer = all.next();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, image, writer.getDefaultWriteParam());
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] sixteen(
            RandomStream random, int width, int height, int space, boolean hasAlpha)
            throws IOException {
        ColorModel model =
                new ComponentColorModel(
                        ColorSpace.getInstance(space),
                        hasAlpha,
                        false,
                        hasAlpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                        DataBuffer.TYPE_USHORT);
        WritableRaster raster = model.createCompatibleWritableRaster(width, height);
        for (int i = 0; i < width * height; i++) {
            for (int band = 0; band < raster.getNumBands(); band++) {
                raster.setSample(i % width, i / width, band, (int) (random.nextDouble() * 65536));
            }
        }
        return written(new BufferedImage(model, raster, false, null), "png");
    }

    private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
        return ByteBuffer.allocate(jpeg.length + content.length + 4)
                .put(jpeg, 0, 2)
                .put((byte) 0xFF)
                .put((byte) marker)
                .putShort((short) (content.length + 2))
                .put(content)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    /** With EXIF's orientation as the only entry of its TIFF structure. */
    private static byte[] turned(byte[] jpeg, int orientation) {
        return withSegment(
                jpeg,
                0xE1,
                ByteBuffer.allocate(32)
                        .put("Exif\0\0MM\0\52\0\0\0\10\0\1".getBytes(StandardCharsets.ISO_8859_1))
                        .putShort((short) 0x0112)
                        .putShort((short) 3)
                        .putInt(1)
                        .putShort((short) orientation)
                        .array());
    }
}
