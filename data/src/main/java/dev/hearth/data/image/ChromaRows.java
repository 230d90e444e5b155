package dev.hearth.data.image;

import java.awt.image.Raster;

/**
 * JPEG pictures whose chroma has half of luma's rows and all of its columns (4:4:0). libjpeg-turbo
 * interpolates between rows of chroma, libjpeg 6b, which some JDKs have, repeats them. Repeated rows are
 * interpolated here by libjpeg-turbo's rule (jdsample.c, h1v2_fancy_upsample), so that a picture has the
 * same pixels with every JDK.
 */
final class ChromaRows {

    private ChromaRows() {}

    /** Red, green and blue of luma and chroma as either decoder leaves them. */
    static Picture picture(Raster raster) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int[] luma = band(raster, 0);
        int[] blue = interpolated(band(raster, 1), width, height);
        int[] red = interpolated(band(raster, 2), width, height);
        byte[] rgb = new byte[Math.multiplyExact(3, luma.length)];
        for (int i = 0; i < luma.length; i++) {
            int b = blue[i] - 128;
            int r = red[i] - 128;
            // jdcolor.c: factors times 2^16, rounded.
            rgb[3 * i] = clipped(luma[i] + (91881 * r + 32768 >> 16));
            rgb[3 * i + 1] = clipped(luma[i] + (-22554 * b - 46802 * r + 32768 >> 16));
            rgb[3 * i + 2] = clipped(luma[i] + (116130 * b + 32768 >> 16));
        }
        return new Picture(width, height, rgb);
    }

    private static int[] band(Raster raster, int band) {
        return raster.getSamples(
                raster.getMinX(),
                raster.getMinY(),
                raster.getWidth(),
                raster.getHeight(),
                band,
                (int[]) null);
    }

    /** Three quarters of a row and one of the next nearest, rounded down above and up below. */
    static int[] interpolated(int[] rows, int width, int height) {
        if (!isRepeated(rows, width, height)) {
            return rows;
        }
        int[] smooth = new int[rows.length];
        for (int y = 0; y < height; y++) {
            boolean upper = y % 2 == 0;
            int other = upper ? Math.max(0, y - 1) : Math.min(height - 1, y + 1);
            for (int x = 0; x < width; x++) {
                int sum = 3 * rows[y * width + x] + rows[other * width + x];
                smooth[y * width + x] = sum + (upper ? 1 : 2) >> 2;
            }
        }
        return smooth;
    }

    private static boolean isRepeated(int[] rows, int width, int height) {
        for (int y = 1; y < height; y += 2) {
            for (int x = 0; x < width; x++) {
                if (rows[y * width + x] != rows[(y - 1) * width + x]) {
                    return false;
                }
            }
        }
        return true;
    }

    private static byte clipped(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
