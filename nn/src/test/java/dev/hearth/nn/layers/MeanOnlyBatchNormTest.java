package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.GradientCheck;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.ReferenceCase;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeanOnlyBatchNormTest {

    private static final Seed SEED = new Seed(1);

    @Test
    void output_and_gradients_agree_with_pytorch() {
        try (var scope = Scope.open()) {
            ReferenceCase given = ReferenceCase.all("weight_normalization.json").get(4);
            Tensor x = given.input(0).requireGrad();
            Model net =
                    Model.build(
                            new MeanOnlyBatchNorm(0.25),
                            new Shape.Image(3, 5, 5),
                            SEED,
                            Device.CPU);
            Parameters home = net.parameters();
            home.value("shift").copyInPlace(given.input(1));
            Tensor y = net.apply(x, Context.training(SEED));
            y.backward(given.tensor("output_gradient"));
            ReferenceCase.agrees("output", y, given.tensor("output"), 0.1);
            ReferenceCase.agrees("∇x", x.grad().orElseThrow(), given.inputGradient(0), 0.1);
            ReferenceCase.agrees("∇b", home.gradient("shift"), given.inputGradient(1), 0.1);
            ReferenceCase.agrees(
                    "running mean", home.state("mean"), given.tensor("batch_mean").mul(0.25), 1e-2);
        }
    }

    @Test
    void gradients_agree_with_differences_in_both_phases() {
        GradientCheck.check(
                new MeanOnlyBatchNorm(), new Shape.Image(2, 3, 2), 3, Context::training);
        GradientCheck.check(new MeanOnlyBatchNorm(), new Shape.Vector(4), 3, Context::testing);
    }

    /** So that runs whose gradients libtorch recorded come out again to all digits. */
    @Test
    void numbers_and_gradients_are_the_recorded_ones_bit_for_bit() {
        try (var scope = Scope.open()) {
            Model net =
                    Model.build(
                            new MeanOnlyBatchNorm(),
                            new Shape.Image(7, 5, 6),
                            new Seed(1),
                            Device.CPU);
            RandomTensors random = RandomTensors.of(new Seed(2));
            Tensor numbers = random.normal(3, 2, 9, 7, 5, 6).channelsLast();
            Tensor gradient = random.normal(0, 1, 9, 7, 5, 6).channelsLast();
            Tensor shift = net.parameters().value("shift");
            shift.copyInPlace(random.normal(0, 1, 7).toFloats());

            Tensor x = numbers.detach().requireGrad();
            Tensor y = net.apply(x, Context.training(new Seed(3)));
            y.backward(gradient);

            Tensor u = numbers.detach().requireGrad();
            Tensor b = Tensor.of(shift.toFloats(), 7).requireGrad();
            Tensor mean = u.sum(Tensor.Keep.DIMENSIONS, 0, 2, 3).mul(1.0 / (9 * 5 * 6));
            Tensor recorded = u.sub(mean.sub(b.reshape(1, 7, 1, 1)));
            recorded.backward(gradient);

            assertThat(y.toFloats()).isEqualTo(recorded.toFloats());
            assertThat(x.grad().orElseThrow().toFloats())
                    .isEqualTo(u.grad().orElseThrow().toFloats());
            assertThat(net.parameters().gradient("shift").toFloats())
                    .isEqualTo(b.grad().orElseThrow().toFloats());
        }
    }

    @Test
    void testing_takes_the_running_mean_and_leaves_it() {
        try (var scope = Scope.open()) {
            Model net =
                    Model.build(new MeanOnlyBatchNorm(0.5), new Shape.Vector(3), SEED, Device.CPU);
            Parameters home = net.parameters();
            home.value("shift").copyInPlace(new float[] {1, 2, 3});
            Tensor x = RandomTensors.of(SEED).normal(4, 1, 6, 3);
            net.apply(x, Context.training(SEED));
            float[] running = home.state("mean").toFloats();
            float[] means = x.mean(Tensor.Keep.NOTHING, 0).toFloats();
            float[] tested = net.apply(x, Context.testing(SEED)).toFloats();
            net.apply(x, Context.initializing(SEED));
            assertThat(home.state("mean").toFloats()).containsExactly(running);
            float[] given = x.toFloats();
            for (int i = 0; i < tested.length; i++) {
                int channel = i % 3;
                assertThat(running[channel]).isCloseTo(means[channel] / 2, within(1e-6f));
                assertThat(tested[i])
                        .isCloseTo(given[i] - running[channel] + channel + 1, within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_batch_without_examples_is_refused_and_the_running_mean_stays(boolean isRecorded) {
        try (var scope = Scope.open()) {
            Shape in = new Shape.Image(2, 3, 3);
            Model net = Model.build(new MeanOnlyBatchNorm(), in, SEED, Device.CPU);
            Tensor none = Tensor.zeros(in.batch(0));
            Tensor x = isRecorded ? none : none.requireGrad();
            assertThatThrownBy(() -> net.apply(x, Context.training(SEED)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "MeanOnlyBatchNorm needs at least one number a channel when training."
                                    + " Received: ")
                    .hasMessageEndingWith(" Use a batch of one or more.");
            assertThat(net.parameters().state("mean").toFloats()).containsOnly(0);
            assertThat(net.apply(x, Context.testing(SEED)).shape()).isEqualTo(in.batch(0));
        }
    }

    @Test
    void it_refuses_a_momentum_that_makes_no_sense() {
        assertThatThrownBy(() -> new MeanOnlyBatchNorm(0))
                .hasMessage(
                        "MeanOnlyBatchNorm needs 0 < momentum ≤ 1, the batch's share in the running"
                                + " mean. Received: momentum=0.0. Use 0.1, or 1 − decay for a"
                                + " decay.");
    }
}
