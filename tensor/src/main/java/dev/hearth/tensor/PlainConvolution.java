package dev.hearth.tensor;

/**
 * A convolution and its two gradients by plain loops in double precision, summed over one dimension with
 * given signs: with r over the filters, Σₖ rₖ·y[n,k,·,·] is the convolution of x with the one filter
 * Σₖ rₖ·w[k]. So every number of the result is checked at one filter's cost.
 *
 * <p>y[n,k,i,j] = b[k] + Σ_{c,p,q} w[k,c,p,q]·x[n,c,s·i+p−a,s·j+q−a], channels and filters in groups,
 * stride s, padding a.
 *
 * @param batch n
 * @param channels of x
 * @param side rows and columns of x
 * @param filters of w
 * @param window rows and columns of w
 * @param stride s
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

    /** Rows and columns of the result. */
    int out() {
        return (side + 2 * padding - window) / stride + 1;
    }

    int channelsOfGroup() {
        return channels / groups;
    }

    private int filtersOfGroup() {
        return filters / groups;
    }

    /** Σₖ rₖ·y[n,k,·,·]. */
    double[] forward(float[] x, float[] w, float[] bias, float[] signs) {
        double[] y = new double[batch * out() * out()];
        double offset = 0;
        for (int k = 0; k < filters; k++) {
            offset += (double) signs[k] * bias[k];
        }
        java.util.Arrays.fill(y, offset);
        double[] filter = oneFilter(w, signs);
        for (int n = 0; n < batch; n++) {
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < window; p++) {
                    for (int q = 0; q < window; q++) {
                        double weight = filter[(c * window + p) * window + q];
                        for (int i = 0; i < out(); i++) {
                            int row = i * stride + p - padding;
                            if (row >= 0 && row < side) {
                                int from = ((n * channels + c) * side + row) * side;
                                gather(y, (n * out() + i) * out(), x, from, q - padding, weight);
                            }
                        }
                    }
                }
            }
        }
        return y;
    }

    private void gather(double[] y, int at, float[] x, int from, int shift, double weight) {
        for (int j = 0; j < out(); j++) {
            int column = j * stride + shift;
            if (column >= 0 && column < side) {
                y[at + j] += weight * x[from + column];
            }
        }
    }

    /** Σ_c s_c·∂x[n,c,·,·], from the gradient g at y. */
    double[] byInput(float[] w, float[] g, float[] signs) {
        double[] sum = new double[batch * side * side];
        double[] filter = new double[filters * window * window];
        for (int k = 0; k < filters; k++) {
            for (int c = 0; c < channelsOfGroup(); c++) {
                double sign = signs[k / filtersOfGroup() * channelsOfGroup() + c];
                for (int cell = 0; cell < window * window; cell++) {
                    filter[k * window * window + cell] +=
                            sign * w[(k * channelsOfGroup() + c) * window * window + cell];
                }
            }
        }
        for (int n = 0; n < batch; n++) {
            for (int k = 0; k < filters; k++) {
                for (int p = 0; p < window; p++) {
                    for (int q = 0; q < window; q++) {
                        double weight = filter[(k * window + p) * window + q];
                        for (int i = 0; i < out(); i++) {
                            int row = i * stride + p - padding;
                            if (row >= 0 && row < side) {
                                int from = ((n * filters + k) * out() + i) * out();
                                scatter(sum, (n * side + row) * side, g, from, q - padding, weight);
                            }
                        }
                    }
                }
            }
        }
        return sum;
    }

    private void scatter(double[] sum, int at, float[] g, int from, int shift, double weight) {
        for (int j = 0; j < out(); j++) {
            int column = j * stride + shift;
            if (column >= 0 && column < side) {
                sum[at + column] += weight * g[from + j];
            }
        }
    }

    /** Σₖ rₖ·∂w[k,c,·,·] over the filters of each group, from the gradient g at y: one for each channel. */
    double[] byWeight(float[] x, float[] g, float[] signs) {
        double[] sum = new double[channels * window * window];
        int cells = out() * out();
        double[] one = new double[batch * groups * cells];
        for (int n = 0; n < batch; n++) {
            for (int k = 0; k < filters; k++) {
                int to = (n * groups + k / filtersOfGroup()) * cells;
                for (int cell = 0; cell < cells; cell++) {
                    one[to + cell] += (double) signs[k] * g[(n * filters + k) * cells + cell];
                }
            }
        }
        for (int n = 0; n < batch; n++) {
            for (int c = 0; c < channels; c++) {
                int group = (n * groups + c / channelsOfGroup()) * cells;
                for (int p = 0; p < window; p++) {
                    for (int q = 0; q < window; q++) {
                        double total = 0;
                        for (int i = 0; i < out(); i++) {
                            int row = i * stride + p - padding;
                            if (row >= 0 && row < side) {
                                int from = ((n * channels + c) * side + row) * side;
                                total += product(one, group + i * out(), x, from, q - padding);
                            }
                        }
                        sum[(c * window + p) * window + q] += total;
                    }
                }
            }
        }
        return sum;
    }

    private double product(double[] one, int at, float[] x, int from, int shift) {
        double total = 0;
        for (int j = 0; j < out(); j++) {
            int column = j * stride + shift;
            if (column >= 0 && column < side) {
                total += one[at + j] * x[from + column];
            }
        }
        return total;
    }

    /** Σₖ rₖ·w[k] for each group's channels. */
    private double[] oneFilter(float[] w, float[] signs) {
        double[] filter = new double[channels * window * window];
        int size = channelsOfGroup() * window * window;
        for (int k = 0; k < filters; k++) {
            int to = k / filtersOfGroup() * size;
            for (int cell = 0; cell < size; cell++) {
                filter[to + cell] += (double) signs[k] * w[k * size + cell];
            }
        }
        return filter;
    }

    /** Σ over a middle dimension with signs: [outer × signs × inner] to [outer × inner]. */
    static double[] summed(float[] values, int outer, float[] signs, int inner) {
        double[] sum = new double[outer * inner];
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < signs.length; k++) {
                int from = (o * signs.length + k) * inner;
                for (int i = 0; i < inner; i++) {
                    sum[o * inner + i] += (double) signs[k] * values[from + i];
                }
            }
        }
        return sum;
    }
}
