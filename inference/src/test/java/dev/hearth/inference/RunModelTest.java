package dev.hearth.inference;

import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.image.Picture;
import dev.hearth.nn.Layer;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.optim.Adam;
import dev.hearth.optim.MovingAverage;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.WithMovingAverage;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.task.TrainedNet;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a run folder alone says of its net. */
class RunModelTest {

    private static final Origin TEST = Origin.ours("a test");
    private static final RecipeJson TEXT = RecipeJson.of(LayerJson.standard());
    private static final int TESTED = 60;

    @TempDir private Path temp;

    private final Run.Place place =
            new Run.Place(
                    new DatasetProvider(Path.of("nowhere"), Path.of("nowhere")), TEXT, Device.CPU);

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    private static Recipe recipe(
            Layer net, Preprocessing preparation, Objective objective, Optimizer optimizer) {
        return Recipe.named("test/net")
                .corpus(new DatasetSpec("strokes", 300, TESTED), TEST)
                .preparation(preparation, TEST)
                .model(net, TEST)
                .objective(objective, TEST)
                .optimizer(optimizer, TEST)
                .rate(new ConstantSchedule(2e-3), TEST)
                .batch(20, TEST)
                .epochs(2, TEST)
                .build();
    }

    private Result run(Recipe recipe) {
        return new Run(recipe, Budget.SMOKE, 5, temp, List.of()).execute(place, List.of());
    }

    static List<Recipe> classifiers() {
        Layer net = sequence(flatten(), linear(10));
        Optimizer averaged =
                new WithMovingAverage(
                        new Adam(), new MovingAverage(0.9, MovingAverage.Beginning.GENTLE));
        return List.of(
                recipe(net, new Preprocessing.Plain(), Objective.CLASSIFY, new Adam()),
                recipe(net, new Preprocessing.AroundZero(), Objective.CLASSIFY, averaged));
    }

    /** Each digit as a picture, as the run's own test has it. */
    @ParameterizedTest
    @MethodSource("classifiers")
    void a_classifier_is_as_often_wrong_on_pictures_as_its_run_measured(Recipe recipe) {
        double wanted = run(recipe).metrics().get("testError");
        // As the datasets draws them.
        var digits =
                place.datasets().open(recipe.corpus().value(), new Preprocessing.Plain()).testing();
        try (var room = Scope.open()) {
            TrainedNet run = TrainedNet.open(temp, TEXT, Device.CPU);
            assertThat(run.epoch()).isEqualTo(2);
            TrainedModel description = RunModel.of(run);
            assertThat(description.name()).isEqualTo("test/net");
            assertThat(description.classes()).first().isEqualTo("0");
            CropAverage classifier =
                    new CropAverage(
                            new LibTorchLogitModel(run.network()), description.view(), TESTED);
            int wrong = 0;
            for (int i = 0; i < digits.size(); i++) {
                float[] image = new float[28 * 28];
                digits.read(i, image, 0);
                byte[] rgb = new byte[3 * image.length];
                for (int b = 0; b < rgb.length; b++) {
                    rgb[b] = (byte) Math.round(255 * image[b / 3]);
                }
                float[] shares =
                        classifier
                                .probabilities(
                                        List.of(new Picture(28, 28, rgb)),
                                        dev.hearth.data.transform.TestCrops.ONE)
                                .get(0);
                wrong += Prediction.best(shares, 1).get(0).label() == digits.label(i) ? 0 : 1;
            }
            assertThat(100.0 * wrong / TESTED).isEqualTo(wanted);
            description.write(temp.resolve("model"), run.network(), LayerJson.standard());
            assertThat(TrainedModel.read(temp.resolve("model"), LayerJson.standard()))
                    .isEqualTo(description);
        }
    }

    @Test
    void what_no_view_says_and_what_is_no_classifier_is_refused() {
        run(
                recipe(
                        sequence(flatten(), linear(10)),
                        new Preprocessing.Contrasted(55),
                        Objective.CLASSIFY,
                        new Adam()));
        try (var room = Scope.open()) {
            TrainedNet run = TrainedNet.open(temp, TEXT, Device.CPU);
            assertThatThrownBy(() -> RunModel.of(run))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "A run's model classifies single pictures as they are."
                                    + " Received: test/net, whose images are prepared by"
                                    + " Contrasted[scale=55.0], which needs the whole data set."
                                    + " Measure it with ./hearth evaluate RUN, or train with"
                                    + " ./hearth train --images.");
            Recipe back =
                    recipe(
                            sequence(flatten(), linear(784)),
                            new Preprocessing.Plain(),
                            Objective.RECONSTRUCT,
                            new Adam());
            assertThatThrownBy(() -> RunModel.of(new TrainedNet(back, 1, run.network(), List.of())))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("test/net, which reconstructs images.");
        }
        Path empty = temp.resolve("empty");
        assertThatThrownBy(() -> TrainedNet.open(empty, TEXT, Device.CPU))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("which has no checkpoint.safetensors");
    }
}
