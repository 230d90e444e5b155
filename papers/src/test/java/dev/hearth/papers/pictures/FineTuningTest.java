package dev.hearth.papers.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.FrozenBackbone;
import dev.hearth.papers.Papers;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.ModelRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FineTuningTest {

    @Test
    void from_nothing_all_of_it_learns() {
        FineTuning pets = FineTuning.of("elu-cifar-11-quarter", "pets", 3);
        assertThat(pets.head()).isEmpty();
        Recipe recipe = pets.all().orElseThrow();
        assertThat(recipe.name()).isEqualTo("images/pets/elu-cifar-11-quarter");
        assertThat(recipe.epochs().value()).isEqualTo(10);
        assertThat(recipe.batch().value()).isEqualTo(32);
        assertThat(recipe.rate().value().at(0, 100)).isEqualTo(1e-3);
        assertThat(recipe.rate().value().at(1000, 100)).isZero();
        assertThat(recipe.model().value().out(new Shape.Image(3, 32, 32)))
                .isEqualTo(new Shape.Vector(3));
    }

    @Test
    void from_trained_numbers_the_head_learns_first_at_ten_times_the_rate() {
        FineTuning pets =
                FineTuning.of("inception-resnet-v2-released", "pets", 37).from("0123456789ab");
        Recipe head = pets.head().orElseThrow();
        Recipe all = pets.all().orElseThrow();
        assertThat(head.name())
                .isEqualTo("images/pets/inception-resnet-v2-released from 0123456789ab/head");
        assertThat(head.model().value()).isEqualTo(new FrozenBackbone(all.model().value()));
        assertThat(head.epochs().value()).isEqualTo(2);
        assertThat(all.epochs().value()).isEqualTo(8);
        assertThat(head.rate().value().at(5, 100)).isEqualTo(1e-3);
        assertThat(all.rate().value().at(0, 100)).isEqualTo(1e-4);
        assertThat(pets.view().fraction()).isEqualTo(0.8975);
        assertThat(pets.batch()).isEqualTo(8);
        assertThat(pets.freeze(10).all()).isEmpty();
        assertThat(pets.epochs(1).head().orElseThrow().epochs().value()).isEqualTo(1);
    }

    @Test
    void recipes_survive_being_written_and_other_numbers_make_another_recipe() {
        FineTuning pets = FineTuning.of("inception-v4-released", "pets", 5).from("0123456789ab");
        for (Recipe recipe : List.of(pets.head().orElseThrow(), pets.all().orElseThrow())) {
            assertThat(Papers.recipeJson().read(Papers.recipeJson().write(recipe)))
                    .isEqualTo(recipe);
        }
        assertThat(Papers.recipeJson().hash(pets.all().orElseThrow()))
                .isNotEqualTo(Papers.recipeJson().hash(pets.from("other").all().orElseThrow()));
    }

    @Test
    void every_classifier_of_the_catalogue_for_squares_can_be_trained() {
        int fit = 0;
        for (Map.Entry<String, ModelRegistry.Entry> model : ModelRegistry.models().entrySet()) {
            try {
                FineTuning pets = FineTuning.of(model.getKey(), "pets", 4);
                assertThat(pets.net().out(model.getValue().in())).isEqualTo(new Shape.Vector(4));
                fit++;
            } catch (IllegalArgumentException refusal) {
                assertThat(refusal).hasMessageContaining(". Received: ");
            }
        }
        assertThat(fit).isGreaterThan(8);
    }

    @Test
    void what_is_no_classifier_and_what_cannot_be_trained_is_refused() {
        assertThatThrownBy(() -> FineTuning.of("elu-autoencoder", "pets", 3))
                .hasMessage(
                        "Labelled pictures need a model with a count of classes. Received:"
                                + " elu-autoencoder. Use a classifier, such as elu-cifar-11.");
        assertThatThrownBy(() -> FineTuning.of("vgg", "pets", 3))
                .hasMessage(
                        "A model is known by its name in the catalogue. Received: vgg. ./hearth list has them"
                                + " all.");
        assertThatThrownBy(() -> FineTuning.of("elu-cifar-11", "pets", 3).freeze(11))
                .hasMessageContaining("0 ≤ freeze ≤ epochs")
                .hasMessageContaining("Received: freeze=11, epochs=10");
    }
}
