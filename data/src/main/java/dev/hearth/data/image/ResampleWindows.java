package dev.hearth.data.image;

/**
 * For each output place of a stretch: the first input place under its window, and the weights from
 * there, rounded to {@link #PRECISION_BITS} binary places. Where input and output have one extent, each
 * place is its own window.
 */
final class ResampleWindows {

    /** Bits below the point: 32 less 8 for the value and 2 for overshoot, as in Pillow. */
    static final int PRECISION_BITS = 32 - 8 - 2;

    private final int[] first;
    private final int[][] weights;
    private final boolean same;

    /** Of {@code count} places from {@code begin} on, when {@code from} places become {@code to}. */
    ResampleWindows(Interpolation kernel, int from, int to, int begin, int count) {
        first = new int[count];
        weights = new int[count][];
        same = from == to;
        double scale = (double) from / to;
        double stretch = Math.max(1.0, scale);
        double support = kernel.support() * stretch;
        for (int i = 0; i < count; i++) {
            if (same) {
                first[i] = begin + i;
                weights[i] = new int[] {1 << PRECISION_BITS};
                continue;
            }
            double centre = (begin + i + 0.5) * scale;
            int low = Math.max(0, (int) (centre - support + 0.5));
            int high = Math.min(from, (int) (centre + support + 0.5));
            double[] exact = new double[high - low];
            double total = 0;
            for (int k = 0; k < exact.length; k++) {
                exact[k] = kernel.weight((k + low - centre + 0.5) * (1.0 / stretch));
                total += exact[k];
            }
            first[i] = low;
            weights[i] = fixed(exact, total);
        }
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

    /** How many output places. */
    int count() {
        return first.length;
    }

    /** Whether input places come out as they are. */
    boolean areSame() {
        return same;
    }

    /** The first input place under a window. */
    int first(int i) {
        return first[i];
    }

    /** The place behind the last one under a window. */
    int end(int i) {
        return first[i] + weights[i].length;
    }

    /** A window's weights. */
    int[] weights(int i) {
        return weights[i];
    }

    /** The most places under one window. */
    int widest() {
        int most = 0;
        for (int[] window : weights) {
            most = Math.max(most, window.length);
        }
        return most;
    }
}
