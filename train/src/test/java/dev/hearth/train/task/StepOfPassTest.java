package dev.hearth.train.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.Trainer;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.UpdateRatio;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passes of training know how many updates were done before. */
class StepOfPassTest {

    private static final Origin TEST = Origin.ours("a test");

    /** Changes nothing, and writes down the updates before each pass of training. */
    private record Recorder(List<Long> steps) implements Layer {

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
                if (pass.isTraining()) {
                    steps.add(pass.step());
                } else {
                    assertThat(pass.step()).isZero();
                }
                return x;
            };
        }
    }

    @Test
    void a_classifier_counts_its_updates_over_epochs(@TempDir Path temp) {
        LibTorch.threads(1);
        List<Long> steps = new ArrayList<>();
        DatasetSpec corpus = new DatasetSpec("strokes", 64, 16);
        Recipe recipe =
                Recipe.named("test/steps")
                        .corpus(corpus, TEST)
                        .model(
                                Layers.sequence(
                                        Layers.flatten(), new Recorder(steps), Layers.linear(10)),
                                TEST)
                        .optimizer(new Sgd(), TEST)
                        .rate(new ConstantSchedule(0.01), TEST)
                        .batch(16, TEST)
                        .epochs(2, TEST)
                        .build();
        DatasetProvider.Sets sets =
                new DatasetProvider(temp, temp).open(corpus, new Preprocessing.Plain());
        try (var scope = Scope.open()) {
            SupervisedTask task = new SupervisedTask(recipe, sets, new Seed(1), Device.CPU, 0);
            Trainer.of(task).epochs(2).run();
        }
        assertThat(steps).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void both_participants_of_a_gan_count_the_batches_before() {
        List<Long> steps = new ArrayList<>();
        try (var scope = Scope.open()) {
            GanTask task =
                    Duel.contest(
                            Duel.recipe(GanLoss.PUBLISHED, UpdateRatio.simultaneous(), 0)
                                    .discriminator(
                                            Layers.sequence(
                                                    Layers.flatten(),
                                                    new Recorder(steps),
                                                    Layers.linear(1)),
                                            TEST)
                                    .build());
            Trainer.of(task).epochs(1).run();
        }
        // One pass of the discriminator a batch serves both.
        assertThat(steps).containsExactly(0L, 1L, 2L, 3L, 4L);
    }
}
