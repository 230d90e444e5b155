package dev.hearth.train.run;

import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RunSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs end elsewhere in their last digits, and nowhere else. */
@Tag("long")
class CompiledLearningTest {

    private static final int SEEDS = 8;

    /** Student's t of 97.5 % with 7 degrees of freedom. */
    private static final double QUANTILE = 2.365;

    /** Percentage points of test error; a run with another seed differs by about one. */
    private static final double MARGIN = 1;

    @TempDir Path temp;

    private double testError(RunSpec recipe, String way, int seed) {
        Result result =
                Small.run(recipe, seed, temp.resolve(way + seed))
                        .execute(Small.place(temp), List.of());
        return result.history().get(result.history().size() - 1).get("testError");
    }

    @Test
    void test_errors_by_seed_differ_by_less_than_a_margin() {
        Recipe recipe =
                Recipe.named("test/learning")
                        .corpus(new DatasetSpec("strokes", 2000, 1000), Small.TEST)
                        .model(
                                sequence(
                                        new Flatten(),
                                        linear(64),
                                        new Elu(),
                                        new Dropout(0.1),
                                        linear(64),
                                        new Elu(),
                                        linear(64),
                                        new Elu(),
                                        linear(10)),
                                Small.TEST)
                        .optimizer(new Sgd(0.9), Small.TEST)
                        .rate(new ConstantSchedule(0.02), Small.TEST)
                        .batch(64, Small.TEST)
                        .epochs(10, Small.TEST)
                        .build();
        RunSpec compiled = Small.TEXT.amendedAny(recipe, "step=COMPILED");
        double sum = 0;
        double squares = 0;
        double errors = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            double error = testError(recipe, "layers", seed);
            double difference = testError(compiled, "compiled", seed) - error;
            errors += error / SEEDS;
            sum += difference;
            squares += difference * difference;
        }
        double mean = sum / SEEDS;
        double deviation = Math.sqrt(Math.max(0, squares - SEEDS * mean * mean) / (SEEDS - 1));
        double half = QUANTILE * deviation / Math.sqrt(SEEDS);
        assertThat(errors).as("the nets have learned").isLessThan(30);
        assertThat(Math.abs(mean) + half)
                .as("test error %s, compiled less layers %s ± %s", errors, mean, half)
                .isLessThan(MARGIN);
    }
}
