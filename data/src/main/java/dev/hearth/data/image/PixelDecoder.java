package dev.hearth.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.Set;

/**
 * From ImageIO's rasters to red, green and blue. Samples are taken unchanged: {@link
 * BufferedImage#getRGB} would take grey for linear light and brighten it.
 */
final class PixelDecoder {

    private PixelDecoder() {}

    /**
     * Grey, colours or a palette, of up to sixteen bits; alpha is laid over white.
     *
     * @param traits of its file
     */
    static Picture picture(BufferedImage image, Set<EncodedPicture.Trait> traits) {
        Raster raster = image.getRaster();
        ColorModel model = image.getColorModel();
        int width = raster.getWidth();
        byte[] rgb = new byte[Math.multiplyExact(3, width * raster.getHeight())];
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR
                && raster.getDataBuffer() instanceof DataBufferByte plain
                && plain.getOffset() == 0
                && plain.getSize() == rgb.length) {
            turned(plain.getData(), rgb);
            return new Picture(width, raster.getHeight(), rgb);
        }
        int bands = raster.getNumBands();
        int[] row = new int[width * bands];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            if (model instanceof IndexColorModel palette) {
                palette(palette, row, rgb, y * width * 3);
            } else {
                samples(model, bands, traits, row, rgb, y * width * 3);
            }
        }
        return new Picture(width, raster.getHeight(), rgb);
    }

    /** From blue, green, red, as a JPEG's decoder leaves them. */
    private static void turned(byte[] bgr, byte[] rgb) {
        for (int i = 0; i < rgb.length; i += 3) {
            byte red = bgr[i + 2];
            rgb[i + 2] = bgr[i];
            rgb[i + 1] = bgr[i + 1];
            rgb[i] = red;
        }
    }

    private static void palette(IndexColorModel palette, int[] row, byte[] rgb, int first) {
        for (int x = 0, at = first; x < row.length; x++) {
            int argb = palette.getRGB(row[x]);
            for (int shift = 16; shift >= 0; shift -= 8) {
                rgb[at++] = (byte) overWhite(argb >>> shift & 0xFF, argb >>> 24, 255);
            }
        }
    }

    private static void samples(
            ColorModel model,
            int bands,
            Set<EncodedPicture.Trait> traits,
            int[] row,
            byte[] rgb,
            int first) {
        boolean alpha = model.hasAlpha() && !traits.contains(EncodedPicture.Trait.OPAQUE);
        boolean isTurned = traits.contains(EncodedPicture.Trait.WHITE_FIRST);
        int colours = model.getNumColorComponents();
        if (colours != 1 && colours != 3 || bands < colours + (alpha ? 1 : 0)) {
            throw new IllegalArgumentException(colours + " colours");
        }
        boolean isLaid = alpha && model.isAlphaPremultiplied();
        int whole = alpha ? (1 << model.getComponentSize(colours)) - 1 : 255;
        for (int from = 0, at = first; from < row.length; from += bands) {
            int cover = alpha ? row[from + colours] : whole;
            for (int c = 0; c < 3; c++) {
                int band = colours == 1 ? 0 : c;
                int full = (1 << model.getComponentSize(band)) - 1;
                int value = row[from + band];
                if (isTurned) {
                    value = (isLaid ? (int) ((long) full * cover / whole) : full) - value;
                }
                rgb[at++] =
                        (byte)
                                (isLaid
                                        ? laid(value, full, cover, whole)
                                        : overWhite(value, full, cover, whole));
            }
        }
    }

    static int overWhite(int value, int alpha, int full) {
        return overWhite(value, full, alpha, full);
    }

    /** value/full · alpha/whole + 1 − alpha/whole, scaled to [0, 255], rounded. */
    private static int overWhite(int value, int full, int alpha, int whole) {
        if (alpha == whole && full == 255) {
            return value;
        }
        long unit = (long) full * whole;
        long sum = (long) value * alpha + (long) full * (whole - alpha);
        return (int) ((sum * 255 + unit / 2) / unit);
    }

    /** The same where the value was multiplied by alpha before. */
    private static int laid(int value, int full, int alpha, int whole) {
        long unit = (long) full * whole;
        long sum = Math.min(unit, (long) value * whole + (long) full * (whole - alpha));
        return (int) ((sum * 255 + unit / 2) / unit);
    }

    /** Inks of eight or sixteen bits, 0 for none, as TIFF has them (TIFF 6.0, §16). */
    static Picture inks(BufferedImage image) {
        Raster raster = image.getRaster();
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        if (bands < 4) {
            throw new IllegalArgumentException(bands + " inks");
        }
        int full = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
        long unit = (long) full * full;
        byte[] rgb = new byte[Math.multiplyExact(3, width * raster.getHeight())];
        int[] row = new int[width * bands];
        for (int y = 0, at = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int from = 0; from < row.length; from += bands) {
                long black = full - row[from + 3];
                for (int c = 0; c < 3; c++) {
                    rgb[at++] = (byte) (((full - row[from + c]) * black * 255 + unit / 2) / unit);
                }
            }
        }
        return new Picture(width, raster.getHeight(), rgb);
    }

    /**
     * Four components of a JPEG. As Adobe writes them, and Pillow reads them, 255 is no ink; then red
     * is cyan · black / 255. With Adobe's transform 2 the first three are luma and chroma of the
     * inks' complements (ITU-T T.871, §7, for the matrix).
     */
    static Picture inks(Raster raster, boolean luma) {
        int width = raster.getWidth();
        byte[] rgb = new byte[Math.multiplyExact(3, width * raster.getHeight())];
        int[] row = new int[width * 4];
        for (int y = 0, at = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int from = 0; from < row.length; from += 4) {
                double cyan = row[from];
                double magenta = row[from + 1];
                double yellow = row[from + 2];
                int black = row[from + 3];
                if (luma) {
                    double blueness = magenta - 128;
                    double redness = yellow - 128;
                    double grey = cyan;
                    cyan = 255 - (grey + 1.402 * redness);
                    magenta = 255 - (grey - 0.344136 * blueness - 0.714136 * redness);
                    yellow = 255 - (grey + 1.772 * blueness);
                }
                rgb[at++] = ink(cyan, black);
                rgb[at++] = ink(magenta, black);
                rgb[at++] = ink(yellow, black);
            }
        }
        return new Picture(width, raster.getHeight(), rgb);
    }

    private static byte ink(double colour, int black) {
        long whole = Math.min(255, Math.max(0, Math.round(colour)));
        return (byte) ((whole * black + 127) / 255);
    }

    /** A frame in its place on a white canvas. */
    static Picture onWhite(Picture frame, EncodedPicture whole) {
        byte[] canvas = new byte[Math.multiplyExact(3, whole.width() * whole.height())];
        Arrays.fill(canvas, (byte) 255);
        for (int y = 0; y < frame.height(); y++) {
            int to = ((whole.frame().top() + y) * whole.width() + whole.frame().left()) * 3;
            System.arraycopy(frame.bytes(), y * frame.width() * 3, canvas, to, frame.width() * 3);
        }
        return new Picture(whole.width(), whole.height(), canvas);
    }
}
