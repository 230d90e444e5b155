package dev.hearth.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.rl.TemporalDifferenceLoss.Best;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Trainer;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.TrainingProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DqnTaskTest {

    private static final Seed SEED = new Seed(3);

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    private static TrainingProgress train(DqnTask task, int epochs, TrainingListener... listeners) {
        return Trainer.of(task).epochs(epochs).seed(SEED).listeners(List.of(listeners)).run();
    }

    @ParameterizedTest
    @EnumSource(Best.class)
    void learns_the_values_of_a_corridor(Best best) {
        try (var run = Scope.open()) {
            DqnTask task = new DqnTask(DqnRecipes.corridor(best, 2, 500), SEED, Device.CPU);
            TrainingProgress progress = train(task, 2);
            float[] values = values(task.network());
            for (int cell = 0; cell < 5; cell++) {
                // Ahead: γ to the power of the cells between; back: the same one cell further off.
                double ahead = Math.pow(0.8, 4 - cell);
                double back = Math.pow(0.8, 4 - Math.max(0, cell - 1) + 1);
                assertThat(values[2 * cell + 1]).isCloseTo((float) ahead, within(0.05f));
                assertThat(values[2 * cell]).isCloseTo((float) back, within(0.05f));
            }
            Map<String, Double> last = progress.history().get(1);
            assertThat(last.get("score")).isEqualTo(1);
            assertThat(last.get("steps")).isLessThan(6);
            assertThat(last.get("trainScore")).isEqualTo(1);
        }
    }

    private static float[] values(Model net) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            float[] cells = new float[25];
            for (int cell = 0; cell < 5; cell++) {
                cells[6 * cell] = 1;
            }
            return net.apply(Tensor.of(cells, 5, 1, 1, 5), Context.testing(SEED)).toFloats();
        }
    }

    @Test
    void the_same_seed_learns_the_same_and_another_something_else() {
        List<List<Map<String, Double>>> histories = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2}) {
            try (var run = Scope.open()) {
                DqnTask task = new DqnTask(DqnRecipes.raiders(2, 60), new Seed(seed), Device.CPU);
                histories.add(train(task, 2).history());
            }
        }
        assertThat(histories.get(0)).isEqualTo(histories.get(1)).isNotEqualTo(histories.get(2));
    }

    @Test
    void measuring_changes_nothing_that_learning_depends_on() {
        List<List<Map<String, Double>>> histories = new ArrayList<>();
        for (boolean looks : new boolean[] {false, true}) {
            try (var run = Scope.open()) {
                DqnTask task = new DqnTask(DqnRecipes.raiders(2, 60), SEED, Device.CPU);
                TrainingListener curious =
                        event -> {
                            if (looks && event instanceof TrainingEvent.Stepped) {
                                task.evaluate(7);
                                task.film(SEED);
                            }
                        };
                histories.add(train(task, 2, curious).history());
            }
        }
        assertThat(histories.get(0)).isEqualTo(histories.get(1));
    }

    @Test
    void the_exam_is_the_mean_of_its_games_and_the_training_score_that_of_the_epoch() {
        try (var run = Scope.open()) {
            DqnTask task = new DqnTask(DqnRecipes.raiders(2, 60), SEED, Device.CPU);
            TrainingProgress progress = train(task, 2);
            for (Map<String, Double> figures : progress.history()) {
                assertThat(figures)
                        .containsOnlyKeys(
                                "score",
                                "scoreDeviation",
                                "steps",
                                "trainLoss",
                                "trainScore",
                                "value");
                assertThat(figures.get("score") * 6)
                        .as("a count of raiders")
                        .isCloseTo(Math.rint(figures.get("score") * 6), within(1e-9));
                assertThat(figures.get("steps")).isBetween(1.0, 80.0);
            }
        }
    }

    @Test
    void the_film_is_one_of_the_games_that_the_seed_gives() {
        try (var run = Scope.open()) {
            DqnTask task = new DqnTask(DqnRecipes.raiders(1, 50), SEED, Device.CPU);
            train(task, 1);
            PolicyEvaluation.Film film = task.film(SEED);
            PolicyEvaluation.Film same = task.film(SEED);
            assertThat(film.frames()).hasSizeBetween(10, 81);
            assertThat(same.points()).isEqualTo(film.points());
            for (int i = 0; i < film.frames().size(); i++) {
                assertThat(same.frames().get(i)).isEqualTo(film.frames().get(i));
            }
        }
    }

    @Test
    void gradients_reach_every_parameter_and_the_copy_follows_only_when_its_time_has_come() {
        try (var run = Scope.open()) {
            DqnRecipe recipe = DqnRecipes.raiders(1, 60);
            Model net =
                    Model.build(
                            recipe.model().value(), new Shape.Image(6, 10, 10), SEED, Device.CPU);
            DqnParticipant learner = new DqnParticipant(recipe, net, SEED, Device.CPU);
            for (int step = 0; step < 40; step++) {
                try (var turn = Scope.open()) {
                    net.parameters().clearGradients();
                    learner.loss(
                                    new dev.hearth.data.Batch(
                                            new float[1],
                                            new int[1],
                                            1,
                                            new dev.hearth.data.ImageShape(1, 1, 1)),
                                    Context.training(SEED.child(step)))
                            .backward();
                    learner.update(step, 60);
                    double apart =
                            learner.memory()
                                    .get("target")
                                    .sub(net.parameters().values())
                                    .abs()
                                    .max()
                                    .item();
                    if ((step + 1) % 20 == 0) {
                        assertThat(apart).isZero();
                    } else {
                        assertThat(apart).isPositive();
                    }
                }
            }
        }
    }

    @Test
    void a_net_of_other_actions_is_refused() {
        DqnRecipe recipe = DqnRecipes.raiders(1, 10);
        assertThatThrownBy(
                        () ->
                                new DqnRecipe(
                                        recipe.name(),
                                        DqnRecipes.corridor(Best.TARGET, 1, 10).game(),
                                        recipe.model(),
                                        recipe.beginning(),
                                        recipe.acting(),
                                        recipe.storage(),
                                        recipe.difference(),
                                        recipe.optimizer(),
                                        recipe.rate(),
                                        recipe.exploration(),
                                        recipe.batch(),
                                        recipe.length(),
                                        recipe.exam()))
                .hasMessage(
                        "A DqnRecipe needs a model with a value for each of the 2 actions of corridor."
                                + " Received: an output of 4. Give the last layer as many units.");
    }
}
