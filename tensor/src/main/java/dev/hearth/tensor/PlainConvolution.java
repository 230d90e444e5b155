package dev.hearth.tensor;

/**
 * A convolution and its two gradients by plain loops in double precision, summed with given signs over
 * whatever they are linear in: with t over the batch and r over the filters, Σₙₖ tₙ·rₖ·y[n,k,·,·] is the
 * convolution of the one picture Σₙ tₙ·x[n] with the one filter Σₖ rₖ·w[k]. So every number of a result is
 * checked at the cost of reading it, and the loops see one picture and one filter.
 *
 * <p>y[n,k,i,j] = b[k] + Σ_{c,p,q} w[k,c,p,q]·x[n,c,s·i+p−a,s·j+q−a], channels and filters in groups,
 * stride s, padding a.
 *
 * @param window rows and columns of w
 * @param padding a
 * @param groups of channels, and of filters
 */
record PlainConvolution(
        int batch,
        int channels,
        int side,
        int filters,
        int window,
        int stride,
        int padding,
        int groups) {

    /** What is done at each place where a cell of the window lies on a cell of the picture. */
    private interface Place {
        void at(int channel, int windowCell, int pixel, int resultCell);
    }

    /** Rows and columns of the result. */
    int out() {
        return (side + 2 * padding - window) / stride + 1;
    }

    int channelsOfGroup() {
        return channels / groups;
    }

    int filtersOfGroup() {
        return filters / groups;
    }

    private int windowCells() {
        return window * window;
    }

    private int pixels() {
        return side * side;
    }

    private int resultCells() {
        return out() * out();
    }

    /** Σₙₖ tₙ·rₖ·y[n,k,·,·]. */
    double[] forward(float[] x, float[] w, float[] bias, float[] overBatch, float[] overFilters) {
        double[] picture = summed(x, 1, overBatch, channels * pixels());
        double[] filter = overFilters(w, overFilters);
        double offset = summed(bias, 1, overFilters, 1)[0] * total(overBatch);
        double[] y = new double[resultCells()];
        java.util.Arrays.fill(y, offset);
        eachPlace(
                channels,
                (c, cell, pixel, to) ->
                        y[to] += filter[c * windowCells() + cell] * picture[c * pixels() + pixel]);
        return y;
    }

    /** Σₙ_c tₙ·s_c·∂x[n,c,·,·], from the gradient g at y. */
    double[] byInput(float[] w, float[] g, float[] overBatch, float[] overChannels) {
        double[] gradient = summed(g, 1, overBatch, filters * resultCells());
        double[] filter = new double[filters * windowCells()];
        for (int k = 0; k < filters; k++) {
            for (int c = 0; c < channelsOfGroup(); c++) {
                double sign = overChannels[k / filtersOfGroup() * channelsOfGroup() + c];
                for (int cell = 0; cell < windowCells(); cell++) {
                    filter[k * windowCells() + cell] +=
                            sign * w[(k * channelsOfGroup() + c) * windowCells() + cell];
                }
            }
        }
        double[] x = new double[pixels()];
        eachPlace(
                filters,
                (k, cell, pixel, from) ->
                        x[pixel] +=
                                filter[k * windowCells() + cell]
                                        * gradient[k * resultCells() + from]);
        return x;
    }

    /** Σ_kc r_k·s_c·∂w[k,c,·,·] over each group's filters and channels, from the gradient g at y. */
    double[] byWeight(float[] x, float[] g, float[] overFilters, float[] overChannels) {
        double[] sum = new double[windowCells()];
        int examples = batch * groups;
        double[] pictures = summed(x, examples, overChannels, channelsOfGroup(), pixels());
        double[] gradients = summed(g, examples, overFilters, filtersOfGroup(), resultCells());
        eachPlace(
                examples,
                (each, cell, pixel, from) ->
                        sum[cell] +=
                                pictures[each * pixels() + pixel]
                                        * gradients[each * resultCells() + from]);
        return sum;
    }

    /** Σₖ rₖ·w[k] for each group's channels. */
    private double[] overFilters(float[] w, float[] signs) {
        return summed(w, groups, signs, filtersOfGroup(), channelsOfGroup() * windowCells());
    }

    private void eachPlace(int count, Place place) {
        for (int each = 0; each < count; each++) {
            for (int p = 0; p < window; p++) {
                for (int i = 0; i < out(); i++) {
                    int row = i * stride + p - padding;
                    for (int q = 0; q < window && row >= 0 && row < side; q++) {
                        for (int j = 0; j < out(); j++) {
                            int column = j * stride + q - padding;
                            if (column >= 0 && column < side) {
                                place.at(each, p * window + q, row * side + column, i * out() + j);
                            }
                        }
                    }
                }
            }
        }
    }

    private static double total(float[] signs) {
        double total = 0;
        for (float sign : signs) {
            total += sign;
        }
        return total;
    }

    /** Σ over a middle dimension with signs: [outer × signs × inner] to [outer × inner]. */
    static double[] summed(float[] values, int outer, float[] signs, int inner) {
        return summed(values, outer, signs, signs.length, inner);
    }

    /** The same where each of the outer takes the next signs, from the first again behind the last. */
    static double[] summed(float[] values, int outer, float[] signs, int middle, int inner) {
        double[] sum = new double[outer * inner];
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < middle; k++) {
                add(
                        sum,
                        o * inner,
                        signs[(o * middle + k) % signs.length],
                        values,
                        (o * middle + k) * inner,
                        inner);
            }
        }
        return sum;
    }

    private static void add(double[] sum, int to, float sign, float[] values, int from, int count) {
        for (int i = 0; i < count; i++) {
            sum[to + i] += sign * values[from + i];
        }
    }

    /** The same of sums. */
    static double[] summed(double[] values, float[] signs, int inner) {
        double[] sum = new double[inner];
        for (int k = 0; k < signs.length; k++) {
            for (int i = 0; i < inner; i++) {
                sum[i] += signs[k] * values[k * inner + i];
            }
        }
        return sum;
    }
}
