package org.example.hearth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Shape;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Layers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.task.TrainedNet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnTrainingTest {

    private static final RecipeJson JSON = OwnTraining.json();

    @TempDir private Path temp;

    private Run.Place place() {
        return new Run.Place(OwnTraining.datasets(temp, temp.resolve("cache")), JSON, Device.CPU);
    }

    private static Run run(Recipe recipe, Path folder) {
        return new Run(recipe, Budget.SMOKE, 1, folder, List.of(new MirrorAgreement()));
    }

    /** The built-in data set, one extension at a time. */
    private static Recipe onStrokes(String... settings) {
        Recipe recipe = OwnTraining.recipe(2);
        for (String setting :
                List.of(
                        "corpus={\"set\":\"strokes\",\"training\":60,\"testing\":20}",
                        "model={\"type\":\"Sequence\",\"layers\":[{\"type\":\"Flatten\"},"
                                + LayerJson.standard().write(Layers.linear(10))
                                + "]}",
                        "augment=[]",
                        "modifiers=[]",
                        "optimizer={\"type\":\"Sgd\",\"momentum\":0.9,\"nesterov\":\"NO\"}",
                        "loss={\"type\":\"CrossEntropy\",\"smoothing\":0}",
                        "rate={\"type\":\"ConstantSchedule\",\"value\":0.01}")) {
            recipe = JSON.amended(recipe, setting);
        }
        for (String setting : settings) {
            recipe = JSON.amended(recipe, setting);
        }
        return recipe;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "optimizer={\"type\":\"Lion\",\"beta1\":0.9,\"beta2\":0.99}",
                "modifiers=[{\"type\":\"CentralizedGradients\"}]",
                "rate={\"type\":\"CosineSchedule\",\"start\":0.01,\"end\":0,\"epochs\":2}",
                "loss={\"type\":\"FocalLoss\",\"gamma\":2}",
                "augment=[{\"type\":\"Cutout\",\"side\":4}]",
                "model.layers.0={\"type\":\"Sequence\",\"layers\":[{\"type\":\"Swish\"},{\"type\":\"Flatten\"}]}",
                "model.layers.0={\"type\":\"Sequence\",\"layers\":[{\"type\":\"SqueezeExcitation\","
                        + "\"reduction\":1},{\"type\":\"Flatten\"}]}",
                "corpus={\"set\":\"discs\",\"training\":60,\"testing\":20}"
            })
    void each_extension_is_trained_written_read_hashed_and_resumed(String setting) {
        Recipe recipe =
                setting.startsWith("corpus")
                        ? onStrokes(setting, "model.layers.1.units=2")
                        : onStrokes(setting);
        assertThat(JSON.read(JSON.write(recipe))).isEqualTo(recipe);
        assertThat(JSON.hash(recipe)).isNotEqualTo(JSON.hash(onStrokes()));
        Result whole = run(recipe, temp.resolve("whole")).execute(place(), List.of());
        Result resumed = stoppedAndResumed(recipe, temp.resolve("stopped"));
        assertThat(figures(resumed)).isEqualTo(figures(whole));
        assertThat(resumed.recipeHash()).isEqualTo(JSON.hash(recipe));
    }

    private Result stoppedAndResumed(Recipe recipe, Path folder) {
        TrainingListener stop =
                event -> {
                    if (event instanceof TrainingEvent.Saved) {
                        throw new IllegalStateException("stopped after an epoch");
                    }
                };
        assertThatThrownBy(() -> run(recipe, folder).execute(place(), List.of(stop)))
                .hasMessage("stopped after an epoch");
        assertThat(folder.resolve("result.json")).doesNotExist();
        assertThat(folder.resolve("checkpoint.safetensors")).exists();
        return run(recipe, folder).execute(place(), List.of());
    }

    /** All but times. */
    private static List<Map<String, Double>> figures(Result result) {
        return Stream.concat(result.history().stream(), Stream.of(result.metrics())).toList();
    }

    @Test
    void all_of_them_together_learn_to_tell_discs_from_rings() throws Exception {
        BestEpoch best = new BestEpoch("testError");
        Path folder = temp.resolve("run");
        Result result = OwnTraining.train(folder, OwnTraining.recipe(6), best);
        assertThat(best.value()).isLessThan(10);
        assertThat(best.epoch()).isBetween(1, 6);
        assertThat(result.metrics().get("mirrorAgreement")).isBetween(80.0, 100.0);
        Recipe written = JSON.read(Files.readString(folder.resolve("recipe.json")));
        assertThat(written).isEqualTo(OwnTraining.recipe(6));
        assertThat(Files.readString(folder.resolve("recipe.json")))
                .contains("\"type\" : \"Lion\"", "\"type\" : \"SqueezeExcitation\"");
    }

    @Test
    void a_run_on_ones_own_data_set_is_opened_without_the_data() {
        Path folder = temp.resolve("run");
        Result result = run(OwnTraining.recipe(1), folder).execute(place(), List.of());
        try (Scope scope = Scope.open()) {
            TrainedNet net = TrainedNet.open(folder, JSON, Device.CPU);
            assertThat(net.network().in()).isEqualTo(new Shape.Image(1, 28, 28));
            assertThat(net.classes()).containsExactly("disc", "ring");
            assertThat((double) net.network().parameters().count())
                    .isEqualTo(result.metrics().get("parameters"));
        }
    }

    @Test
    void what_is_not_registered_is_refused_with_what_to_do() {
        String written = JSON.write(OwnTraining.recipe(1));
        assertThatThrownBy(() -> RecipeJson.of(LayerJson.standard()).read(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("type=Cutout for Augmentation")
                .hasMessageContaining("Make one of your own known with RecipeJson.with");
    }

    @Test
    void a_loop_of_ones_own_learns() {
        List<Double> losses =
                OwnLoop.train(OwnTraining.model(2), new Discs("discs", 400, 1), 10, Device.CPU);
        assertThat(losses.get(9)).isLessThan(losses.get(0) / 2);
    }
}
