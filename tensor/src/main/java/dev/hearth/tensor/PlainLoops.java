package dev.hearth.tensor;

/** What {@link SelfCheckCases} compares with, in double precision and in the order of the definition. */
final class PlainLoops {

    private PlainLoops() {}

    /**
     * y = γ·x̂ with x̂ = (x − mean)/√(variance + ε) by channel, then ∂x = γ/σ·(g − mean(g) − x̂·mean(g·x̂)).
     */
    static double[] batchNorm(
            float[] x, float[] g, float[] gain, int batch, int cells, double epsilon) {
        int channels = gain.length;
        double[] both = new double[2 * x.length];
        int count = batch * cells;
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            double squares = 0;
            for (int n = 0; n < batch; n++) {
                for (int i = 0; i < cells; i++) {
                    double value = x[(n * channels + c) * cells + i];
                    sum += value;
                    squares += value * value;
                }
            }
            double mean = sum / count;
            double deviation = Math.sqrt(squares / count - mean * mean + epsilon);
            double ofGradient = 0;
            double ofProduct = 0;
            for (int n = 0; n < batch; n++) {
                for (int i = 0; i < cells; i++) {
                    int at = (n * channels + c) * cells + i;
                    ofGradient += g[at];
                    ofProduct += g[at] * (x[at] - mean) / deviation;
                }
            }
            for (int n = 0; n < batch; n++) {
                for (int i = 0; i < cells; i++) {
                    int at = (n * channels + c) * cells + i;
                    double hat = (x[at] - mean) / deviation;
                    both[at] = gain[c] * hat;
                    both[x.length + at] =
                            gain[c]
                                    / deviation
                                    * (g[at] - ofGradient / count - hat * ofProduct / count);
                }
            }
        }
        return both;
    }

    /** Windows of 3×3 with stride 2 over planes of side×side, then how often each cell was the greatest. */
    static double[] maxPool(float[] x, int planes, int side) {
        int out = (side - 3) / 2 + 1;
        double[] both = new double[planes * out * out + x.length];
        for (int plane = 0; plane < planes; plane++) {
            for (int i = 0; i < out; i++) {
                for (int j = 0; j < out; j++) {
                    int best = (plane * side + 2 * i) * side + 2 * j;
                    for (int p = 0; p < 3; p++) {
                        for (int q = 0; q < 3; q++) {
                            int at = (plane * side + 2 * i + p) * side + 2 * j + q;
                            best = x[at] > x[best] ? at : best;
                        }
                    }
                    both[(plane * out + i) * out + j] = x[best];
                    both[planes * out * out + best] += 1;
                }
            }
        }
        return both;
    }

    /** Windows of 3×3 with stride 2 over planes of side×side. */
    static double[] meanPool(float[] x, int planes, int side) {
        int out = (side - 3) / 2 + 1;
        double[] means = new double[planes * out * out];
        for (int plane = 0; plane < planes; plane++) {
            for (int i = 0; i < out; i++) {
                for (int j = 0; j < out; j++) {
                    double sum = 0;
                    for (int p = 0; p < 3; p++) {
                        for (int q = 0; q < 3; q++) {
                            sum += x[(plane * side + 2 * i + p) * side + 2 * j + q];
                        }
                    }
                    means[(plane * out + i) * out + j] = sum / 9;
                }
            }
        }
        return means;
    }

    /** ELU, sigmoid, tanh, and log-softmax by rows, one after another. */
    static double[] pointwise(float[] x, int columns) {
        double[] all = new double[4 * x.length];
        for (int i = 0; i < x.length; i++) {
            all[i] = x[i] > 0 ? x[i] : Math.expm1(x[i]);
            all[x.length + i] = 1 / (1 + Math.exp(-x[i]));
            all[2 * x.length + i] = Math.tanh(x[i]);
        }
        for (int from = 0; from < x.length; from += columns) {
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += Math.exp(x[from + j]);
            }
            for (int j = 0; j < columns; j++) {
                all[3 * x.length + from + j] = x[from + j] - Math.log(sum);
            }
        }
        return all;
    }

    /** Σ_m s_m·y[n,m]. */
    static double[] byRows(float[] y, float[] signs) {
        double[] sums = new double[y.length / signs.length];
        for (int n = 0; n < sums.length; n++) {
            sums[n] = product(y, n * signs.length, signs);
        }
        return sums;
    }

    private static double product(float[] y, int from, float[] signs) {
        double sum = 0;
        for (int m = 0; m < signs.length; m++) {
            sum += y[from + m] * signs[m];
        }
        return sum;
    }

    /** Σ_k v_k·a[n,k]. */
    static double[] byRows(float[] a, double[] vector) {
        double[] sums = new double[a.length / vector.length];
        for (int n = 0; n < sums.length; n++) {
            sums[n] = product(a, n * vector.length, vector);
        }
        return sums;
    }

    private static double product(float[] a, int from, double[] vector) {
        double sum = 0;
        for (int k = 0; k < vector.length; k++) {
            sum += a[from + k] * vector[k];
        }
        return sum;
    }

    /** Of all of the first, then of the second's columns, then of its rows. */
    static double[] sums(float[] many, float[] x, int rows, int columns) {
        double[] all = new double[1 + columns + rows];
        for (float value : many) {
            all[0] += value;
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                all[1 + j] += x[i * columns + j];
                all[1 + columns + i] += x[i * columns + j];
            }
        }
        return all;
    }
}
