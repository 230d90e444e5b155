package dev.hearth.nn.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Initializer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Room;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Letters knows all of the room, so that a new layer cannot be forgotten. */
class LayerJsonVocabularyTest {

    private static final LayerJson LETTERS = LayerJson.standard();

    @Test
    void every_layer_and_every_initialiser_of_the_room_is_known() {
        List<Class<?>> layers = Room.records(Layer.class);
        List<Class<?>> initializers = Room.records(Initializer.class);
        assertThat(layers).hasSizeGreaterThan(25);
        assertThat(initializers).hasSizeGreaterThan(8);
        for (Class<?> letter : layers) {
            assertThat(isStranger(letter, LETTERS::readLayer)).as(letter.getName()).isFalse();
        }
        for (Class<?> letter : initializers) {
            assertThat(isStranger(letter, LETTERS::readInitializer)).as(letter.getName()).isFalse();
        }
        assertThat(isStranger(LayerJsonTest.Tower.class, LETTERS::readLayer)).isTrue();
    }

    /** Whether the name alone is refused, before a component is missed. */
    private static boolean isStranger(Class<?> letter, Function<String, ?> read) {
        try {
            read.apply("{\"type\":\"" + letter.getSimpleName() + "\"}");
            return false;
        } catch (IllegalArgumentException refusal) {
            return refusal.getMessage().startsWith("A configuration's type is a record that");
        }
    }

    @Test
    void every_initialiser_of_the_room_travels_in_these_tests() {
        assertThat(LayerJsonTest.initializers().map(Object::getClass).distinct().toList())
                .hasSameElementsAs(List.copyOf(Room.records(Initializer.class)));
    }
}
