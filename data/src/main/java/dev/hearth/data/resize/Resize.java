package dev.hearth.data.resize;

import java.util.Objects;

/**
 * Another size for an 8-bit picture, with the very bytes that Pillow gives ({@code Image.resize},
 * its {@code ImagingResample}): rows first, then columns, each output pixel a weighted mean of the
 * input pixels under its window; the window widens when shrinking, so nothing aliases. Weights are
 * rounded to 22 binary places, and each of the two passes rounds to a byte.
 *
 * <pre>{@code
 * Raster small = new Resize(Kernel.BICUBIC, 16, 12).apply(new Raster(32, 24, 3, new byte[2304]));
 * }</pre>
 *
 * @param kernel how neighbours are weighed
 * @param width columns of the result
 * @param height rows of the result
 */
public record Resize(Kernel kernel, int width, int height) {

    /** Bits below the point: 32 less 8 for the value and 2 for overshoot, as in Pillow. */
    private static final int PRECISION_BITS = 32 - 8 - 2;

    /** Refuses a size without pixels. */
    public Resize {
        Objects.requireNonNull(kernel, "kernel");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "Resize needs a size of at least 1×1. Received: "
                            + width
                            + "×"
                            + height
                            + ". Give the columns and rows of the result.");
        }
    }

    /**
     * A size whose shorter side is given and whose longer side keeps the proportions, rounded down,
     * as in torchvision.
     *
     * @param kernel how neighbours are weighed
     * @param shorter pixels of the shorter side
     * @param picture the picture that will be resized
     * @return the letter for a picture of this size
     */
    public static Resize shorterSide(Kernel kernel, int shorter, Raster picture) {
        int width = picture.width();
        int height = picture.height();
        long longer = (long) shorter * Math.max(width, height) / Math.min(width, height);
        int other = Math.toIntExact(longer);
        return width <= height
                ? new Resize(kernel, shorter, other)
                : new Resize(kernel, other, shorter);
    }

    /**
     * Resizes a picture.
     *
     * @param picture any size, any count of channels
     * @return the picture in this size; the same object if it has it already
     */
    public Raster apply(Raster picture) {
        Raster result = picture;
        if (width != result.width()) {
            result = horizontal(result);
        }
        if (height != result.height()) {
            result = vertical(result);
        }
        return result;
    }

    /**
     * Resizes interleaved bytes, for callers without a {@link Raster}.
     *
     * @param bytes unsigned values, as in {@code [height][width][channels]}
     * @param fromWidth columns of the input
     * @param fromHeight rows of the input
     * @param channels values of a pixel
     * @return the values of the result in the same order
     */
    public byte[] apply(byte[] bytes, int fromWidth, int fromHeight, int channels) {
        return apply(new Raster(fromWidth, fromHeight, channels, bytes)).bytes();
    }

    private Raster horizontal(Raster from) {
        Windows windows = Windows.of(kernel, from.width(), width);
        int channels = from.channels();
        byte[] in = from.bytes();
        byte[] out = new byte[from.pixels().count() / from.width() * width];
        for (int y = 0; y < from.height(); y++) {
            int row = y * from.width() * channels;
            for (int x = 0; x < width; x++) {
                int[] weights = windows.weights[x];
                int first = row + windows.first[x] * channels;
                for (int c = 0; c < channels; c++) {
                    int sum = 1 << (PRECISION_BITS - 1);
                    for (int k = 0; k < weights.length; k++) {
                        sum += (in[first + k * channels + c] & 0xFF) * weights[k];
                    }
                    out[(y * width + x) * channels + c] = clip(sum);
                }
            }
        }
        return new Raster(width, from.height(), channels, out);
    }

    private Raster vertical(Raster from) {
        Windows windows = Windows.of(kernel, from.height(), height);
        int stride = from.width() * from.channels();
        byte[] in = from.bytes();
        byte[] out = new byte[Math.multiplyExact(stride, height)];
        for (int y = 0; y < height; y++) {
            int[] weights = windows.weights[y];
            int first = windows.first[y] * stride;
            for (int x = 0; x < stride; x++) {
                int sum = 1 << (PRECISION_BITS - 1);
                for (int k = 0; k < weights.length; k++) {
                    sum += (in[first + k * stride + x] & 0xFF) * weights[k];
                }
                out[y * stride + x] = clip(sum);
            }
        }
        return new Raster(from.width(), height, from.channels(), out);
    }

    private static byte clip(int sum) {
        int value = sum >> PRECISION_BITS;
        return (byte) Math.max(0, Math.min(255, value));
    }

    /** For each output place: the first input place under its window, and the weights from there. */
    private static final class Windows {

        private final int[] first;
        private final int[][] weights;

        private Windows(int count) {
            first = new int[count];
            weights = new int[count][];
        }

        static Windows of(Kernel kernel, int from, int to) {
            Windows windows = new Windows(to);
            double scale = (double) from / to;
            double stretch = Math.max(1.0, scale);
            double support = kernel.support() * stretch;
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * scale;
                int low = Math.max(0, (int) (centre - support + 0.5));
                int high = Math.min(from, (int) (centre + support + 0.5));
                double[] exact = new double[high - low];
                double total = 0;
                for (int k = 0; k < exact.length; k++) {
                    exact[k] = kernel.weight((k + low - centre + 0.5) * (1.0 / stretch));
                    total += exact[k];
                }
                windows.first[i] = low;
                windows.weights[i] = fixed(exact, total);
            }
            return windows;
        }

        private static int[] fixed(double[] exact, double total) {
            int[] rounded = new int[exact.length];
            for (int k = 0; k < exact.length; k++) {
                double weight = total != 0.0 ? exact[k] / total : exact[k];
                double half = weight < 0 ? -0.5 : 0.5;
                rounded[k] = (int) (half + weight * (1 << PRECISION_BITS));
            }
            return rounded;
        }
    }
}
