package dev.hearth.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures drawn by code, and files made of them. */
public final class SmallPictures {

    private SmallPictures() {}

    /** One flat colour for each block of eight by eight, so that JPEG keeps it. */
    public static BufferedImage blocks(int type, int[][] colours) {
        BufferedImage image = new BufferedImage(colours[0].length * 8, colours.length * 8, type);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, colours[y / 8][x / 8]);
            }
        }
        return image;
    }

    public static byte[] png(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, "png", out)) {
                throw new IllegalStateException("no writer for " + image);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] jpeg(BufferedImage image, boolean progressive) {
        return jpeg(new IIOImage(image, null, null), progressive);
    }

    /** Four bands as they stand: no colour transform, no Adobe marker. */
    public static byte[] jpegOfFour(int width, int height, int... bands) {
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                raster.setPixel(x, y, bands);
            }
        }
        return jpeg(new IIOImage(raster, null, null), false);
    }

    private static byte[] jpeg(IIOImage image, boolean progressive) {
        // Java's own: it writes rasters as they stand.
        ImageWriter writer = null;
        var all =
                image.hasRaster()
                        ? ImageIO.getImageWritersByFormatName("jpeg")
                        : ImageIO.getImageWriters(
                                ImageTypeSpecifier.createFromRenderedImage(
                                        image.getRenderedImage()),
                                "jpeg");
        while (all.hasNext()) {
            writer = all.next();
            if (writer.getClass().getName().startsWith("com.sun.")) {
                break;
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(1);
            if (progressive) {
                param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.setOutput(out);
            writer.write(null, image, param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A JPEG with one more segment right after its start. */
    public static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
        return ByteBuffer.allocate(jpeg.length + content.length + 4)
                .put(jpeg, 0, 2)
                .put((byte) 0xFF)
                .put((byte) marker)
                .putShort((short) (content.length + 2))
                .put(content)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    public static byte[] withAdobe(byte[] jpeg, int transform) {
        byte[] content = "Adobe\0\144\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
        content[content.length - 1] = (byte) transform;
        return withSegment(jpeg, 0xEE, content);
    }

    /** A TIFF structure of one entry, the orientation, as SHORT. */
    public static byte[] tiff(int orientation, boolean little) {
        return tiff(orientation, 3, little);
    }

    /** The same in a type of one's own: TIFF 6.0, §2. */
    public static byte[] tiff(int orientation, int type, boolean little) {
        ByteBuffer tiff = ByteBuffer.allocate(26);
        if (little) {
            tiff.order(java.nio.ByteOrder.LITTLE_ENDIAN);
        }
        tiff.putShort((short) (little ? 0x4949 : 0x4D4D))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) type)
                .putInt(1);
        boolean four = type == 4 || type == 9;
        return (four ? tiff.putInt(orientation) : tiff.putShort((short) orientation)).array();
    }

    public static byte[] withExif(byte[] jpeg, int orientation, boolean little) {
        byte[] tiff = tiff(orientation, little);
        return withSegment(
                jpeg,
                0xE1,
                ByteBuffer.allocate(32)
                        .put(new byte[] {'E', 'x', 'i', 'f', 0, 0})
                        .put(tiff)
                        .array());
    }

    /** A PNG with one more chunk before its data. */
    public static byte[] withChunk(byte[] png, String type, byte[] content) {
        int at = indexOf(png, "IDAT") - 4;
        byte[] result =
                ByteBuffer.allocate(png.length + content.length + 12)
                        .put(png, 0, at)
                        .putInt(content.length)
                        .put(type.getBytes(StandardCharsets.ISO_8859_1))
                        .put(content)
                        .putInt(0)
                        .put(png, at, png.length - at)
                        .array();
        return resealed(result);
    }

    /** A PNG of a header and packed rows, with checksums that are right. */
    public static byte[] png(byte[] header, byte[] packed) {
        return resealed(
                ByteBuffer.allocate(8 + header.length + packed.length + 36)
                        .putLong(Png.SIGNATURE)
                        .putInt(header.length)
                        .put("IHDR".getBytes(StandardCharsets.ISO_8859_1))
                        .put(header)
                        .putInt(0)
                        .putInt(packed.length)
                        .put("IDAT".getBytes(StandardCharsets.ISO_8859_1))
                        .put(packed)
                        .putInt(0)
                        .putInt(0)
                        .put("IEND".getBytes(StandardCharsets.ISO_8859_1))
                        .putInt(0)
                        .array());
    }

    public static byte[] deflated(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static int indexOf(byte[] bytes, String word) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(word);
    }

    /** A PNG whose checksums are right again, as far as its chunks can be followed. */
    public static byte[] resealed(byte[] png) {
        byte[] result = png.clone();
        ByteBuffer buffer = ByteBuffer.wrap(result);
        int at = 8;
        while (at <= result.length - 12) {
            int length = buffer.getInt(at);
            if (length < 0 || length > result.length - at - 12) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(result, at + 4, length + 4);
            buffer.putInt(at + 8 + length, (int) crc.getValue());
            at += length + 12;
        }
        return result;
    }
}
