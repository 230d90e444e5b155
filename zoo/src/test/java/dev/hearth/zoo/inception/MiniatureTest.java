package dev.hearth.zoo.inception;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Stages;
import org.junit.jupiter.api.Test;

/** What the twins have in common, counted without libtorch. */
class MiniatureTest {

    private static final Shape CIFAR = new Shape.Image(3, 32, 32);

    private static Complexity cost(ResidualWiring wiring, int depth) {
        return new InceptionMiniature(wiring, depth, 0.2, 10, 0).cost(CIFAR);
    }

    @Test
    void the_twins_cost_the_same() {
        Complexity residual = cost(ResidualWiring.RESIDUAL, 1);
        Complexity plain = cost(ResidualWiring.PLAIN, 1);
        assertThat(cost(ResidualWiring.CUT, 1)).isEqualTo(residual);
        assertThat(residual.multiplyAdds()).isEqualTo(16_135_288);
        assertThat(plain.multiplyAdds()).isEqualTo(15_970_176);
        assertThat(residual.parameters()).isEqualTo(262_594);
        assertThat(plain.parameters()).isEqualTo(258_634);
    }

    @Test
    void they_are_an_eighth_of_the_papers_nets() {
        for (ResidualWiring wiring : ResidualWiring.values()) {
            boolean plain = wiring == ResidualWiring.PLAIN;
            assertThat(
                            Stages.of(
                                            new InceptionMiniature(wiring, 1, 0.2, 10, 0),
                                            CIFAR,
                                            Stages.Detail.STAGES)
                                    .rows())
                    .extracting(row -> row.out().toString())
                    .containsExactly(
                            "48×16×16",
                            "48×16×16",
                            plain ? "128×8×8" : "144×8×8",
                            plain ? "128×8×8" : "144×8×8",
                            plain ? "192×4×4" : "268×4×4",
                            plain ? "192×4×4" : "268×4×4",
                            plain ? "192" : "268",
                            plain ? "192" : "268",
                            "10");
        }
    }

    @Test
    void the_wide_one_is_wide() {
        Layer wide = new InceptionWide(1152, 8, 0.1, 10);
        assertThat(Stages.of(wide, CIFAR, Stages.Detail.STAGES).rows())
                .extracting(row -> row.out().toString())
                .containsExactly("64×4×4", "1152×4×4", "1152×4×4", "1152×4×4", "1152", "10");
    }
}
