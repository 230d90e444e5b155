package dev.hearth.zoo.inception;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Stages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InceptionResNetHalfTest {

    private static final InceptionResNetHalf NET = new InceptionResNetHalf(2, 0.3, 0.2);

    private static Complexity at(int side) {
        return NET.cost(new Shape.Image(3, side, side));
    }

    @Test
    void it_can_be_trained_on_a_cpu() {
        assertThat(at(160).multiplyAdds() / 1e9).isBetween(0.28, 0.29).isLessThan(0.6);
        assertThat(at(128).multiplyAdds() / 1e9).isBetween(0.17, 0.19);
        assertThat(at(224).multiplyAdds() / 1e9).isLessThan(0.65);
        assertThat(at(160).parameters()).isEqualTo(at(224).parameters()).isLessThan(5_000_000);
    }

    @Test
    void its_stages_halve_the_picture() {
        Stages table = Stages.of(NET, new Shape.Image(3, 160, 160), Stages.Detail.STAGES);
        assertThat(table.rows())
                .extracting(stage -> stage.out().toString())
                .containsExactly(
                        "128×20×20",
                        "128×20×20",
                        "352×10×10",
                        "352×10×10",
                        "800×5×5",
                        "800×5×5",
                        "800",
                        "800",
                        "2");
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 144, 160, 192, 200, 224})
    void pictures_of_other_sides_are_taken_too(int side) {
        assertThat(NET.out(new Shape.Image(3, side, side))).isEqualTo(new Shape.Vector(2));
        assertThat(NET.out(new Shape.Image(1, side, side))).isEqualTo(new Shape.Vector(2));
    }
}
