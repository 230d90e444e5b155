package dev.hearth.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.Dataset;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.experiments.claim.TunedComparison;
import dev.hearth.nn.layers.Elu;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Seed;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.zoo.elu.EluMnist;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidatedJobTest {

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    private Result run(Dataset kept, String folder) {
        Dataset training = Strokes.training(100, new Seed(1));
        Dataset testing = Strokes.test(50, new Seed(1));
        DatasetProvider sets =
                new DatasetProvider(temp, temp.resolve("cache"))
                        .with(
                                "cifar-10-tuning",
                                spec -> new DatasetProvider.Sets(training, testing))
                        .with(
                                "cifar-10-validation",
                                spec -> new DatasetProvider.Sets(training, kept));
        Origin test = Origin.ours("a test");
        Recipe recipe =
                Recipe.named("made/up")
                        .corpus(new DatasetSpec(ValidatedJob.SET, 0, 0), test)
                        .model(new EluMnist(2, 16, 10, new Elu()), test)
                        .optimizer(new Sgd(), test)
                        .rate(new ConstantSchedule(0.05), test)
                        .batch(20, test)
                        .epochs(3, test)
                        .build();
        return new ValidatedJob(new TrainingJob("a", 1, recipe, Budget.SMOKE, List.of()))
                .run(
                        new Run.Place(sets, Papers.recipeJson(), Device.CPU),
                        temp.resolve(folder),
                        List.of());
    }

    @Test
    void the_error_on_what_is_kept_is_measured_beside_that_on_the_test_images() {
        Result same = run(Strokes.test(50, new Seed(1)), "same");
        assertThat(same.metrics().get(TunedComparison.VALIDATION))
                .isEqualTo(same.metrics().get("testError"));
        Result other = run(Strokes.test(7, new Seed(2)), "other");
        assertThat(other.metrics().get("testError")).isEqualTo(same.metrics().get("testError"));
        double sevenths = other.metrics().get(TunedComparison.VALIDATION) * 7 / 100;
        assertThat(sevenths)
                .isCloseTo(Math.round(sevenths), org.assertj.core.data.Offset.offset(1e-9));
    }
}
