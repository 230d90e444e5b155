package dev.hearth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.metric.Statistics;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class GrowthTest {

    /** Less than glibc would hand back at once. */
    private static final int MEGABYTES = 24;

    private static Growth.Pass taking(int megabytes) {
        return atTheEnd -> {
            try (var room = Scope.open()) {
                Tensor held = Tensor.ones(megabytes, 1 << 18);
                assertThat(held.count()).isPositive();
                atTheEnd.run();
            }
        };
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "resident bytes are read from /proc")
    void memory_that_was_freed_before_is_seen_again() {
        // The JVM grows and shrinks beside it, so single looks may be off.
        double[] seen = new double[9];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = Growth.of(taking(MEGABYTES)).orElseThrow() / (1 << 20);
        }
        assertThat(Statistics.of(seen).median())
                .as(Arrays.toString(seen))
                .isBetween(0.8 * MEGABYTES, 1.5 * MEGABYTES);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "resident bytes are read from /proc")
    void twice_as_much_is_twice_as_much() {
        List<Double> ratios = Growth.ratios(taking(2 * MEGABYTES), taking(MEGABYTES), 1);
        assertThat(ratios).isNotEmpty();
        double[] seen = ratios.stream().mapToDouble(Double::doubleValue).toArray();
        assertThat(Statistics.of(seen).median()).as(ratios.toString()).isBetween(1.4, 2.6);
    }

    @Test
    void what_grows_by_less_than_it_needs_was_not_seen() {
        assertThat(Growth.ratios(taking(1), taking(1), 1e15)).isEmpty();
    }
}
