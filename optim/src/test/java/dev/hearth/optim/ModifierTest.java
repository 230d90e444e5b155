package dev.hearth.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Linear;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import org.junit.jupiter.api.Test;

class ModifierTest {

    private static double length(float[] vector, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += (double) vector[i] * vector[i];
        }
        return Math.sqrt(sum);
    }

    @Test
    void l2_adds_the_weights_to_their_gradients_alone() {
        try (var run = Scope.open()) {
            Parameters home = Home.fresh();
            home.values().copyInPlace(Home.draw(home, new Seed(2), 1));
            Home.gradient(home, 1);
            float[] before = home.gradients().toFloats();
            float[] w = home.values().toFloats();
            new L2(0.1, AppliesTo.WEIGHTS_ONLY).over(home).run();
            float[] after = home.gradients().toFloats();
            for (Parameters.Entry entry : home.entries()) {
                double decay = entry.role() == Role.WEIGHT ? 0.1 : 0;
                for (int i = 0; i < entry.count(); i++) {
                    int at = (int) entry.offset() + i;
                    assertThat((double) after[at])
                            .isCloseTo(before[at] + decay * w[at], within(1e-6));
                }
            }
            assertThat(home.entries()).extracting(Parameters.Entry::role).contains(Role.BIAS);
        }
    }

    @Test
    void l2_for_all_adds_every_value_to_its_gradient() {
        try (var run = Scope.open()) {
            Parameters home = Home.fresh();
            home.values().copyInPlace(Home.draw(home, new Seed(2), 1));
            Home.gradient(home, 1);
            float[] before = home.gradients().toFloats();
            float[] w = home.values().toFloats();
            new L2(0.1, AppliesTo.ALL).over(home).run();
            float[] after = home.gradients().toFloats();
            for (int i = 0; i < w.length; i++) {
                assertThat((double) after[i]).isCloseTo(before[i] + 0.1 * w[i], within(1e-6));
            }
        }
    }

    @Test
    void max_norm_shortens_long_vectors_to_the_limit_and_leaves_short_ones_bit_for_bit() {
        try (var run = Scope.open()) {
            Parameters home =
                    Model.build(new Linear(40), new Shape.Vector(7), new Seed(5), Device.CPU)
                            .parameters();
            home.values().copyInPlace(Home.draw(home, new Seed(2), 1));
            float[] before = home.value("weight").toFloats();
            float[] bias = home.value("bias").mulInPlace(100).toFloats();
            double limit = 1.4;
            new MaxNorm(limit).over(home).run();
            float[] after = home.value("weight").toFloats();
            int longOnes = 0;
            for (int unit = 0; unit < 40; unit++) {
                double was = length(before, 7 * unit, 7);
                boolean shortened = was > limit;
                longOnes += shortened ? 1 : 0;
                assertThat(length(after, 7 * unit, 7)).isLessThanOrEqualTo(limit * (1 + 3e-7));
                for (int i = 7 * unit; i < 7 * unit + 7; i++) {
                    if (shortened) {
                        assertThat((double) after[i])
                                .isCloseTo(before[i] * limit / was, within(1e-6));
                    } else {
                        assertThat(after[i]).isEqualTo(before[i]);
                    }
                }
            }
            assertThat(longOnes).isBetween(5, 35);
            assertThat(home.value("bias").toFloats()).isEqualTo(bias);
        }
    }

    @Test
    void max_norm_holds_after_each_step_of_a_run_that_pushes_outwards() {
        try (var run = Scope.open()) {
            Parameters home = Home.fresh();
            OptimizerState stepper =
                    new ClassicalMomentum(0.9).with(new MaxNorm(1.9365)).over(home);
            for (int step = 0; step < 30; step++) {
                home.gradients().copyInPlace(home.values()).mulInPlace(-1);
                stepper.step(StepHyperparameters.of(0.5));
                for (Parameters.Entry entry : home.entries()) {
                    if (entry.role() == Role.WEIGHT) {
                        int width = (int) (entry.count() / entry.shape().get(0));
                        float[] rows = home.value(entry.name()).toFloats();
                        for (int row = 0; row < entry.shape().get(0); row++) {
                            assertThat(length(rows, row * width, width))
                                    .isLessThanOrEqualTo(1.9365 * (1 + 3e-7));
                        }
                    }
                }
            }
        }
    }

    @Test
    void clip_norm_shortens_to_the_limit_and_keeps_the_direction() {
        try (var run = Scope.open()) {
            Parameters home = Home.fresh();
            Home.gradient(home, 3);
            float[] before = home.gradients().toFloats();
            double was = length(before, 0, before.length);
            assertThat(was).isGreaterThan(2);
            new ClipNorm(2).over(home).run();
            float[] after = home.gradients().toFloats();
            assertThat(length(after, 0, after.length)).isCloseTo(2, within(1e-6));
            double along = 0;
            for (int i = 0; i < after.length; i++) {
                along += (double) after[i] * before[i];
            }
            assertThat(along / (was * 2)).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void clip_norm_leaves_a_short_gradient_bit_for_bit() {
        try (var run = Scope.open()) {
            Parameters home = Home.fresh();
            Home.gradient(home, 3);
            float[] before = home.gradients().toFloats();
            new ClipNorm(1.1 * length(before, 0, before.length)).over(home).run();
            assertThat(home.gradients().toFloats()).isEqualTo(before);
            home.gradients().fillInPlace(0);
            new ClipNorm(1).over(home).run();
            assertThat(home.gradients().norm().item()).isZero();
        }
    }

    @Test
    void clip_norm_does_not_hide_what_is_not_finite() {
        try (var run = Scope.open()) {
            Parameters home = Home.fresh();
            home.gradients().narrow(0, 0, 1).fillInPlace(Double.NaN);
            new ClipNorm(1).over(home).run();
            assertThat(home.gradients().toFloats()[0]).isNaN();
        }
    }

    @Test
    void lengths_whose_squares_are_beyond_float32_end_at_0() {
        try (var run = Scope.open()) {
            Parameters home = Home.fresh();
            home.gradients().fillInPlace(1e20);
            new ClipNorm(1).over(home).run();
            assertThat(home.gradients().toFloats()).containsOnly(0);
            home.value("0.weight").fillInPlace(1e20);
            new MaxNorm(1).over(home).run();
            assertThat(home.value("0.weight").toFloats()).containsOnly(0);
        }
    }

    @Test
    void clip_value_limits_each_number_by_itself() {
        try (var run = Scope.open()) {
            Parameters home = Home.fresh();
            Home.gradient(home, 3);
            float[] before = home.gradients().toFloats();
            new ClipValue(1).over(home).run();
            float[] after = home.gradients().toFloats();
            int limited = 0;
            for (int i = 0; i < after.length; i++) {
                limited += Math.abs(before[i]) > 1 ? 1 : 0;
                assertThat(after[i]).isEqualTo(Math.max(-1, Math.min(1, before[i])));
            }
            assertThat(limited).isPositive();
        }
    }

    @Test
    void modifiers_of_gradients_run_in_the_order_in_which_they_are_read() {
        try (var run = Scope.open()) {
            Optimizer decayed = new Sgd().with(new ClipValue(0.01)).with(new L2(1, AppliesTo.ALL));
            Optimizer clipped = new Sgd().with(new L2(1, AppliesTo.ALL), new ClipValue(0.01));
            double[] moved = new double[2];
            Optimizer[] letters = {decayed, clipped};
            for (int i = 0; i < 2; i++) {
                Parameters home = Home.fresh();
                home.values().fillInPlace(1);
                home.gradients().fillInPlace(1);
                letters[i].over(home).step(StepHyperparameters.of(1));
                moved[i] = 1 - home.values().toFloats()[0];
            }
            assertThat(moved[0]).isCloseTo(1.01, within(1e-6));
            assertThat(moved[1]).isCloseTo(0.01, within(1e-6));
        }
    }
}
