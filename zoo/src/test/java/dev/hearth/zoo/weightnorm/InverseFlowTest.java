package dev.hearth.zoo.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InverseFlowTest {

    private static final Seed SEED = new Seed(11);
    private static final int LATENT = 5;
    private static final int CONTEXT = 3;
    private static final Shape IN = new Shape.Vector(LATENT + CONTEXT);

    /** Weights of such a size that the steps bend what they are given. */
    private static Model flow(Layer letter) {
        Model net = Model.build(letter, IN, SEED, Device.CPU);
        net.parameters().values().mulInPlace(letter instanceof InverseFlow ? 2.5 : 4);
        return net;
    }

    private static float[] flown(Model net, float[] in) {
        try (var room = Scope.open()) {
            return net.apply(Tensor.of(in, 1, in.length), Context.testing(SEED)).toFloats();
        }
    }

    private static float[] given() {
        try (var room = Scope.open()) {
            return RandomTensors.of(SEED.child("in")).normal(0, 1, LATENT + CONTEXT).toFloats();
        }
    }

    /** dz′/dz by central differences, and what the flow itself says the log-determinant is. */
    private static double[][] jacobian(Model net, float[] in) {
        double[][] slopes = new double[LATENT][LATENT];
        float step = 1f / 64;
        for (int j = 0; j < LATENT; j++) {
            float[] up = in.clone();
            float[] down = in.clone();
            up[j] += step;
            down[j] -= step;
            float[] above = flown(net, up);
            float[] below = flown(net, down);
            for (int i = 0; i < LATENT; i++) {
                slopes[i][j] = ((double) above[i] - below[i]) / (up[j] - (double) down[j]);
            }
        }
        return slopes;
    }

    /** By Gaussian elimination with pivots. */
    private static double logDeterminant(double[][] matrix) {
        double[][] m = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        double sum = 0;
        for (int k = 0; k < m.length; k++) {
            int pivot = k;
            for (int i = k + 1; i < m.length; i++) {
                pivot = Math.abs(m[i][k]) > Math.abs(m[pivot][k]) ? i : pivot;
            }
            double[] row = m[pivot];
            m[pivot] = m[k];
            m[k] = row;
            sum += Math.log(Math.abs(row[k]));
            for (int i = k + 1; i < m.length; i++) {
                double factor = m[i][k] / row[k];
                for (int j = k; j < m.length; j++) {
                    m[i][j] -= factor * row[j];
                }
            }
        }
        return sum;
    }

    private static double said(float[] out) {
        double sum = 0;
        for (int i = LATENT; i < 2 * LATENT; i++) {
            sum += out[i];
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void says_the_log_determinant_that_finite_differences_find(int steps) {
        Layer plain = new InverseFlow(LATENT, CONTEXT, 12, steps);
        for (Layer letter : List.of(plain, Layers.weightNorm(plain))) {
            try (var room = Scope.open()) {
                Model net = flow(letter);
                float[] in = given();
                double found = logDeterminant(jacobian(net, in));
                float[] out = flown(net, in);
                assertThat(said(out)).isCloseTo(found, within(2e-3));
                // Far from what it would be if the nets said nothing: log sigmoid(2) each.
                double silent = -steps * Math.log1p(Math.exp(-2));
                double farthest = 0;
                for (int i = LATENT; i < 2 * LATENT; i++) {
                    farthest = Math.max(farthest, Math.abs(out[i] - silent));
                }
                assertThat(farthest).isGreaterThan(0.05);
            }
        }
    }

    @Test
    void a_step_is_triangular_with_its_shares_on_the_diagonal() {
        try (var room = Scope.open()) {
            Model net = flow(new InverseFlow(LATENT, CONTEXT, 12, 1));
            float[] in = given();
            double[][] slopes = jacobian(net, in);
            float[] out = flown(net, in);
            for (int i = 0; i < LATENT; i++) {
                assertThat(slopes[i][i]).isCloseTo(Math.exp(out[LATENT + i]), within(1e-4));
                for (int j = 0; j < LATENT; j++) {
                    if (j > i) {
                        assertThat(slopes[i][j]).as("%s of %s", i, j).isZero();
                    } else if (j < i) {
                        assertThat(slopes[i][j]).as("%s of %s", i, j).isNotZero();
                    }
                }
            }
        }
    }

    @Test
    void the_next_step_goes_the_other_way_and_the_context_reaches_all() {
        try (var room = Scope.open()) {
            Model two = flow(new InverseFlow(LATENT, CONTEXT, 12, 2));
            float[] in = given();
            double[][] slopes = jacobian(two, in);
            for (double[] row : slopes) {
                for (double slope : row) {
                    assertThat(slope).isNotZero();
                }
            }
            float[] other = in.clone();
            other[LATENT + 1] += 1;
            float[] one = flown(two, in);
            float[] moved = flown(two, other);
            for (int i = 0; i < 2 * LATENT; i++) {
                assertThat(moved[i]).isNotEqualTo(one[i]);
            }
        }
    }

    @Test
    void reaches_every_seen_parameter_begins_from_data_and_travels() {
        Layer small = new ConvVae(28, 1, 5, 8, 2);
        Shape mnist = new Shape.Image(1, 28, 28);
        for (Layer letter : List.of(small, Layers.weightNorm(small))) {
            try (var room = Scope.open()) {
                Model net = Model.build(letter, mnist, SEED, Device.CPU);
                assertThat(net.parameters().count()).isEqualTo(letter.cost(mnist).parameters());
                Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, mnist.batch(20));
                net.initialize(x, Context.initializing(SEED));
                Tensor y = net.apply(x, Context.training(SEED));
                assertThat(y.shape()).containsExactly(20, 784 + 10);
                y.square().mean().backward();
                for (Parameters.Entry entry : net.parameters().entries()) {
                    assertThat(net.parameters().gradient(entry.name()).abs().max().item())
                            .as(entry.name())
                            .isPositive()
                            .isFinite();
                }
            }
            LayerJson letters =
                    LayerJson.standard()
                            .with(
                                    ConvVae.class,
                                    FlowVariationalAutoencoder.class,
                                    InverseFlow.class);
            assertThat(letters.readLayer(letters.write(letter))).isEqualTo(letter);
        }
    }

    /** A single coordinate is moved and scaled by what its context says: it stays normal. */
    @Test
    void the_density_is_that_of_the_code_that_is_drawn() {
        Layer encoder = new Linear(3, Bias.YES, new Constant(0), new Constant(0.7));
        Layer decoder = new Linear(1);
        try (var room = Scope.open()) {
            Layer letter =
                    new FlowVariationalAutoencoder(encoder, decoder, new InverseFlow(1, 1, 4, 3));
            Model net = Model.build(letter, new Shape.Vector(2), SEED, Device.CPU);
            int count = 40_000;
            float[] out = net.apply(Tensor.zeros(count, 2), Context.testing(SEED)).toFloats();
            double mean = 0;
            double square = 0;
            for (int i = 0; i < count; i++) {
                mean += out[3 * i + 1] / count;
            }
            for (int i = 0; i < count; i++) {
                square += Math.pow(out[3 * i + 1] - mean, 2) / count;
            }
            assertThat(square).as("not the first draw's e^0.7").isLessThan(0.8 * Math.exp(0.7));
            for (int i = 0; i < 200; i++) {
                double away = out[3 * i + 1] - mean;
                double density = -0.5 * (Math.log(2 * Math.PI * square) + away * away / square);
                assertThat(out[3 * i + 2]).isCloseTo((float) density, within(0.1f));
            }
        }
    }

    @Test
    void what_does_not_fit_is_refused() {
        assertThatThrownBy(() -> new InverseFlow(8, 2, 7, 1))
                .hasMessageContaining("Received: latent=8, context=2, hidden=7, steps=1.");
        assertThatThrownBy(() -> new InverseFlow(8, 2, 8, 1).out(new Shape.Vector(9)))
                .hasMessageContaining("InverseFlow needs z and its context, 10 numbers.");
        assertThatThrownBy(
                        () ->
                                new FlowVariationalAutoencoder(
                                                new Linear(4),
                                                new Linear(3),
                                                new InverseFlow(2, 1, 2, 1))
                                        .out(new Shape.Vector(4)))
                .hasMessageContaining("and a context, 5 numbers. Received: 4.");
        assertThatThrownBy(() -> new ConvVae(28, 1, 8, 1, -1)).hasMessageContaining("flows=-1.");
    }
}
