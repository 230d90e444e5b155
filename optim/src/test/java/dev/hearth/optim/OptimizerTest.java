package dev.hearth.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Linear;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {

    private static final String LETTERS = "dev.hearth.optim.EveryOptimizer#";

    private static StepHyperparameters constant(int step) {
        return StepHyperparameters.of(0.01);
    }

    private static StepHyperparameters falling(int step) {
        return StepHyperparameters.of(0.02 / step);
    }

    private static StepHyperparameters ramped(int step) {
        return StepHyperparameters.of(step % 2 == 0 ? 0.02 : 0.003, 0.5 + 0.02 * step);
    }

    private interface Plan {
        StepHyperparameters at(int step);
    }

    /** The greatest deviation, in units of 1e-5 relative and 1e-6 absolute. */
    private static double worst(double[] actual, double[] expected) {
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            double allowed = 1e-5 * Math.abs(expected[i]) + 1e-6;
            double deviation = Math.abs(actual[i] - expected[i]) / allowed;
            // NaN is worst of all.
            worst = deviation <= worst ? worst : deviation;
        }
        return worst;
    }

    private static void agrees(Optimizer letter, Plan plan) {
        try (var run = Scope.open()) {
            agrees(letter, plan, Home.fresh(), 20);
        }
    }

    private static void agrees(Optimizer letter, Plan plan, Parameters home, int steps) {
        try (var run = Scope.open()) {
            OptimizerState stepper = letter.over(home);
            double[] expected = home.values().toDoubles();
            Twin twin = new Twin(letter, expected.length);
            for (int step = 1; step <= steps; step++) {
                Home.gradient(home, step);
                twin.step(expected, home.gradients().toFloats(), plan.at(step), step);
                stepper.step(plan.at(step));
                assertThat(worst(home.values().toDoubles(), expected))
                        .as("%s, step %d", letter, step)
                        .isLessThan(1);
            }
            assertThat(stepper.steps()).isEqualTo(steps);
        }
    }

    /** RMSProp walks over the flat buffers in stretches of 2¹⁹. */
    @Test
    void agrees_with_its_twin_where_a_buffer_is_long() {
        try (var run = Scope.open()) {
            Layer wide = new Linear(1001);
            for (Optimizer letter :
                    List.of(
                            RmsProp.tensorFlow(0.9, 1),
                            RmsProp.pyTorch(0.9, 0.01).withMomentum(0.9),
                            RmsProp.deepMind(0.95, 0.01))) {
                Shape in = new Shape.Vector(1100);
                Parameters home = Model.build(wide, in, new Seed(7), Device.CPU).parameters();
                assertThat(home.values().count()).isGreaterThan(2 << 19);
                agrees(letter, OptimizerTest::constant, home, 2);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(LETTERS + "plain")
    void agrees_with_its_twin_at_a_constant_rate(Optimizer letter) {
        agrees(letter, OptimizerTest::constant);
    }

    @ParameterizedTest
    @MethodSource(LETTERS + "plain")
    void agrees_with_its_twin_at_a_falling_rate(Optimizer letter) {
        agrees(letter, OptimizerTest::falling);
    }

    @ParameterizedTest
    @MethodSource(LETTERS + "withMomentum")
    void agrees_with_its_twin_while_rate_and_momentum_change(Optimizer letter) {
        agrees(letter, OptimizerTest::ramped);
    }

    @ParameterizedTest
    @MethodSource(LETTERS + "withoutMomentum")
    void refuses_a_momentum_where_there_is_none(Optimizer letter) {
        try (var run = Scope.open()) {
            OptimizerState stepper = letter.over(Home.fresh());
            assertThatThrownBy(() -> stepper.step(StepHyperparameters.of(0.1, 0.5)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            letter.getClass().getSimpleName()
                                    + " without momentum has nothing that a momentum schedule"
                                    + " could change. Received: momentum=0.5. Give the optimizer a"
                                    + " momentum above 0, or drop the schedule.");
            assertThat(stepper.steps()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource(LETTERS + "all")
    void five_steps_and_five_resumed_are_ten(Optimizer letter) {
        try (var run = Scope.open()) {
            Parameters whole = Home.fresh();
            OptimizerState uninterrupted = letter.over(whole);
            Map<String, float[]> saved = new LinkedHashMap<>();
            float[] values = null;
            for (int step = 1; step <= 10; step++) {
                Home.gradient(whole, step);
                uninterrupted.step(falling(step));
                if (step == 5) {
                    values = whole.values().toFloats();
                    uninterrupted.state().forEach((name, flat) -> saved.put(name, flat.toFloats()));
                }
            }
            Parameters second = Home.fresh();
            second.values().copyInPlace(values);
            OptimizerState resumed = letter.over(second);
            assertThat(resumed.state().keySet()).containsExactlyElementsOf(saved.keySet());
            resumed.state().forEach((name, flat) -> flat.copyInPlace(saved.get(name)));
            resumed.resumeAt(5);
            for (int step = 6; step <= 10; step++) {
                Home.gradient(second, step);
                resumed.step(falling(step));
            }
            assertThat(second.values().toFloats()).isEqualTo(whole.values().toFloats());
            assertThat(resumed.steps()).isEqualTo(10);
            resumed.state()
                    .forEach(
                            (name, flat) ->
                                    assertThat(flat.toFloats())
                                            .as(name)
                                            .isEqualTo(uninterrupted.state().get(name).toFloats()));
        }
    }

    @ParameterizedTest
    @MethodSource(LETTERS + "withMomentum")
    void a_fresh_memory_does_not_resume(Optimizer letter) {
        try (var run = Scope.open()) {
            Parameters one = Home.fresh();
            Parameters other = Home.fresh();
            OptimizerState stepper = letter.over(one);
            for (int step = 1; step <= 5; step++) {
                Home.gradient(one, step);
                stepper.step(constant(step));
            }
            other.values().copyInPlace(one.values());
            OptimizerState forgetful = letter.over(other);
            Home.gradient(one, 6);
            Home.gradient(other, 6);
            stepper.step(constant(6));
            forgetful.step(constant(6));
            assertThat(other.values().toFloats()).isNotEqualTo(one.values().toFloats());
        }
    }

    @ParameterizedTest
    @MethodSource(LETTERS + "all")
    void gaps_stay_zero_and_numbers_change(Optimizer letter) {
        try (var run = Scope.open()) {
            Parameters home = Home.fresh();
            float[] before = home.values().toFloats();
            OptimizerState stepper = letter.over(home);
            for (int step = 1; step <= 5; step++) {
                Home.gradient(home, step);
                stepper.step(constant(step));
            }
            float[] values = home.values().toFloats();
            boolean[] used = Home.used(home);
            int gaps = 0;
            for (int i = 0; i < used.length; i++) {
                gaps += used[i] ? 0 : 1;
                boolean right =
                        used[i]
                                ? values[i] != before[i] && Float.isFinite(values[i])
                                : values[i] == 0;
                assertThat(right).isTrue();
            }
            assertThat(gaps).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource(LETTERS + "all")
    void a_rate_of_zero_moves_nothing_that_stands_still(Optimizer letter) {
        try (var run = Scope.open()) {
            Parameters home = Home.fresh();
            home.values().mulInPlace(1e-3); // within every limit
            float[] before = home.values().toFloats();
            OptimizerState stepper = letter.over(home);
            Home.gradient(home, 1);
            stepper.step(StepHyperparameters.of(0));
            assertThat(home.values().toFloats()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @MethodSource(LETTERS + "all")
    void a_step_leaks_nothing(Optimizer letter) {
        try (var run = Scope.open()) {
            Parameters home = Home.fresh();
            OptimizerState stepper = letter.over(home);
            Home.gradient(home, 1);
            int before = run.size();
            stepper.step(constant(1));
            assertThat(run.size()).isEqualTo(before);
        }
    }

    @Test
    void two_forms_of_momentum_part_when_the_rate_changes() {
        try (var run = Scope.open()) {
            Parameters one = Home.fresh();
            Parameters other = Home.fresh();
            OptimizerState sgd = new Sgd(0.9).over(one);
            OptimizerState ball = new ClassicalMomentum(0.9).over(other);
            for (int step = 1; step <= 2; step++) {
                Home.gradient(one, 1);
                Home.gradient(other, 1);
                sgd.step(StepHyperparameters.of(step == 1 ? 0.1 : 0));
                ball.step(StepHyperparameters.of(step == 1 ? 0.1 : 0));
                if (step == 1) {
                    assertThat(ulps(one, other)).isLessThanOrEqualTo(1);
                }
            }
            assertThat(one.values().toFloats()).isNotEqualTo(other.values().toFloats());
        }
    }

    /**
     * How many steps of single precision lie between two homes at most: where the processor can, w − ηv
     * is rounded once and w + (−ηv) twice.
     */
    private static double ulps(Parameters one, Parameters other) {
        float[] a = one.values().toFloats();
        float[] b = other.values().toFloats();
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]) / Math.ulp(Math.max(a[i], b[i])));
        }
        return most;
    }

    @Test
    void memory_belongs_to_the_scope_open_at_construction() {
        try (var run = Scope.open()) {
            Parameters home = Home.fresh();
            Tensor velocity;
            try (var inner = Scope.open()) {
                velocity = new Sgd(0.9).over(home).state().get("velocity");
                assertThat(velocity.isAlive()).isTrue();
            }
            assertThat(velocity.isAlive()).isFalse();
        }
    }

    @Test
    void a_centred_mean_square_of_a_steady_gradient_is_never_negative() {
        try (var run = Scope.open()) {
            Parameters home = Home.fresh();
            OptimizerState stepper = RmsProp.deepMind(0.5, 1e-12).over(home);
            for (int step = 1; step <= 60; step++) {
                home.gradients().copyInPlace(Home.draw(home, new Seed(3), 1000));
                stepper.step(StepHyperparameters.of(1e-9));
                for (float variance : stepper.state().get("variance").toFloats()) {
                    assertThat(variance).isGreaterThanOrEqualTo(0);
                }
            }
            assertThat(home.values().norm().item()).isFinite();
        }
    }
}
