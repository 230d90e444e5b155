package dev.hearth.train.task;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.fractionalMaxPool;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.CancelledException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Loader;
import dev.hearth.data.transform.RandomShift;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Precision;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.FrozenBackbone;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.optim.Adam;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.Participant;
import dev.hearth.train.Task;
import dev.hearth.train.Trainer;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeBuilder;
import dev.hearth.train.recipe.Sampling;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A head on a frozen backbone learns the same from kept features as from images. */
class KeptFeaturesTest {

    private static final Origin TEST = Origin.ours("a test");
    private static final DatasetSpec DIGITS = new DatasetSpec("strokes", 80, 40);

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    /** Changes nothing, and counts the examples that come by. */
    private record Counter(AtomicLong examples) implements Layer {

        @Override
        public Shape out(Shape in) {
            return in;
        }

        @Override
        public Complexity cost(Shape in) {
            return Complexity.NONE;
        }

        @Override
        public Forward build(Shape in, Parameters parameters) {
            return (x, pass) -> {
                examples.addAndGet(x.size(0));
                return x;
            };
        }
    }

    private static RecipeBuilder recipe(Layer net) {
        return Recipe.named("test/features")
                .corpus(DIGITS, TEST)
                .model(new FrozenBackbone(net), TEST)
                .optimizer(new Adam(), TEST)
                .rate(new ConstantSchedule(0.01), TEST)
                .batch(16, TEST)
                .epochs(3, TEST);
    }

    private static Layer net(AtomicLong seen) {
        return sequence(
                new Counter(seen),
                conv(8, 3),
                new BatchNorm(),
                relu(),
                globalAvgPool(),
                dropout(0.3),
                linear(10));
    }

    private DatasetProvider.Sets sets() {
        return new DatasetProvider(temp, temp).open(DIGITS, new Preprocessing.Plain());
    }

    private record Trained(
            ImageShape loaded, List<Map<String, Double>> history, Map<String, float[]> arrays) {}

    private Trained trained(Recipe recipe, boolean mayKeep) {
        try (var scope = Scope.open()) {
            SupervisedTask task =
                    new SupervisedTask(recipe, sets(), new Seed(1), Device.CPU, 1, mayKeep);
            TrainingProgress end = Trainer.of(task).epochs(3).seed(new Seed(2)).run();
            return new Trained(task.loader().pixels(), end.history(), task.network().arrays());
        }
    }

    @ParameterizedTest
    @EnumSource(Sampling.class)
    void the_same_is_learned_and_the_backbone_is_applied_to_each_image_once(Sampling sampling) {
        AtomicLong seen = new AtomicLong();
        Recipe recipe = recipe(net(seen)).sampling(sampling, TEST).build();
        Trained kept = trained(recipe, true);
        // Twice more for one image: whether it is the same under other random numbers.
        assertThat(seen.getAndSet(0)).isEqualTo(80 + 40 + 2);
        Trained anew = trained(recipe, false);
        assertThat(seen.get()).isGreaterThanOrEqualTo(3 * (80 + 40 + 80));
        assertThat(kept.loaded()).isEqualTo(new ImageShape(8, 1, 1));
        assertThat(anew.loaded()).isEqualTo(new ImageShape(1, 28, 28));
        assertThat(kept.history()).hasSize(3);
        for (int epoch = 0; epoch < 3; epoch++) {
            Map<String, Double> figures = kept.history().get(epoch);
            assertThat(figures.keySet()).isEqualTo(anew.history().get(epoch).keySet());
            assertThat(figures).containsKeys("trainLoss", "testError", "probeLoss");
            anew.history()
                    .get(epoch)
                    .forEach(
                            (name, value) -> {
                                assertThat(figures.get(name))
                                        .as(name)
                                        .isCloseTo(value, within(1e-5));
                            });
        }
        anew.arrays()
                .forEach(
                        (name, values) ->
                                assertThat(kept.arrays().get(name))
                                        .as(name)
                                        .containsExactly(values, within(1e-5f)));
    }

