package dev.hearth.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ModeCountTest {

    @Test
    void samples_fall_to_the_nearest_centre_or_astray() {
        try (var room = Scope.open()) {
            Tensor centres = Tensor.of(new double[] {0, 0, 1, 0, 0, 1}, 3, 2);
            Tensor samples = Tensor.of(new double[] {0.1, 0, 0.9, 0.1, 1.1, 0, 5, 5}, 4, 2);
            ModeCount modes = ModeCount.ofCentres(samples, centres, 0.3);
            assertThat(modes).isEqualTo(new ModeCount(List.of(1L, 2L, 0L), 1));
            assertThat(modes.samples()).isEqualTo(4);
            assertThat(modes.distinct()).isEqualTo(2);
            assertThat(modes.nearShare()).isEqualTo(0.75);
            assertThat(modes.greatestShare()).isEqualTo(0.5);
            // A fair share is 4/3: one of 1 has three quarters of it, not all.
            assertThat(modes.covered(0.75)).isEqualTo(2);
            assertThat(modes.covered(1)).isEqualTo(1);
            double wanted = Math.log(3) / 3 + 2 * Math.log(1.5) / 3;
            assertThat(modes.entropy()).isCloseTo(wanted, within(1e-12));
            assertThat(ModeCount.ofCentres(samples, centres, Double.POSITIVE_INFINITY).astray())
                    .isZero();
        }
    }

    @Test
    void labels_are_counted() {
        ModeCount modes = ModeCount.ofLabels(new int[] {0, 2, 2, 2}, 4);
        assertThat(modes).isEqualTo(new ModeCount(List.of(1L, 0L, 3L, 0L), 0));
        assertThat(modes.entropy())
                .isCloseTo(-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75), within(1e-12));
        assertThatThrownBy(() -> ModeCount.ofLabels(new int[] {4}, 4))
                .hasMessageContaining("ModeCount needs labels from 0 to 3. Received: 4.");
        assertThatThrownBy(() -> ModeCount.ofLabels(new int[0], 4))
                .hasMessageContaining("ModeCount needs modes, samples and counts of 0 or more.");
        assertThatThrownBy(() -> modes.covered(0))
                .hasMessage("covered needs a share above 0. Received: share=0.0. Use 0.25.");
    }

    @Test
    void the_alarm_is_silent_while_all_modes_are_there() {
        CollapseAlarm alarm = CollapseAlarm.usual();
        ModeCount even = new ModeCount(Collections.nCopies(10, 100L), 0);
        assertThat(alarm.ofModes(even)).isEmpty();
    }

    @Test
    void the_alarm_rings_when_modes_are_missing() {
        ModeCount seven =
                new ModeCount(List.of(100L, 100L, 100L, 100L, 100L, 100L, 100L, 5L, 0L, 5L), 0);
        assertThat(CollapseAlarm.usual().ofModes(seven))
                .contains(
                        "A generator needs 8 of 10 modes. Received: 7 with 0.25 of their fair share."
                                + " Look at the samples: they have collapsed.");
    }

    @Test
    void the_alarm_rings_when_one_mode_has_most() {
        ModeCount greedy =
                new ModeCount(List.of(600L, 50L, 50L, 50L, 50L, 50L, 50L, 50L, 50L, 0L), 0);
        assertThat(CollapseAlarm.usual().ofModes(greedy))
                .contains(
                        "A generator needs modes with at most 0.50 of all samples each. Received: one"
                                + " with 0.60. Look at the samples: they have collapsed.");
    }

    @Test
    void the_alarm_rings_when_samples_are_all_alike() {
        try (var room = Scope.open()) {
            RandomTensors chance = RandomTensors.of(new Seed(1));
            Tensor data = chance.normal(0, 1, 500, 6);
            CollapseAlarm alarm = CollapseAlarm.usual();
            assertThat(alarm.ofSpread(chance.normal(3, 1, 500, 6), data)).isEmpty();
            assertThat(alarm.ofSpread(chance.normal(3, 0.1, 500, 6), data))
                    .hasValueSatisfying(
                            said ->
                                    assertThat(said)
                                            .startsWith(
                                                    "A generator needs at least 0.50 of the data's"
                                                            + " variance. Received: 0.0")
                                            .endsWith("they have collapsed."));
            assertThat(CollapseAlarm.spread(data)).isCloseTo(6, within(0.5));
        }
        assertThatThrownBy(() -> new CollapseAlarm(2, 1, 1, 1))
                .hasMessageContaining("CollapseAlarm needs shares from 0 to 1")
                .hasMessageEndingWith("Use CollapseAlarm.usual().");
    }
}
