package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizeChainTest {

    @Test
    void the_papers_chains_come_out() {
        assertThat(SizeChain.of(Math.sqrt(2), 6))
                .containsExactly(36, 35, 25, 24, 17, 16, 11, 10, 7, 6, 4, 3, 2, 1);
        assertThat(SizeChain.of(Math.cbrt(2), 12))
                .containsExactly(
                        94, 93, 74, 73, 58, 57, 45, 44, 35, 34, 27, 26, 21, 20, 16, 15, 12, 11, 9,
                        8, 6, 5, 4, 3, 2, 1);
        assertThat(SizeChain.of(Math.sqrt(2), 10)).startsWith(152).hasSize(22);
        assertThat(SizeChain.of(1.5, 0)).containsExactly(2, 1);
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                1.0001,
                1.1,
                1.2599210498948732,
                1.4142135623730951,
                1.7,
                1.9999,
                2.0001,
                2.5,
                3.7
            })
    void a_step_back_is_undone_by_a_step_ahead(double ratio) {
        for (int n = 1; n <= 300; n++) {
            int before = SizeChain.before(ratio, n);
            assertThat(before).isGreaterThan(n).isLessThanOrEqualTo((int) Math.ceil(ratio) * n);
            assertThat(SizeChain.after(ratio, before)).isEqualTo(n);
        }
        for (int in = 2; in <= 300; in++) {
            int n = SizeChain.after(ratio, in);
            assertThat(n).isLessThan(in).isGreaterThanOrEqualTo((int) (in / Math.ceil(ratio)));
            assertThat(SizeChain.before(ratio, n)).isGreaterThanOrEqualTo(in);
            assertThat(n == 1 || SizeChain.before(ratio, n - 1) < in).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2, 0.5, 3, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void a_ratio_outside_is_refused(double ratio) {
        String sentence =
                "FractionalMaxPool2d needs a ratio above 1 that is not whole. Received: ratio="
                        + ratio
                        + ". Use MaxPool2d for 2, 3, ….";
        assertThatThrownBy(() -> SizeChain.before(ratio, 3)).hasMessage(sentence);
        assertThatThrownBy(() -> SizeChain.after(ratio, 3)).hasMessage(sentence);
        assertThatThrownBy(() -> SizeChain.of(ratio, 3)).hasMessage(sentence);
        assertThatThrownBy(() -> Reduction.by(ratio)).hasMessage(sentence);
        assertThatThrownBy(
                        () ->
                                new FractionalMaxPool2d(
                                        ratio, RegionOverlap.DISJOINT, IncrementDraw.RANDOM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @Test
    void sizes_outside_are_refused() {
        assertThatThrownBy(() -> SizeChain.before(1.5, 0))
                .hasMessage(
                        "SizeChain.before needs a size above 0 and below 2³⁰. Received: 0. Use 1 for"
                                + " the end of a net.");
        assertThatThrownBy(() -> SizeChain.after(1.5, 1))
                .hasMessage(
                        "FractionalMaxPool2d needs at least 2 cells on each axis. Received: 1. Begin"
                                + " with a larger image, or pool less often.");
        assertThatThrownBy(() -> SizeChain.of(1.5, -1))
                .hasMessage(
                        "SizeChain.of needs at least 0 levels. Received: levels=-1. Give the count"
                                + " of pools.");
    }
}
