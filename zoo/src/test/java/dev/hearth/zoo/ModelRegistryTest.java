package dev.hearth.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.download.DataCatalog;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.PublishedWeights;
import dev.hearth.nn.Shape;
import dev.hearth.zoo.inception.InceptionV4Released;
import org.junit.jupiter.api.Test;

class ModelRegistryTest {

    @Test
    void every_model_takes_its_input_and_can_be_read_back() {
        assertThat(ModelRegistry.models())
                .hasSizeGreaterThan(35)
                .allSatisfy(
                        (name, model) -> {
                            assertThat(model.name()).isEqualTo(name);
                            assertThat(model.layer().out(model.in()).count()).isPositive();
                            String json = ModelRegistry.layerJson().write(model.layer());
                            assertThat(ModelRegistry.layerJson().readLayer(json))
                                    .isEqualTo(model.layer());
                        });
    }

    @Test
    void an_entry_knows_its_input_specification() {
        InputSpec inception = new InputSpec(3, 299, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
        assertThat(ModelRegistry.model("inception-v4").view()).contains(inception);
        assertThat(ModelRegistry.model("inception-v4-released").view()).contains(inception);
        assertThat(ModelRegistry.model("inception-resnet-v2-released").view())
                .contains(new InputSpec(3, 299, 0.8975, Interpolation.BICUBIC, 0.5, 0.5));
        assertThat(ModelRegistry.model("elu-mnist").view().orElseThrow().channels()).isEqualTo(1);
        assertThat(ModelRegistry.model("gan-mnist-generator").view()).isEmpty();
        assertThat(ModelRegistry.model("nature-q").view()).isEmpty();
        ModelRegistry.models()
                .values()
                .forEach(
                        model ->
                                model.view()
                                        .ifPresent(
                                                view ->
                                                        assertThat(model.in())
                                                                .isEqualTo(
                                                                        new Shape.Image(
                                                                                view.channels(),
                                                                                view.side(),
                                                                                view.side()))));
    }

    @Test
    void an_entry_knows_its_published_weights_and_where_they_are_downloaded_to() {
        PretrainedWeights weights =
                ModelRegistry.model("inception-v4-released").pretrained().orElseThrow();
        assertThat(weights.dataset()).isEqualTo("inception-v4");
        assertThat(weights.file()).isEqualTo("weights/inception_v4.tf_in1k/model.safetensors");
        assertThat(ModelRegistry.model("inception-v4").pretrained()).isEmpty();
        assertThat(ModelRegistry.models().values())
                .filteredOn(model -> model.pretrained().isPresent())
                .hasSize(2)
                .allSatisfy(
                        model -> {
                            assertThat(model.layer()).isInstanceOf(PublishedWeights.class);
                            PretrainedWeights published = model.pretrained().orElseThrow();
                            assertThat(DataCatalog.published().entry(published.dataset()).folder())
                                    .isEqualTo(published.folder());
                        });
    }

    @Test
    void a_classifier_is_given_for_another_count_of_classes() {
        assertThat(ModelRegistry.model("inception-v4-released").withClasses(37))
                .isEqualTo(new InceptionV4Released(37, 0.2));
        assertThatThrownBy(() -> ModelRegistry.model("elu-autoencoder").withClasses(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Labelled pictures need a model with a count of classes. Received:"
                                + " elu-autoencoder. Use a classifier, such as elu-cifar-11.");
    }

    @Test
    void an_unknown_name_is_refused_with_the_nearest() {
        assertThatThrownBy(() -> ModelRegistry.model("inception-v5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "A model is given by its name in the registry. Received: inception-v5. ")
                .hasMessageContaining("inception-v3")
                .hasMessageEndingWith("./hearth list prints the names.");
    }
}
