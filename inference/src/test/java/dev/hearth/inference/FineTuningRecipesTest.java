package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.FrozenBackbone;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.zoo.ModelRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FineTuningRecipesTest {

    private static final Optional<String> DIGEST = Optional.of("0123456789ab");

    private static FineTuningRecipes recipes(FineTuning tuning, int classes) {
        return tuning.recipes("pets", classes, Optional.empty());
    }

    @Test
    void from_random_weights_the_whole_model_is_trained() {
        FineTuningRecipes pets = recipes(FineTuning.of("elu-cifar-11-quarter"), 3);
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
    void from_trained_weights_the_head_is_trained_first_at_ten_times_the_rate() {
        FineTuning tuning = FineTuning.of("inception-resnet-v2-released");
        FineTuningRecipes pets = tuning.recipes("pets", 37, DIGEST);
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
        assertThat(tuning.headEpochs(10).recipes("pets", 37, DIGEST).all()).isEmpty();
        Recipe short1 =
                FineTuning.of("inception-resnet-v2-released")
                        .epochs(1)
                        .recipes("pets", 37, DIGEST)
                        .head()
                        .orElseThrow();
        assertThat(short1.epochs().value()).isEqualTo(1);
    }

    @Test
    void recipes_are_read_back_and_other_weights_make_another_recipe() {
        RecipeJson json = RecipeJson.of(ModelRegistry.layerJson());
        FineTuning tuning = FineTuning.of("inception-v4-released");
        FineTuningRecipes pets = tuning.recipes("pets", 5, DIGEST);
        for (Recipe recipe : List.of(pets.head().orElseThrow(), pets.all().orElseThrow())) {
            assertThat(json.read(json.write(recipe))).isEqualTo(recipe);
        }
        Recipe other = tuning.recipes("pets", 5, Optional.of("other")).all().orElseThrow();
        assertThat(json.hash(pets.all().orElseThrow())).isNotEqualTo(json.hash(other));
    }

    @Test
    void every_registered_classifier_of_square_images_can_be_trained() {
        int fit = 0;
        for (Map.Entry<String, ModelRegistry.Entry> model : ModelRegistry.models().entrySet()) {
            try {
                FineTuningRecipes pets = recipes(FineTuning.of(model.getKey()), 4);
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
        assertThatThrownBy(() -> recipes(FineTuning.of("elu-autoencoder"), 3))
                .hasMessage(
                        "Labelled pictures need a model with a count of classes. Received:"
                                + " elu-autoencoder. Use a classifier, such as elu-cifar-11.");
        assertThatThrownBy(() -> recipes(FineTuning.of("vgg"), 3))
                .hasMessage(
                        "A model is given by its name in the registry. Received: vgg. ./hearth list"
                                + " prints the names.");
        assertThatThrownBy(() -> recipes(FineTuning.of("elu-cifar-11").headEpochs(11), 3))
                .hasMessageContaining("0 ≤ freeze ≤ epochs")
                .hasMessageContaining("Received: freeze=11, epochs=10");
        assertThatThrownBy(() -> FineTuning.of("elu-cifar-11").train(Path.of("nowhere")))
                .hasMessage(
                        "Fine-tuning needs a folder of pictures. Received: none. Call on(folder).");
    }
}
