package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.loss.BinaryCrossEntropy;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.StepSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Momentum;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeBuilder;
import dev.hearth.train.task.SupervisedTask;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Knobs that weight normalisation's recipes brought: a start from images, a moving momentum. */
class ParameterStartTest {

    private static final Origin TEST = Origin.ours("a test");

    @TempDir private Path temp;

    private static RecipeBuilder recipe() {
        return Recipe.named("test/start")
                .corpus(new DatasetSpec("strokes", 120, 40), TEST)
                .preparation(new Preprocessing.Plain(), TEST)
                .model(
                        Layers.sequence(
                                Layers.maxPool(4, 4),
                                Layers.flatten(),
                                Layers.weightNorm(Layers.linear(12)),
                                Layers.tap("sum"),
                                Layers.elu(),
                                Layers.dropout(0.5),
                                Layers.weightNorm(Layers.linear(10))),
                        TEST)
                .optimizer(new Sgd(0.9), TEST)
                .rate(new ConstantSchedule(0.01), TEST)
                .batch(20, TEST)
                .epochs(2, TEST);
    }

    @Test
    void a_start_from_images_sets_the_first_sums_over_them() {
        Recipe set = recipe().start(new ParameterStart.FromImages(120, false), TEST).build();
        assertThat(distance(set)).isLessThan(1e-4);
        assertThat(distance(recipe().build())).isGreaterThan(0.1);
    }

    @Test
    void a_start_at_mean_pixels_sets_the_last_biases_of_an_autoencoder() {
        Recipe recipe = autoencoder().start(new ParameterStart.MeanPixels(), TEST).build();
        try (var scope = Scope.open()) {
            DatasetProvider.Sets sets =
                    Small.place(temp)
                            .datasets()
                            .open(recipe.corpus().value(), recipe.preparation().value());
            SupervisedTask task = new SupervisedTask(recipe, sets, new Seed(3), Device.CPU, 0);
            Parameters parameters = task.network().parameters();
            float[] biases =
                    parameters
                            .value(parameters.entries().get(parameters.entries().size() - 1).name())
                            .toFloats();
            float[] image = new float[784];
            double sum = 0;
            for (int i = 0; i < 120; i++) {
                sets.training().read(i, image, 0);
                sum += image[400] / 120.0;
            }
            assertThat(1 / (1 + Math.exp(-biases[400]))).isCloseTo(sum, within(1e-6));
        }
        assertThatThrownBy(
                        () ->
                                Small.run(
                                                recipe().start(
                                                                new ParameterStart.MeanPixels(),
                                                                TEST)
                                                        .build(),
                                                1,
                                                temp.resolve("classes"))
                                        .execute(Small.place(temp), List.of(), 0))
                .hasMessageContaining("a net that reconstructs its input");
    }

    private static RecipeBuilder autoencoder() {
        return recipe().model(
                        Layers.sequence(
                                Layers.flatten(),
                                Layers.linear(8),
                                Layers.elu(),
                                Layers.linear(784)),
                        TEST)
                .objective(Objective.RECONSTRUCT, TEST)
                .loss(new BinaryCrossEntropy(), TEST);
    }

