package dev.hearth.heif;

import dev.hearth.data.image.Picture;
import org.bytedeco.javacpp.BytePointer;

/**
 * A plane of eight-bit samples.
 *
 * @param across each stands for 2 to this power of columns
 * @param down and of rows
 */
record Samples(byte[] values, int width, int height, int across, int down) {

    /** From a decoder's memory; of more bits than eight the highest are kept. */
    static Samples of(BytePointer from, int stride, int width, int height, int bits) {
        int size = bits > 8 ? 2 : 1;
        byte[] row = new byte[width * size];
        byte[] values = new byte[Math.multiplyExact(width, height)];
        BytePointer at = new BytePointer(from);
        for (int y = 0; y < height; y++) {
            at.position((long) y * stride).get(row);
            for (int x = 0; x < width; x++) {
                int value = row[x * size] & 0xFF;
                if (size == 2) {
                    value = (value | (row[x * 2 + 1] & 0xFF) << 8) >>> bits - 8;
                }
                values[y * width + x] = (byte) value;
            }
        }
        return new Samples(values, width, height, 0, 0);
    }

    Samples spread(int columns, int rows) {
        return new Samples(values, width, height, columns, rows);
    }

    private int at(int x, int y) {
        return values[(y >> down) * width + (x >> across)] & 0xFF;
    }

    /** Green, blue and red, as they stand. */
    static Picture plain(Samples[] planes, boolean isRgb) {
        int width = planes[0].width;
        int height = planes[0].height;
        byte[] rgb = new byte[Math.multiplyExact(3, width * height)];
        // FFmpeg's components are red, green, blue; with matrix 0 the planes are green, blue, red.
        int[] order = isRgb ? new int[] {0, 1, 2} : new int[] {2, 0, 1};
        for (int i = 0, to = 0; i < width * height; i++) {
            for (int c : order) {
                rgb[to++] = (byte) planes[c].at(i % width, i / width);
            }
        }
        return new Picture(width, height, rgb);
    }

    /** Luma with or without chroma: ITU-T H.273, §8.3. */
    static Picture colours(Samples[] planes, boolean isFull, Colours colours) {
        int width = planes[0].width;
        int height = planes[0].height;
        double[] shares = colours.shares();
        double red = 2 * (1 - shares[0]);
        double blue = 2 * (1 - shares[1]);
        double green = 1 - shares[0] - shares[1];
        double scale = isFull ? 1 : 255.0 / 219;
        double chroma = isFull ? 1 : colours.isYCgCo() ? scale : 255.0 / 224;
        int black = isFull ? 0 : 16;
        boolean isGrey = planes.length < 3 || colours.isAlpha();
        byte[] rgb = new byte[Math.multiplyExact(3, width * height)];
        for (int y = 0, to = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double luma = (planes[0].at(x, y) - black) * scale;
                double cb = isGrey ? 0 : (planes[1].at(x, y) - 128) * chroma;
                double cr = isGrey ? 0 : (planes[2].at(x, y) - 128) * chroma;
                if (colours.isYCgCo()) {
                    rgb[to++] = clipped(luma - cb + cr);
                    rgb[to++] = clipped(luma + cb);
                    rgb[to++] = clipped(luma - cb - cr);
                } else {
                    rgb[to++] = clipped(luma + red * cr);
                    rgb[to++] =
                            clipped(luma - (red * shares[0] * cr + blue * shares[1] * cb) / green);
                    rgb[to++] = clipped(luma + blue * cb);
                }
            }
        }
        return new Picture(width, height, rgb);
    }

    private static byte clipped(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
}
