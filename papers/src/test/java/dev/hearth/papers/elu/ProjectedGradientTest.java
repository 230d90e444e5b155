package dev.hearth.papers.elu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProjectedGradientTest {

    private static final Seed SEED = new Seed(4);
    private static final int INPUTS = 3;
    private static final int UNITS = 2;
    private static final int EXAMPLES = 50;
    private static final double RATE = 0.1;
    private static final ProjectedGradient GRADIENT = new ProjectedGradient(List.of("0"), 0.2);

    private static Model net() {
        return Model.build(
                Layers.sequence(Layers.linear(UNITS)), new Shape.Vector(INPUTS), SEED, Device.CPU);
    }

    /** L = ½ mean (y − target)², of which the gradients are easily written out. */
    private static void backward(Model net, Tensor x, Tensor target) {
        net.parameters().clearGradients();
        net.apply(x, Context.training(SEED)).sub(target).square().mean().mul(0.5).backward();
    }

    private static Tensor inputs() {
        Tensor noise = RandomTensors.of(SEED.child("x")).normal(0, 1, EXAMPLES, INPUTS);
        Tensor mixing =
                Tensor.of(new float[] {1, 0.5f, 0, 0, 0.3f, -0.7f, 0.2f, 0, 2}, INPUTS, INPUTS);
        return noise.matmul(mixing).add(Tensor.of(new float[] {1, -2, 0.5f}, 1, INPUTS));
    }

    /**
     * A twin, number by number, that learns V and d of y = V·U(h − c) + d by plain gradient descent, with U
     * any matrix for which UᵀU = (Σ + εI)⁻¹: here by elimination (Cholesky).
     */
    @Test
    void a_step_is_a_plain_step_in_whitened_parameters() {
        try (var scope = Scope.open()) {
            Tensor x = inputs();
            Tensor target = RandomTensors.of(SEED.child("t")).normal(0, 1, EXAMPLES, UNITS);
            Model net = net();
            Parameters parameters = net.parameters();
            float[] w = parameters.value("0.weight").toFloats();
            float[] b = parameters.value("0.bias").toFloats();
            float[] h = x.toFloats();
            float[] t = target.toFloats();

            double[] c = new double[INPUTS];
            for (int e = 0; e < EXAMPLES; e++) {
                for (int i = 0; i < INPUTS; i++) {
                    c[i] += h[e * INPUTS + i] / (double) EXAMPLES;
                }
            }
            double[][] sigma = new double[INPUTS][INPUTS];
            for (int e = 0; e < EXAMPLES; e++) {
                for (int i = 0; i < INPUTS; i++) {
                    for (int j = 0; j < INPUTS; j++) {
                        sigma[i][j] +=
                                (h[e * INPUTS + i] - c[i]) * (h[e * INPUTS + j] - c[j]) / EXAMPLES;
                    }
                }
            }
            double variance = (sigma[0][0] + sigma[1][1] + sigma[2][2]) / INPUTS;
            for (int i = 0; i < INPUTS; i++) {
                sigma[i][i] += 0.2 * variance + 1e-12;
            }
            double[][] u = inverseOfLower(cholesky(sigma));
            double[][] v = new double[UNITS][INPUTS]; // V = W U⁻¹ = W L
            double[] d = new double[UNITS]; // d = b + W c
            double[][] lower = cholesky(sigma);
            for (int k = 0; k < UNITS; k++) {
                d[k] = b[k];
                for (int i = 0; i < INPUTS; i++) {
                    d[k] += w[k * INPUTS + i] * c[i];
                    for (int j = 0; j < INPUTS; j++) {
                        v[k][i] += w[k * INPUTS + j] * lower[j][i];
                    }
                }
            }
            double[][] byV = new double[UNITS][INPUTS];
            double[] byD = new double[UNITS];
            for (int e = 0; e < EXAMPLES; e++) {
                double[] white = new double[INPUTS];
                for (int i = 0; i < INPUTS; i++) {
                    for (int j = 0; j < INPUTS; j++) {
                        white[i] += u[i][j] * (h[e * INPUTS + j] - c[j]);
                    }
                }
                for (int k = 0; k < UNITS; k++) {
                    double y = d[k];
                    for (int i = 0; i < INPUTS; i++) {
                        y += v[k][i] * white[i];
                    }
                    double error = (y - t[e * UNITS + k]) / (EXAMPLES * UNITS);
                    byD[k] += error;
                    for (int i = 0; i < INPUTS; i++) {
                        byV[k][i] += error * white[i];
                    }
                }
            }
            backward(net, x, target);
            GRADIENT.step(parameters, Optional.of(List.of(GRADIENT.whitening(x))), RATE);
            float[] newW = parameters.value("0.weight").toFloats();
            float[] newB = parameters.value("0.bias").toFloats();
            for (int k = 0; k < UNITS; k++) {
                double wantedB = d[k] - RATE * byD[k];
                for (int i = 0; i < INPUTS; i++) {
                    double wanted = 0; // W = V U
                    for (int j = 0; j < INPUTS; j++) {
                        wanted += (v[k][j] - RATE * byV[k][j]) * u[j][i];
                    }
                    assertThat((double) newW[k * INPUTS + i]).isCloseTo(wanted, within(1e-5));
                    wantedB -= wanted * c[i];
                }
                assertThat((double) newB[k]).isCloseTo(wantedB, within(1e-5));
            }
        }
    }

    private static double[][] cholesky(double[][] a) {
        int n = a.length;
        double[][] lower = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(sum) : sum / lower[j][j];
            }
        }
        return lower;
    }

    private static double[][] inverseOfLower(double[][] lower) {
        int n = lower.length;
        double[][] inverse = new double[n][n];
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double sum = i == j ? 1 : 0;
                for (int k = j; k < i; k++) {
                    sum -= lower[i][k] * inverse[k][j];
                }
                inverse[i][j] = sum / lower[i][i];
            }
        }
        return inverse;
    }

    @Test
    void without_statistics_it_is_plain_descent() {
        try (var scope = Scope.open()) {
            Tensor x = inputs();
            Model net = net();
            backward(net, x, Tensor.zeros(EXAMPLES, UNITS));
            float[] before = net.parameters().values().toFloats();
            float[] gradient = net.parameters().gradients().toFloats();
            GRADIENT.step(net.parameters(), Optional.empty(), RATE);
            float[] after = net.parameters().values().toFloats();
            for (int i = 0; i < before.length; i++) {
                assertThat((double) after[i])
                        .isCloseTo(before[i] - RATE * gradient[i], within(1e-6));
            }
        }
    }

    @Test
    void a_small_net_learns_by_it() {
        var figures = EluProjected.measure("ReLU", true, 0.1, 60, new Seed(1), Device.CPU);
        assertThat(figures.get("loss")).isLessThan(1.5);
        var plain = EluProjected.measure("ReLU", false, 0.1, 60, new Seed(1), Device.CPU);
        assertThat(plain.get("loss")).isLessThan(Math.log(10));
    }
}
