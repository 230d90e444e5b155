package dev.hearth.papers.together;

import static dev.hearth.nn.layers.Layers.batchNorm;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.experiments.claim.Design;
import dev.hearth.nn.Layer;
import dev.hearth.optim.Adam;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.papers.Papers;
import dev.hearth.papers.together.SemiSupervisedRecipe.UnlabelledUse;
import dev.hearth.tensor.Device;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.recipe.Setting;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.weights.Safetensors;
import dev.hearth.zoo.together.CombinedNet;
import dev.hearth.zoo.together.Idea;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SemiSupervisedTest {

    private static final RecipeJson TEXT = Papers.recipeJson();
    private static final Origin TEST = Origin.ours("a test");

    @TempDir private Path temp;

    private static <T> Setting<T> ours(T value) {
        return new Setting<>(value, TEST);
    }

    private static SemiSupervisedRecipe recipe(UnlabelledUse use, int labels, int epochs) {
        return recipe(
                use,
                labels,
                epochs,
                sequence(linear(32), batchNorm(), relu(), linear(28 * 28), sigmoid()));
    }

    private static SemiSupervisedRecipe recipe(
            UnlabelledUse use, int labels, int epochs, Layer generator) {
        Update update =
                new Update(new Adam(), new ConstantSchedule(0.003), new ConstantSchedule(0.5));
        return new SemiSupervisedRecipe(
                "test/labels",
                ours(new DatasetSpec("strokes", 200, 100)),
                ours(new Preprocessing.Plain()),
                ours(labels),
                ours(use),
                ours(
                        new CombinedNet(
                                28,
                                8,
                                10,
                                EnumSet.complementOf(EnumSet.of(Idea.MEAN_ONLY_BATCH_NORM)))),
                ours(generator),
                ours(new Noise(Noise.Law.UNIFORM_1, 10)),
                ours(new ParameterStart.FromImages(50, false)),
                ours(update),
                ours(update),
                ours(20),
                ours(epochs),
                RunSpec.float32());
    }

    private Result run(RunSpec recipe, String folder) {
        return new Run(recipe, Budget.SMOKE, 3, temp.resolve(folder), List.of())
                .execute(
                        new Run.Place(
                                new DatasetProvider(temp, temp.resolve("cache")), TEXT, Device.CPU),
                        List.of());
    }

    private Map<String, float[]> weights(String folder) {
        Map<String, float[]> all = new TreeMap<>();
        try (Safetensors file =
                Safetensors.open(temp.resolve(folder).resolve("checkpoint.safetensors"))) {
            file.tensors().forEach(each -> all.put(each.name(), file.floats(each.name())));
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(UnlabelledUse.class)
    void it_learns_in_bfloat16_too(UnlabelledUse use) throws IOException {
        RunSpec single = recipe(use, 40, 1);
        RunSpec half = TEXT.amendedAny(single, "precision=BFLOAT16");
        assertThat(TEXT.hash(half)).isNotEqualTo(TEXT.hash(single));
        ObjectNode earlier = (ObjectNode) new ObjectMapper().readTree(TEXT.write(single));
        earlier.remove("precision");
        assertThat(TEXT.readAny(earlier.toString())).isEqualTo(single);
        // The mean over the first epoch's steps; where it ends after them differs by rounding
        // alone.
        String loss = use == UnlabelledUse.GENERATOR ? "classifierLoss" : "trainLoss";
        double one = run(single, "single").metrics().get(loss);
        assertThat(run(half, "half").metrics().get(loss))
                .isNotEqualTo(one)
                .isCloseTo(one, within(0.1 * Math.abs(one)));
    }

    @ParameterizedTest
    @EnumSource(UnlabelledUse.class)
    void a_run_of_more_epochs_goes_on_bit_for_bit(UnlabelledUse use) {
        SemiSupervisedRecipe whole = recipe(use, 40, 2);
        Result result = run(whole, "whole");
        assertThat(result.metrics().get("testError")).isBetween(0.0, 100.0);
        if (use == UnlabelledUse.PSEUDO_LABELS) {
            return; // their weight is a share of the run's length, so a shorter run is another one
        }
        run(recipe(use, 40, 1), "parts");
        run(whole, "parts");
        Map<String, float[]> expected = weights("whole");
        Map<String, float[]> seen = weights("parts");
        assertThat(seen.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> assertThat(seen.get(name)).as(name).isEqualTo(values));
    }

    @ParameterizedTest
    @EnumSource(UnlabelledUse.class)
    void a_recipe_is_read_as_it_was_written(UnlabelledUse use) {
        SemiSupervisedRecipe recipe = recipe(use, 40, 2);
        RunSpec read = TEXT.readAny(TEXT.write(recipe));
        assertThat(read).isEqualTo(recipe);
        assertThat(TEXT.hash(read)).isEqualTo(TEXT.hash(recipe));
        assertThat(TEXT.hash(TEXT.amendedAny(recipe, "labels=50"))).isNotEqualTo(TEXT.hash(recipe));
    }

    /** So that its errors have to differ by more than another part of the test images could make. */
    @Test
    void its_plan_says_that_a_part_of_the_images_is_used() {
        Design design = TogetherLabels.cifar().plan(Budget.SHORT, set -> true).design();
        assertThat(design.trainingImages()).isEqualTo(10_000);
        assertThat(design.testImages()).isEqualTo(5_000);
    }

    @Test
    void a_generator_leaves_samples() {
        run(recipe(UnlabelledUse.GENERATOR, 40, 2), "run");
        assertThat(temp.resolve("run/samples.png")).isNotEmptyFile();
        assertThat(temp.resolve("run/samples")).isDirectoryContaining("glob:**.png");
    }

    @Test
    void fewer_labels_than_classes_are_refused() {
        assertThatThrownBy(() -> run(recipe(UnlabelledUse.NONE, 9, 1), "few"))
                .hasMessageContaining("needs from 10 to 200 labels. Received: labels=9");
    }

    @Test
    void a_generator_of_another_size_is_refused() {
        RunSpec other = recipe(UnlabelledUse.GENERATOR, 40, 1, linear(7));
        assertThatThrownBy(() -> run(other, "other")).hasMessageContaining("needs 784 outputs");
    }
}
