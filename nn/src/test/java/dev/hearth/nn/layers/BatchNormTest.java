package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.ReferenceCase;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.Trial;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BatchNormTest {

    private static final Seed SEED = new Seed(1);

    @Test
    void outputs_gradients_and_running_figures_agree_with_pytorch() {
        try (var scope = Scope.open()) {
            ReferenceCase given = ReferenceCase.all("batch_norm.json").get(0);
            assertThat(given.op()).isEqualTo("batch_norm training");
            Tensor x = given.input(0).requireGrad();
            Shape in = new Shape.Image((int) x.size(1), (int) x.size(2), (int) x.size(3));
            BatchNorm norm =
                    new BatchNorm(
                            given.number("eps"), given.number("momentum"), BatchNormScale.YES);
            Model net = Model.build(norm, in, SEED, Device.CPU);
            Parameters home = net.parameters();
            home.value("scale").copyInPlace(given.tensor("weight"));
            home.value("shift").copyInPlace(given.tensor("bias"));

            Tensor y = net.apply(x, Context.training(SEED));
            y.backward(given.tensor("output_gradient"));
            ReferenceCase.agrees("output", y, given.tensor("output"), 0.1);
            ReferenceCase.agrees("gradient", x.grad().orElseThrow(), given.inputGradient(0), 0.1);
            ReferenceCase.agrees(
                    "mean", home.state("mean"), given.tensor("running_mean_after"), 1e-2);
            ReferenceCase.agrees(
                    "variance", home.state("variance"), given.tensor("running_var_after"), 1e-2);
        }
    }

    @ParameterizedTest
    @EnumSource(BatchNormScale.class)
    void a_naive_twin_agrees_on_vectors_training_and_testing(BatchNormScale scale) {
        int batch = 7;
        int size = 3;
        float[] x = Trial.normal(3, batch * size);
        double[] gamma =
                scale == BatchNormScale.YES ? new double[] {2, -1, 0.5} : new double[] {1, 1, 1};
        double[] beta = {0.25, 0, -3};
        try (var scope = Scope.open()) {
            Model net =
                    Model.build(
                            new BatchNorm(0.01, 0.25, scale),
                            new Shape.Vector(size),
                            SEED,
                            Device.CPU);
            Parameters home = net.parameters();
            if (scale == BatchNormScale.YES) {
                home.value("scale").copyInPlace(new float[] {2, -1, 0.5f});
            }
            home.value("shift").copyInPlace(new float[] {0.25f, 0, -3});
            double[] trained =
                    net.apply(Tensor.of(x, batch, size), Context.training(SEED)).toDoubles();
            double[] tested =
                    net.apply(Tensor.of(x, batch, size), Context.testing(SEED)).toDoubles();

            for (int j = 0; j < size; j++) {
                double mean = 0;
                for (int i = 0; i < batch; i++) {
                    mean += x[i * size + j] / (double) batch;
                }
                double squares = 0;
                for (int i = 0; i < batch; i++) {
                    squares += Math.pow(x[i * size + j] - mean, 2);
                }
                double runningMean = 0.25 * mean;
                double runningVariance = 0.75 + 0.25 * squares / (batch - 1);
                assertThat(home.state("mean").toDoubles()[j]).isCloseTo(runningMean, within(1e-6));
                assertThat(home.state("variance").toDoubles()[j])
                        .isCloseTo(runningVariance, within(1e-6));
                for (int i = 0; i < batch; i++) {
                    double value = x[i * size + j];
                    double ofBatch = (value - mean) / Math.sqrt(squares / batch + 0.01);
                    double running = (value - runningMean) / Math.sqrt(runningVariance + 0.01);
                    assertThat(trained[i * size + j])
                            .isCloseTo(gamma[j] * ofBatch + beta[j], within(1e-5));
                    assertThat(tested[i * size + j])
                            .isCloseTo(gamma[j] * running + beta[j], within(1e-5));
                }
            }
        }
    }

    /** Channels last, as a net has images: libtorch alone is off by 2e-3 at 100 and by 5e-2 at 10,000. */
    @ParameterizedTest
    @CsvSource({"0, 1e-5", "100, 2e-5", "10000, 2e-5"})
    void a_mean_far_from_zero_costs_no_digits(double away, double most) {
        int count = 8 * 16 * 16;
        float[] x = Trial.normal(9, 4 * count);
        double[] worst = new double[1];
        try (var scope = Scope.open()) {
            Model net = Model.build(new BatchNorm(), new Shape.Image(4, 16, 16), SEED, Device.CPU);
            float[] shifted = Tensor.of(x, x.length).add(away).toFloats();
            double[] y =
                    net.apply(Tensor.of(shifted, 8, 4, 16, 16), Context.training(SEED)).toDoubles();
            for (int c = 0; c < 4; c++) {
                double mean = 0;
                double square = 0;
                for (int i = 0; i < count; i++) {
                    double value = shifted[at(c, i)];
                    mean += value / count;
                }
                for (int i = 0; i < count; i++) {
                    square += Math.pow(shifted[at(c, i)] - mean, 2) / count;
                }
                for (int i = 0; i < count; i++) {
                    double right = (shifted[at(c, i)] - mean) / Math.sqrt(square + 1e-5);
                    worst[0] = Math.max(worst[0], Math.abs(y[at(c, i)] - right));
                }
            }
        }
        assertThat(worst[0]).isLessThan(most);
    }

    private static int at(int channel, int i) {
        return (i / 256 * 4 + channel) * 256 + i % 256;
    }

    @Test
    void testing_and_initialising_leave_the_running_figures_alone() {
        try (var scope = Scope.open()) {
            Model net = Model.build(new BatchNorm(), new Shape.Image(2, 3, 3), SEED, Device.CPU);
            Tensor x = Tensor.of(Trial.normal(4, 4 * 18), 4, 2, 3, 3).mul(3).add(5);
            net.apply(x, Context.training(SEED));
            float[] before = net.parameters().state().toFloats();
            net.apply(x, Context.testing(SEED));
            float[] initialised = net.apply(x, Context.initializing(SEED)).toFloats();
            assertThat(net.parameters().state().toFloats()).isEqualTo(before);
            assertThat(net.apply(x, Context.training(SEED)).toFloats()).isEqualTo(initialised);
            assertThat(net.parameters().state().toFloats()).isNotEqualTo(before);
        }
    }

    @Test
    void an_examples_output_depends_on_the_batch_when_training_only() {
        try (var scope = Scope.open()) {
            Model net = Model.build(new BatchNorm(), new Shape.Vector(2), SEED, Device.CPU);
            Tensor x = Tensor.of(Trial.normal(5, 8), 4, 2);
            Tensor half = x.narrow(0, 0, 2);
            float[] testing = net.apply(half, Context.testing(SEED)).toFloats();
            assertThat(net.apply(x, Context.testing(SEED)).narrow(0, 0, 2).toFloats())
                    .isEqualTo(testing);
            float[] training = net.apply(half, Context.training(SEED)).toFloats();
            assertThat(net.apply(x, Context.training(SEED)).narrow(0, 0, 2).toFloats())
                    .isNotEqualTo(training);
        }
    }

    @Test
    void it_announces_what_it_learns_and_keeps() {
        Shape in = new Shape.Image(5, 4, 4);
        assertThat(new BatchNorm().cost(in)).isEqualTo(new Complexity(10, 10, 0));
        BatchNorm plain = new BatchNorm(0.001, 0.1, BatchNormScale.NO);
        assertThat(plain.cost(in)).isEqualTo(new Complexity(5, 10, 0));
        try (var scope = Scope.open()) {
            Parameters home = Model.build(plain, in, SEED, Device.CPU).parameters();
            assertThat(home.entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.role()).isEqualTo(Role.SHIFT));
            assertThat(home.state("mean").toFloats()).containsOnly(0);
            assertThat(home.state("variance").toFloats()).containsOnly(1);
        }
    }

    @Test
    void it_refuses_what_has_no_variance_and_what_makes_no_sense() {
        assertThatThrownBy(
                        () ->
                                Trial.apply(
                                        new BatchNorm(),
                                        new Shape.Vector(2),
                                        new float[] {1, 2},
                                        Context.training(SEED)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "BatchNorm needs at least two numbers a channel when training. Received:"
                                + " Tensor[1×2] FLOAT32. Use a batch of two or more.");
        assertThatThrownBy(() -> new BatchNorm(0, 0.1, BatchNormScale.YES))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "BatchNorm needs epsilon above 0. Received: epsilon=0.0. Use 1e-5, or 0.001"
                                + " as in Inception.");
        assertThatThrownBy(() -> new BatchNorm(1e-5, 0, BatchNormScale.YES))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "BatchNorm needs 0 < momentum ≤ 1, the batch's share in the running figures."
                                + " Received: momentum=0.0. Use 0.1, or 1 − decay for a decay.");
    }
}
