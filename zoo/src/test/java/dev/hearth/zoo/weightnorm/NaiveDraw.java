package dev.hearth.zoo.weightnorm;

import java.util.Map;

/** DRAW of one image in loops, as the formulas are printed. */
final class NaiveDraw {

    private final DrawNet net;
    private final int side;
    private final Map<String, float[]> learned;

    NaiveDraw(DrawNet net, int side, Map<String, float[]> learned) {
        this.net = net;
        this.side = side;
        this.learned = learned;
    }

    /** F_X (axis 0) or F_Y (axis 1), eqs. 19 to 26, [N][A]. */
    static double[][] filters(int n, int side, double[] numbers, int axis) {
        double centre = (side + 1) / 2.0 * (numbers[axis] + 1);
        double variance = Math.exp(numbers[2]);
        double stride = (side - 1.0) / (n - 1) * Math.exp(numbers[3]);
        double[][] filters = new double[n][side];
        for (int i = 1; i <= n; i++) {
            double mean = centre + (i - n / 2.0 - 0.5) * stride;
            double z = 0;
            for (int a = 1; a <= side; a++) {
                filters[i - 1][a - 1] = Math.exp(-(a - mean) * (a - mean) / (2 * variance));
                z += filters[i - 1][a - 1];
            }
            for (int a = 0; a < side; a++) {
                filters[i - 1][a] /= z;
            }
        }
        return filters;
    }

    private double[] linear(String weight, double[] x, double[] plus) {
        float[] w = learned.get(weight);
        double[] y = plus.clone();
        for (int o = 0; o < y.length; o++) {
            for (int i = 0; i < x.length; i++) {
                y[o] += w[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    private double[] vector(String name) {
        float[] values = learned.get(name);
        double[] vector = new double[values.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = values[i];
        }
        return vector;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** h and c are changed. */
    private void lstm(String name, double[] x, double[] h, double[] c) {
        double[] gates = linear(name + ".weightInput", x, vector(name + ".bias"));
        gates = linear(name + ".weightHidden", h, gates);
        int u = net.units();
        for (int k = 0; k < u; k++) {
            c[k] = sigmoid(gates[u + k]) * c[k] + sigmoid(gates[k]) * Math.tanh(gates[2 * u + k]);
            h[k] = sigmoid(gates[3 * u + k]) * Math.tanh(c[k]);
        }
    }

    private static double[] part(double[] all, int from, int count) {
        return java.util.Arrays.copyOfRange(all, from, from + count);
    }

    private double[] read(double[] image, double[] error, double[] decoded) {
        int n = net.read();
        double[] seen = new double[n > 0 ? 2 * n * n : 2 * side * side];
        if (n == 0) {
            System.arraycopy(image, 0, seen, 0, side * side);
            System.arraycopy(error, 0, seen, side * side, side * side);
            return seen;
        }
        double[] numbers = part(linear("saying.weight", decoded, vector("saying.bias")), 0, 5);
        double[][] across = filters(n, side, numbers, 0);
        double[][] down = filters(n, side, numbers, 1);
        for (int at = 0; at < seen.length; at++) {
            int row = at / (2 * n);
            int column = at % n;
            double[] which = at / n % 2 == 0 ? image : error;
            for (int b = 0; b < side; b++) {
                for (int a = 0; a < side; a++) {
                    seen[at] +=
                            Math.exp(numbers[4])
                                    * down[row][b]
                                    * which[b * side + a]
                                    * across[column][a];
                }
            }
        }
        return seen;
    }

    private void write(double[] canvas, double[] decoded) {
        double[] said = linear("saying.weight", decoded, vector("saying.bias"));
        int from = net.read() > 0 ? 5 : 0;
        int n = net.write();
        if (n == 0) {
            for (int p = 0; p < canvas.length; p++) {
                canvas[p] += said[from + p];
            }
            return;
        }
        double[] numbers = part(said, from, 5);
        double[][] across = filters(n, side, numbers, 0);
        double[][] down = filters(n, side, numbers, 1);
        for (int p = 0; p < canvas.length; p++) {
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < n; i++) {
                    canvas[p] +=
                            down[j][p / side]
                                    * said[from + 5 + j * n + i]
                                    * across[i][p % side]
                                    / Math.exp(numbers[4]);
                }
            }
        }
    }

    /** What the net gives for an image, with noise [steps][latent]. */
    double[] of(double[] image, double[][] noise) {
        double[] canvas = vector("begin.canvas");
        double[] h = vector("begin.encoderHidden");
        double[] c = vector("begin.encoderCell");
        double[] decoded = vector("begin.decoderHidden");
        double[] memory = vector("begin.decoderCell");
        int pixels = side * side;
        int latent = net.latent();
        int all = net.steps() * latent;
        double[] out = new double[pixels + 2 * all];
        for (int t = 0; t < net.steps(); t++) {
            double[] error = new double[pixels];
            for (int p = 0; p < pixels; p++) {
                error[p] = image[p] - sigmoid(canvas[p]);
            }
            double[] seen = read(image, error, decoded);
            double[] x = java.util.Arrays.copyOf(seen, seen.length + net.units());
            System.arraycopy(decoded, 0, x, seen.length, net.units());
            lstm("encoder", x, h, c);
            double[] code = linear("code.weight", h, vector("code.bias"));
            double[] z = new double[latent];
            for (int k = 0; k < latent; k++) {
                z[k] = code[k] + Math.exp(code[latent + k]) * noise[t][k];
                out[pixels + t * latent + k] = code[k];
                out[pixels + all + t * latent + k] = 2 * code[latent + k];
            }
            lstm("decoder", z, decoded, memory);
            write(canvas, decoded);
        }
        System.arraycopy(canvas, 0, out, 0, pixels);
        return out;
    }
}
