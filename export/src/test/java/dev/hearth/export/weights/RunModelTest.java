package dev.hearth.export.weights;

import static dev.hearth.nn.Layers.flatten;
import static dev.hearth.nn.Layers.linear;
import static dev.hearth.nn.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadData;
import dev.hearth.data.formats.Picture;
import dev.hearth.export.pictures.Classifier;
import dev.hearth.export.pictures.Guess;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Letters;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Engine;
import dev.hearth.tensor.Scope;
import dev.hearth.train.Result;
import dev.hearth.train.Run;
import dev.hearth.train.Shelf;
import dev.hearth.train.optim.Adam;
import dev.hearth.train.optim.Averaged;
import dev.hearth.train.optim.MovingAverage;
import dev.hearth.train.optim.Optimizer;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Corpus;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preparation;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeText;
import dev.hearth.train.schedule.Constant;
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
    private static final RecipeText TEXT = new RecipeText(Letters.standard(), List.of());
    private static final int TESTED = 60;

    @TempDir private Path temp;

    private final Run.Place place =
            new Run.Place(new Shelf(Path.of("nowhere"), Path.of("nowhere")), TEXT, Device.CPU);

    @BeforeAll
    static void alone() {
        Engine.threads(1);
    }

    private static Recipe recipe(
            Layer net, Preparation preparation, Objective objective, Optimizer optimizer) {
        return Recipe.named("test/net")
                .corpus(new Corpus("strokes", 300, TESTED), TEST)
                .preparation(preparation, TEST)
                .model(net, TEST)
                .objective(objective, TEST)
                .optimizer(optimizer, TEST)
                .rate(new Constant(2e-3), TEST)
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
                new Averaged(new Adam(), new MovingAverage(0.9, MovingAverage.Beginning.GENTLE));
        return List.of(
                recipe(net, new Preparation.Plain(), Objective.CLASSIFY, new Adam()),
                recipe(net, new Preparation.AroundZero(), Objective.CLASSIFY, averaged));
    }

    /** Each digit as a picture, as the run's own test has it. */
    @ParameterizedTest
    @MethodSource("classifiers")
    void a_classifier_is_as_often_wrong_on_pictures_as_its_run_measured(Recipe recipe) {
        double wanted = run(recipe).metrics().get("testError");
        // As the shelf draws them.
        var digits = place.shelf().open(recipe.corpus().value(), new Preparation.Plain()).testing();
        try (var room = Scope.open()) {
            TrainedNet run = TrainedNet.open(temp, TEXT, Device.CPU);
            assertThat(run.epoch()).isEqualTo(2);
            TrainedModel letter = RunModel.of(run);
            assertThat(letter.name()).isEqualTo("test/net");
            assertThat(letter.classes()).first().isEqualTo("0");
            Classifier classifier = new Classifier(run.network(), letter.view(), TESTED);
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
                                        dev.hearth.data.view.Crops.ONE)
                                .get(0);
                wrong += Guess.best(shares, 1).get(0).label() == digits.label(i) ? 0 : 1;
            }
            assertThat(100.0 * wrong / TESTED).isEqualTo(wanted);
            letter.write(temp.resolve("model"), run.network(), Letters.standard());
            assertThat(TrainedModel.read(temp.resolve("model"), Letters.standard()))
                    .isEqualTo(letter);
        }
    }

    @Test
    void what_no_view_says_and_what_is_no_classifier_is_refused() {
        run(
                recipe(
                        sequence(flatten(), linear(10)),
                        new Preparation.Contrasted(55),
                        Objective.CLASSIFY,
                        new Adam()));
        try (var room = Scope.open()) {
            TrainedNet run = TrainedNet.open(temp, TEXT, Device.CPU);
            assertThatThrownBy(() -> RunModel.of(run))
                    .isInstanceOf(BadData.class)
                    .hasMessage(
                            "A run's net is used on pictures if it classifies them as they are."
                                    + " Received: test/net, whose images are prepared by"
                                    + " Contrasted[scale=55.0], which no single picture can be."
                                    + " Measure it with ./hearth evaluate RUN, or train with"
                                    + " ./hearth train --images.");
            Recipe back =
                    recipe(
                            sequence(flatten(), linear(784)),
                            new Preparation.Plain(),
                            Objective.RECONSTRUCT,
                            new Adam());
            assertThatThrownBy(() -> RunModel.of(new TrainedNet(back, 1, run.network(), List.of())))
                    .isInstanceOf(BadData.class)
                    .hasMessageContaining("test/net, which gives images back.");
        }
        Path empty = temp.resolve("empty");
        assertThatThrownBy(() -> TrainedNet.open(empty, TEXT, Device.CPU))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("which has no checkpoint.safetensors");
    }
}