    /** How far the first layer's variance is from 1 over all training images. */
    private double distance(Recipe recipe) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            DatasetProvider.Sets sets =
                    Small.place(temp)
                            .datasets()
                            .open(recipe.corpus().value(), recipe.preparation().value());
            SupervisedTask task = new SupervisedTask(recipe, sets, new Seed(3), Device.CPU, 0);
            float[] images = new float[120 * 784];
            for (int i = 0; i < 120; i++) {
                sets.training().read(i, images, i * 784);
            }
            double[] worst = new double[1];
            task.network()
                    .apply(
                            Tensor.of(images, 120, 1, 28, 28),
                            Context.testing(new Seed(1))
                                    .observedBy(
                                            (tap, sums) ->
                                                    worst[0] =
                                                            sums.variance(Tensor.Keep.NOTHING, 0)
                                                                    .sub(1)
                                                                    .abs()
                                                                    .max()
                                                                    .item()));
            return worst[0];
        }
    }

    @Test
    void a_run_from_images_with_a_moving_momentum_goes_on_bit_for_bit() {
        Recipe recipe =
                recipe().start(new ParameterStart.FromImages(50, true), TEST)
                        .momentum(
                                new Momentum.Scheduled(StepSchedule.bySteps(0.9).then(6, 0.5)),
                                TEST)
                        .build();
        Run.Place place = Small.place(temp);
        Path whole = temp.resolve("whole");
        Path stopped = temp.resolve("stopped");
        Result wanted = Small.run(recipe, 7, whole).execute(place, List.of(), 0);
        TrainingListener stop =
                event -> {
                    if (event instanceof TrainingEvent.Measured measured && measured.epoch() == 1) {
                        throw new IllegalStateException("stopped");
                    }
                };
        Run run = Small.run(recipe, 7, stopped);
        assertThatThrownBy(() -> run.execute(place, List.of(stop), 0)).hasMessage("stopped");
        Result came = run.execute(place, List.of(), 0);
        assertThat(Small.bits(stopped)).isEqualTo(Small.bits(whole));
        assertThat(came.metrics()).isEqualTo(wanted.metrics()).containsKey("probeError");
        Result steady =
                Small.run(
                                recipe().start(new ParameterStart.FromImages(50, true), TEST)
                                        .build(),
                                7,
                                temp.resolve("steady"))
                        .execute(place, List.of(), 0);
        assertThat(steady.metrics().get("testLoss")).isNotEqualTo(wanted.metrics().get("testLoss"));
    }

    @Test
    void knobs_at_rest_leave_the_hash_as_it_was_and_others_do_not() {
        String plain = Small.TEXT.hash(recipe().build());
        assertThat(
                        Small.TEXT.hash(
                                recipe().start(new ParameterStart.FromImages(50, true), TEST)
                                        .build()))
                .isNotEqualTo(plain);
        assertThat(
                        Small.TEXT.hash(
                                recipe().momentum(
                                                new Momentum.Scheduled(new ConstantSchedule(0.9)),
                                                TEST)
                                        .build()))
                .isNotEqualTo(plain);
        Recipe whole = recipe().start(new ParameterStart.FromImages(50, false), TEST).build();
        assertThat(Small.TEXT.read(Small.TEXT.write(whole))).isEqualTo(whole);
        assertThatThrownBy(() -> new ParameterStart.FromImages(1, true))
                .hasMessage(
                        "ParameterStart.FromImages needs at least 2 images. Received: count=1. Use 500, or"
                                + " ParameterStart.AsDrawn.");
    }

    @Test
    void scaled_and_whitened_images_have_mean_0_and_little_covariance() {
        DatasetSpec corpus = new DatasetSpec("strokes", 300, 40);
        DatasetProvider datasets = Small.place(temp).datasets();
        DatasetProvider.Sets sets =
                datasets.open(corpus, new Preprocessing.ScaledAndWhitened(1e-2));
        DatasetProvider.Sets raw = datasets.open(corpus, new Preprocessing.Plain());
        float[] whitened = new float[784];
        float[] pixels = new float[784];
        sets.training().read(0, whitened, 0);
        raw.training().read(0, pixels, 0);
        float[] mean = sets.whitening().orElseThrow().mean();
        float[] matrix = sets.whitening().orElseThrow().matrix();
        for (int i = 0; i < 784; i += 97) {
            double wanted = 0;
            for (int j = 0; j < 784; j++) {
                double scaled = (255.0 * pixels[j] - 127.5) / 128;
                wanted += matrix[i * 784 + j] * (scaled - mean[j]);
            }
            assertThat((double) whitened[i])
                    .isCloseTo(wanted, org.assertj.core.api.Assertions.within(1e-3));
        }
    }
}
