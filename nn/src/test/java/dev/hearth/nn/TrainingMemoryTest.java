package dev.hearth.nn;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no machine can hold is refused before it is allocated. */
class TrainingMemoryTest {

    private static final Shape SMALL = new Shape.Image(1, 8, 8);

    @ParameterizedTest
    @ValueSource(ints = {1_000_000, 1_000_000_000, Integer.MAX_VALUE})
    void parameters_are_counted_before_they_are_allocated(int units) {
        Layer net = sequence(flatten(), linear(units), linear(units));
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> Model.build(net, SMALL, new Seed(1), Device.CPU))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(". Received: ")
                    .hasMessageContaining("units=" + units)
                    .hasMessageContaining("Give the model fewer layers, units or channels");
        }
    }

    @Test
    void more_than_can_be_counted_is_refused_too() {
        Layer three = linear(Integer.MAX_VALUE);
        Layer net = sequence(flatten(), three, three, three, three);
        assertThatThrownBy(() -> Parameters.planned(net, SMALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "A model has fewer than 2⁶³ parameters. Received: more in ");
    }

    @Test
    void a_batch_is_counted_with_its_activations() {
        try (var scope = Scope.open()) {
            Layer layer = sequence(conv(100, 3), elu(), flatten(), linear(2));
            Model net = Model.build(layer, SMALL, new Seed(1), Device.CPU);
            List<Model> nets = List.of(net);
            assertThatCode(() -> TrainingMemory.refuseUnlessFits("small", nets, 1000))
                    .doesNotThrowAnyException();
            // 64 numbers of the input, 100×8×8 of the convolution, 2 of the last layer.
            long each = 4 * (64 + 6400 + 2);
            long fitting = Device.CPU.memory() / each;
            assertThatCode(() -> TrainingMemory.refuseUnlessFits("small", nets, fitting - 100))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> TrainingMemory.refuseUnlessFits("small", nets, fitting + 100))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "A step of small needs memory for its model and the activations of a batch, here"
                                    + " [\\d,.]+ GB or more\\. Received: [\\d,.]+ GB in all for batch="
                                    + (fitting + 100)
                                    + " of 1×8×8, which take 0\\.0259 MB each\\. Use a batch of much less"
                                    + " than \\d+\\.");
        }
    }
}
