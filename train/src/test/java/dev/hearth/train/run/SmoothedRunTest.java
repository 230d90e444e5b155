package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.optim.loss.CrossEntropy;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels are smoothed to learn from, and not to measure by. */
class SmoothedRunTest {

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    private Map<String, Double> figures(double smoothing) {
        // Too slow to move a weight: nets that learn alike.
        Recipe small = Small.recipe(60, 10, 1, new ConstantSchedule(1e-30));
        Recipe recipe =
                new Recipe(
                        small.name(),
                        small.corpus(),
                        small.preparation(),
                        small.augment(),
                        small.model(),
                        small.objective(),
                        new Setting<>(new CrossEntropy(smoothing), Small.TEST),
                        small.optimizer(),
                        small.rate(),
                        small.modifiers(),
                        small.batch(),
                        small.epochs(),
                        small.start(),
                        small.momentum(),
                        small.precision(),
                        small.sampling(),
                        small.keep(),
                        small.step());
        return Small.run(recipe, 7, temp.resolve("run" + smoothing))
                .execute(Small.place(temp), List.of())
                .history()
                .get(0);
    }

    @Test
    void what_is_measured_is_not_smoothed() {
        Map<String, Double> plain = figures(0);
        Map<String, Double> smoothed = figures(0.3);
        assertThat(Math.abs(smoothed.get("trainLoss") - plain.get("trainLoss")))
                .isGreaterThan(1e-3);
        for (String measured : List.of("testLoss", "testError")) {
            assertThat(smoothed.get(measured)).isCloseTo(plain.get(measured), within(1e-6));
        }
    }
}
