package dev.hearth.papers.fmp;

import dev.hearth.papers.CurvePicture;
import dev.hearth.papers.Experiment;
import dev.hearth.papers.Job;
import dev.hearth.papers.Plan;
import dev.hearth.papers.Training;
import dev.hearth.train.RepeatedTest;
import dev.hearth.train.claim.Check;
import dev.hearth.train.claim.Printed;
import dev.hearth.train.metric.Repeats;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Corpus;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.fmp.FmpNets;
import java.util.List;
import java.util.function.Predicate;

/**
 * One long run: the paper's MNIST net, 32 filters a step, random and overlapping, on all images
 * (Graham 2014, table 1). At {@code short} it takes about an hour on two cores, not a quarter of one;
 * interrupted, it goes on.
 */
public record FmpLong() implements Experiment {

    private static final String ARM = Mode.RANDOM_OVERLAPPING.arm();

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
                            new FmpRecipes.Length(new Corpus(set, 250, 100), 25, 1, 0.02, 0.2);
                    case SHORT -> new FmpRecipes.Length(new Corpus(set, 0, 0), 50, 50, 0.02, 0.06);
                    case PAPER -> new FmpRecipes.Length(new Corpus(set, 0, 0), 50, 60, 0.02, 0.06);
                };
        return FmpRecipes.reduced(
                name() + "/" + ARM,
                FmpNets.mnist(k, Mode.RANDOM_OVERLAPPING.windows(), Mode.RANDOM_OVERLAPPING.draw()),
                set,
                length,
                List.of());
    }

    static Check printed(String arm, Printed.Training training, String deviation) {
        return new Printed(
                FmpClaims.MNIST,
                arm,
                List.of(
                        new Printed.Goal("1 test", "averagedError1", 0.44),
                        new Printed.Goal("12 tests", "averagedError12", 0.32)),
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
                new Training(
                        ARM,
                        1,
                        recipe,
                        budget,
                        List.of(
                                new RepeatedTest(
                                        Repeats.doubling(tests, 12),
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
                List.of(printed(ARM, Printed.Training.LESS, deviation)),
                List.of(
                        new TestsPicture(
                                "tests",
                                "Averaged tests, the paper's MNIST net",
                                "averagedError",
                                Repeats.doubling(tests, 12)),
                        new CurvePicture(
                                "test-error",
                                "Test error, one test",
                                "testError",
                                "%",
                                CurvePicture.Axis.LINEAR)));
    }
}
