package dev.hearth.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.optim.loss.BinaryCrossEntropy;
import dev.hearth.optim.loss.CompiledLoss.Target;
import dev.hearth.optim.loss.CrossEntropy;
import dev.hearth.optim.loss.Loss;
import dev.hearth.optim.loss.MeanSquaredError;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompiledStepTest {

    private static final Seed SEED = new Seed(3);
    private static final int INPUTS = 12;
    private static final int COUNT = 70;

    private static Model net() {
        return Model.build(
                Layers.sequence(
                        new Linear(20),
                        new Elu(),
                        new Dropout(0.2),
                        new Linear(20),
                        new Elu(),
                        new Linear(INPUTS)),
                new Shape.Vector(INPUTS),
                SEED,
                Device.CPU);
    }

    private static float[] examples(int step) {
        try (var scope = Scope.open()) {
            return RandomTensors.of(SEED.child("x").child(step))
                    .normal(0, 1, COUNT, INPUTS)
                    .toFloats();
        }
    }

    private static int[] labels(int step) {
        int[] labels = new int[COUNT];
        Arrays.setAll(labels, i -> (i * 7 + step) % INPUTS);
        return labels;
    }

    /** Some steps by each way. */
    private record Course(float[] losses, float[] values) {

        static Course byLayers(Loss loss, Target target, Optimizer optimizer, int steps) {
            try (var scope = Scope.open()) {
                Model net = net();
                OptimizerState stepper = optimizer.over(net.parameters());
                float[] losses = new float[steps];
                for (int step = 0; step < steps; step++) {
                    try (var turn = Scope.open()) {
                        net.parameters().clearGradients();
                        Tensor x = Tensor.of(examples(step), COUNT, INPUTS);
                        Tensor wanted =
                                target == Target.INPUT ? x : Tensor.ofLabels(labels(step), COUNT);
                        Tensor value = loss.of(net.apply(x, pass(step)), wanted);
                        value.backward();
                        losses[step] = (float) value.item();
                        stepper.step(StepHyperparameters.of(0.003));
                    }
                }
                return new Course(losses, net.parameters().values().toFloats());
            }
        }

        static Course compiled(Loss loss, Target target, Optimizer optimizer, int steps) {
            try (var scope = Scope.open()) {
                Model net = net();
                OptimizerState stepper = optimizer.over(net.parameters());
                CompiledStep compiled = CompiledStep.of(net, loss, target, COUNT).orElseThrow();
                float[] losses = new float[steps];
                for (int step = 0; step < steps; step++) {
                    losses[step] = compiled.learn(examples(step), labels(step), COUNT, pass(step));
                    stepper.step(StepHyperparameters.of(0.003));
                }
                return new Course(losses, net.parameters().values().toFloats());
            }
        }

        private static Context pass(int step) {
            return Context.training(SEED.child(step)).atStep(step);
        }
    }

    private static void assertClose(Course came, Course wanted, double tolerance) {
        for (int i = 0; i < wanted.losses().length; i++) {
            assertThat((double) came.losses()[i])
                    .as("loss of step " + i)
                    .isCloseTo(wanted.losses()[i], within(tolerance * wanted.losses()[i]));
        }
        for (int i = 0; i < wanted.values().length; i++) {
            assertThat((double) came.values()[i])
                    .as("value " + i)
                    .isCloseTo(wanted.values()[i], within(tolerance));
        }
    }

    @Test
    void losses_and_their_gradients_are_those_of_the_layers() {
        for (Loss loss : new Loss[] {new CrossEntropy(), new CrossEntropy(0.1)}) {
            assertClose(
                    Course.compiled(loss, Target.LABELS, new Sgd(), 3),
                    Course.byLayers(loss, Target.LABELS, new Sgd(), 3),
                    1e-5);
        }
        assertClose(
                Course.compiled(new MeanSquaredError(), Target.INPUT, new Sgd(), 3),
                Course.byLayers(new MeanSquaredError(), Target.INPUT, new Sgd(), 3),
                1e-5);
    }

    static Stream<Optimizer> optimizers() {
        return EveryOptimizer.all();
    }

    /** Divisors that begin near zero make more of rounding than others. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void any_optimizer_follows_its_gradient(Optimizer optimizer) {
        assertClose(
                Course.compiled(new CrossEntropy(), Target.LABELS, optimizer, 20),
                Course.byLayers(new CrossEntropy(), Target.LABELS, optimizer, 20),
                1e-3);
    }

    @Test
    void a_loss_of_another_kind_is_left_to_the_layers() {
        try (var scope = Scope.open()) {
            assertThat(CompiledStep.of(net(), new BinaryCrossEntropy(), Target.INPUT, COUNT))
                    .isEmpty();
            assertThat(CompiledStep.of(net(), new CrossEntropy(), Target.INPUT, COUNT)).isEmpty();
            assertThat(CompiledStep.of(net(), new MeanSquaredError(), Target.LABELS, COUNT))
                    .isEmpty();
        }
    }

    @Test
    void a_label_that_is_no_class_is_named() {
        try (var scope = Scope.open()) {
            CompiledStep step =
                    CompiledStep.of(net(), new CrossEntropy(), Target.LABELS, COUNT).orElseThrow();
            int[] labels = labels(0);
            labels[66] = INPUTS;
            assertThatThrownBy(() -> step.learn(examples(0), labels, COUNT, Context.training(SEED)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("12 at 66");
        }
    }
}
