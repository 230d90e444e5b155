package dev.hearth.papers.fmp;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.ReportedError;
import dev.hearth.train.metric.RepeatedError;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.fmp.FmpNet;
import dev.hearth.zoo.fmp.FmpNets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The four kinds of regions on CIFAR-100, tested once and repeatedly (Graham 2014, §3.3, table 1,
 * right half). The paper's net of 94×94 is trained at {@code paper} alone.
 */
public final class FmpCifarHundred extends PaperExperiment {

    private static final String SET = "cifar-100";
    private static final int CLASSES = 100;
    private static final String NARROW = "(12nC2-FMP√2)6-C2-C1-out";

    public FmpCifarHundred() {
        super("fmp/cifar-100", "the four kinds of regions on CIFAR-100, 1 to 12 tests");
    }

    private static List<Integer> counts() {
        return RepeatedError.doubling(12);
    }

    Recipe recipe(RegionKind kind, Budget budget) {
        String recipe = name() + "/" + kind.arm();
        return budget == Budget.PAPER
                ? FmpRecipes.published(
                        recipe,
                        FmpNets.cifar100(kind.windows(), kind.draw()),
                        SET,
                        50,
                        410,
                        0.02,
                        List.of())
                : FmpRecipes.reduced(
                        recipe,
                        new FmpNet(NARROW, CLASSES).drawing(kind.windows(), kind.draw()),
                        SET,
                        FmpRecipes.length(
                                        SET,
                                        budget,
                                        new int[] {60, 60},
                                        new int[] {6_000, 2_500},
                                        20)
                                .decaying(0.12),
                        List.of());
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(SET)) {
            return Plan.absent(SET, checks(budget, "data not available"));
        }
        int seeds = Budgets.pick(budget, 1, 6, 3);
        List<String> arms = RegionKind.ALL.stream().map(RegionKind::arm).toList();
        Recipe one = recipe(RegionKind.RANDOM_OVERLAPPING, budget);
        String deviation =
                budget == Budget.PAPER
                        ? "epochs and rates of the author's code of April 2015, which need not be the"
                                + " paper's"
                        : Phrase.of(
                                one,
                                "(12nC2−FMP√2)₆ in 36×36 instead of (64nC2−FMP∛2)₁₂ in 94×94, {images}"
                                        + " images, {epochs} epochs");
        return new Plan(
                Phrase.of(
                        one,
                        "{}, {model}, {optimizer}, {rate}, batch {batch}, {epochs} epochs, {} seeds; errors"
                                + " after n tests are means over groups that share no test",
                        SET,
                        seeds),
                deviation,
                TrainingJob.all(
                        seeds,
                        arms,
                        budget,
                        FmpRecipes.tests(counts()),
                        arm -> recipe(RegionKind.ALL.get(arms.indexOf(arm)), budget)),
                checks(budget, deviation),
                List.of(
                        new TestsFigure(
                                "tests", "Averaged tests, CIFAR-100", "averagedError", counts()),
                        CurveFigure.logarithmic(
                                "training-loss", "Training cross-entropy", "trainLoss", "nats")));
    }

    private static List<ClaimCheck> checks(Budget budget, String deviation) {
        FmpChecks ask = new FmpChecks(100 - 100.0 / CLASSES, deviation);
        List<ClaimCheck> checks = new ArrayList<>();
        checks.add(ask.overlapping());
        checks.add(ask.pseudorandomOnce());
        checks.add(ask.randomRepeated());
        checks.add(ask.repeatsHelp(RegionKind.ALL.stream().map(RegionKind::arm).toList()));
        checks.add(printed(budget, RegionKind.PSEUDO_OVERLAPPING, 31.20, 28.16, deviation));
        checks.add(printed(budget, RegionKind.RANDOM_OVERLAPPING, 31.45, 26.39, deviation));
        return checks;
    }

    private static ClaimCheck printed(
            Budget budget, RegionKind kind, double once, double repeated, String deviation) {
        String figures = once + " % with one test, " + repeated + " % with 12";
        return new ReportedError(
                new Claim(
                        FmpClaims.CIFAR.id(),
                        "CIFAR-100, " + kind.arm() + " regions: " + figures,
                        "table 1: " + figures),
                kind.arm(),
                List.of(
                        new ReportedError.Goal("1 test", FmpChecks.averaged(1), once),
                        new ReportedError.Goal("12 tests", FmpChecks.averaged(12), repeated)),
                10_000,
                budget == Budget.PAPER ? ReportedError.Training.FULL : ReportedError.Training.LESS,
                deviation);
    }
}
