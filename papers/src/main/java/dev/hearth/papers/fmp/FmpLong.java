package dev.hearth.papers.fmp;

import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Check;
import dev.hearth.experiments.claim.ReportedError;
import dev.hearth.train.metric.RepeatedError;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.task.RepeatedTest;
import dev.hearth.zoo.fmp.FmpNets;
import java.util.List;
import java.util.function.Predicate;

/**
 * One long run: the paper's MNIST net, 32 filters a step, random and overlapping, on all images
 * (Graham 2014, table 1). At {@code short} it takes about an hour on two cores, not a quarter of one;
 * interrupted, it goes on.
 */
public record FmpLong() implements Experiment {

    private static final String ARM = RegionKind.RANDOM_OVERLAPPING.arm();

    @Override
    public String name() {
        return "fmp/mnist-long";
    }

    @Override
    public String about() {
        return "the paper's MNIST net on all images, one seed, about an hour";
    }

    Recipe recipe(String set, Budget budget) {
        int k = budget == Budget.SMOKE ? 4 : 32;
        FmpRecipes.Length length =
                switch (budget) {
                    case SMOKE ->
                            new FmpRecipes.Length(new DatasetSpec(set, 250, 100), 25, 1, 0.02, 0.2);
                    case SHORT ->
                            new FmpRecipes.Length(new DatasetSpec(set, 0, 0), 50, 50, 0.02, 0.06);
                    case PAPER ->
                            new FmpRecipes.Length(new DatasetSpec(set, 0, 0), 50, 60, 0.02, 0.06);
                };
        return FmpRecipes.reduced(
                name() + "/" + ARM,
                FmpNets.mnist(
                        k,
                        RegionKind.RANDOM_OVERLAPPING.windows(),
                        RegionKind.RANDOM_OVERLAPPING.draw()),
                set,
                length,
                List.of());
    }

    static Check printed(String arm, ReportedError.Training training, String deviation) {
        return new ReportedError(
                FmpClaims.MNIST,
                arm,
                List.of(
                        new ReportedError.Goal("1 test", "averagedError1", 0.44),
                        new ReportedError.Goal("12 tests", "averagedError12", 0.32)),
                10_000,
                training,
                deviation);
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = available.test("mnist") ? "mnist" : "strokes";
        Recipe recipe = recipe(set, budget);
        int tests = budget == Budget.SMOKE ? 12 : 100;
        Job job =
                new TrainingJob(
                        ARM,
                        1,
                        recipe,
                        budget,
                        List.of(
                                new RepeatedTest(
                                        RepeatedError.doubling(tests, 12),
                                        0,
                                        RepeatedTest.Beginning.ONCE)));
        String deviation =
                (set.equals("mnist") ? "" : "strokes stands in for mnist; ")
                        + recipe.epochs().value()
                        + " epochs with momentum 0.9 instead of some hundred with 0.99 damped; one"
                        + " seed; the printed 0.44 % is of pseudorandom regions, random ones have 0.50 %";
        return new Plan(
                set
                        + ", "
                        + recipe.model().value()
                        + ", "
                        + recipe.rate().value()
                        + ", batch "
                        + recipe.batch().value()
                        + ", "
                        + recipe.epochs().value()
                        + " epochs, "
                        + tests
                        + " tests",
                deviation,
                List.of(job),
                List.of(printed(ARM, ReportedError.Training.LESS, deviation)),
                List.of(
                        new TestsFigure(
                                "tests",
                                "Averaged tests, the paper's MNIST net",
                                "averagedError",
                                RepeatedError.doubling(tests, 12)),
                        new CurveFigure(
                                "test-error",
                                "Test error, one test",
                                "testError",
                                "%",
                                CurveFigure.Axis.LINEAR)));
    }
}
