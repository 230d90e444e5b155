package dev.hearth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScalingTest {

    @Test
    void a_power_has_its_exponent_for_a_slope() {
        double[] x = {8, 16, 32, 64};
        double[] linear = {3, 6, 12, 24};
        double[] roots = {5 * Math.sqrt(8), 20, 5 * Math.sqrt(32), 40};
        assertThat(Scaling.slope(x, linear)).isCloseTo(1, within(1e-12));
        assertThat(Scaling.slope(x, roots)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void what_does_not_grow_lowers_the_slope() {
        double[] x = {8, 16, 32, 64};
        double[] withWeights = {500 + 8, 500 + 16, 500 + 32, 500 + 64};
        assertThat(Scaling.slope(x, withWeights)).isBetween(0.0, 0.1);
    }
}