    /** Images of which fifty batches of 8 are too many for a window. */
    private record Large(int size) implements Dataset {

        @Override
        public String name() {
            return "large";
        }

        @Override
        public ImageShape pixels() {
            return new ImageShape(3, 299, 299);
        }

        @Override
        public List<String> classNames() {
            return List.of("dark", "light");
        }

        @Override
        public int label(int index) {
            return index % 2;
        }

        @Override
        public void read(int index, float[] target, int offset) {
            Arrays.fill(target, offset, offset + pixels().count(), label(index));
        }

        @Override
        public String digest() {
            return "large";
        }
    }

    private static SupervisedTask large(boolean mayKeep) {
        Layer net = sequence(maxPool(1, 23), conv(2, 3), globalAvgPool(), linear(2));
        DatasetProvider.Sets sets = new DatasetProvider.Sets(new Large(72), new Large(2));
        Recipe recipe = recipe(net).batch(8, TEST).build();
        return new SupervisedTask(recipe, sets, new Seed(1), Device.CPU, 1, mayKeep);
    }

    /** A task as earlier releases had it: an example has as many numbers as the loader gives. */
    private record Earlier(SupervisedTask task) implements Task {

        @Override
        public List<Participant> participants() {
            return task.participants();
        }

        @Override
        public Loader loader() {
            return task.loader();
        }

        @Override
        public Map<String, Double> evaluate(int epoch) {
            return task.evaluate(epoch);
        }
    }

    private Trainer.Builder trainer(String name, Task task) {
        Checkpoint store = new Checkpoint(temp.resolve(name), "{}", "hash", 1);
        return Trainer.of(task).epochs(1).seed(new Seed(2)).checkpoints(store);
    }

    private void stop(String name, Task task, int steps) {
        int[] asked = {0};
        Trainer.Builder trainer = trainer(name, task).endWhen(() -> asked[0]++ == steps);
        assertThatThrownBy(trainer::run).isInstanceOf(CancelledException.class);
    }

    @Test
    void a_run_goes_on_where_features_are_kept_from_now_on() {
        try (var scope = Scope.open()) {
            SupervisedTask kept = large(true);
            assertThat(kept.loader().pixels()).isEqualTo(new ImageShape(2, 1, 1));
            // As an earlier release stopped it: eight steps of a window of fifty.
            stop("before", new Earlier(kept), 8);
            assertThat(trainer("before", kept).run().step()).isEqualTo(9);
            stop("images", large(false), 8);
            assertThat(trainer("images", kept).run().step()).isEqualTo(9);
        }
    }

    @Test
    void in_bfloat16_too() {
        Recipe recipe = recipe(net(new AtomicLong())).precision(Precision.BFLOAT16, TEST).build();
        Trained kept = trained(recipe, true);
        Trained anew = trained(recipe, false);
        assertThat(kept.history().get(2).get("testLoss"))
                .isCloseTo(anew.history().get(2).get("testLoss"), within(1e-3));
    }

    @Test
    void features_that_are_not_the_same_each_time_are_not_kept() {
        Layer drawing =
                sequence(
                        conv(8, 3),
                        fractionalMaxPool(
                                Math.sqrt(2), RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM),
                        conv(8, 3),
                        globalAvgPool(),
                        linear(10));
        ImageShape image = new ImageShape(1, 28, 28);
        assertThat(trained(recipe(drawing).build(), true).loaded()).isEqualTo(image);
        Recipe augmented =
                recipe(net(new AtomicLong())).augment(List.of(new RandomShift(2, 0)), TEST).build();
        assertThat(trained(augmented, true).loaded()).isEqualTo(image);
        Recipe whole = recipe(net(new AtomicLong())).model(net(new AtomicLong()), TEST).build();
        assertThat(trained(whole, true).loaded()).isEqualTo(image);
    }
}
