package dev.hearth.papers.fmp;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
import dev.hearth.nn.layers.RegionConvention;
import dev.hearth.train.metric.RepeatedError;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.fmp.FmpNet;
import dev.hearth.zoo.fmp.FmpNets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Regions by the paper's formula, where overlapping ones are two or three cells wide (Graham 2014, §2),
 * beside those of the author's code, which are always two; the other experiments have the code's.
 */
public final class FmpFormula extends PaperExperiment {

    private static final String CODE = "code ";
    private static final String FORMULA = "formula ";

    private static final Claim OVERLAPPING =
            new Claim(
                    FmpClaims.OVERLAPPING.id(),
                    "the same by the paper's formula: overlapping regions of 2 or 3 cells beat disjoint ones",
                    "table 1: in all eight pairs; which regions its runs had is not known");
    private static final Claim ONCE =
            new Claim(
                    FmpClaims.RANDOM_ONCE.id(),
                    "by the paper's formula: with one test pseudorandom regions beat random ones",
                    "table 1, 1 test");
    private static final Claim REPEATED =
            new Claim(
                    FmpClaims.RANDOM_REPEATED.id(),
                    "by the paper's formula: with 12 tests random regions beat pseudorandom ones",
                    "table 1, 12 tests");
    private static final Claim WIDER =
            new Claim(
                    FmpClaims.OVERLAPPING.id(),
                    "overlapping regions of the formula, 2 or 3 wide, err less than those of the author's"
                            + " code, 2 wide (12 tests)",
                    "not in the paper: its text has the formula, its author's code the other");

    public FmpFormula() {
        super(
                "fmp/mnist-formula",
                "regions by the paper's formula beside those of the author's code");
    }

    private static String formula(RegionKind kind) {
        return FORMULA + kind.arm();
    }

    private static Map<String, FmpNet> nets(Budget budget) {
        int k = budget == Budget.PAPER ? 32 : FmpMnist.NARROW;
        Map<String, FmpNet> nets = new LinkedHashMap<>();
        for (RegionKind kind : RegionKind.ALL) {
            nets.put(
                    formula(kind),
                    FmpNets.mnist(k, kind.windows(), kind.draw())
                            .convention(RegionConvention.PAPER_FORMULA));
        }
        for (RegionKind kind :
                List.of(RegionKind.PSEUDO_OVERLAPPING, RegionKind.RANDOM_OVERLAPPING)) {
            nets.put(CODE + kind.arm(), FmpNets.mnist(k, kind.windows(), kind.draw()));
        }
        return nets;
    }

    private static List<Integer> counts() {
        return RepeatedError.doubling(12);
    }

    Recipe recipe(String arm, String set, Budget budget) {
        FmpNet net = nets(budget).get(arm);
        String recipe = name() + "/" + arm;
        return budget == Budget.PAPER
                ? FmpRecipes.published(recipe, net, set, 100, 410, 0.01, List.of())
                : FmpRecipes.reduced(
                        recipe,
                        net,
                        set,
                        FmpRecipes.length(
                                set, budget, new int[] {250, 100}, new int[] {8_000, 5_000}, 6),
                        List.of());
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = Budgets.digits(available);
        int seeds = Budgets.pick(budget, 1, 6, 3);
        Recipe one = recipe(formula(RegionKind.RANDOM_OVERLAPPING), set, budget);
        String deviation =
                Phrase.joined(
                        Phrase.standIn(set, "mnist"),
                        budget == Budget.PAPER
                                ? ""
                                : Phrase.of(
                                        one,
                                        "k = {}, {images} images and {epochs} epochs instead of 32 and"
                                                + " 60000",
                                        FmpMnist.NARROW));
        return new Plan(
                Phrase.of(
                        one,
                        "{}, (k·nC2−FMP√2)₆−C2−C1, {optimizer}, {rate}, batch {batch}, {epochs} epochs, {}"
                                + " seeds",
                        set,
                        seeds),
                deviation,
                TrainingJob.all(
                        seeds,
                        nets(budget).keySet(),
                        budget,
                        FmpRecipes.tests(counts()),
                        arm -> recipe(arm, set, budget)),
                checks(deviation),
                List.of(
                        new TestsFigure("tests", "Averaged tests", "averagedError", counts()),
                        CurveFigure.logarithmic(
                                "training-loss", "Training cross-entropy", "trainLoss", "nats")));
    }

    static List<ClaimCheck> checks(String deviation) {
        String random = formula(RegionKind.RANDOM_OVERLAPPING);
        String pseudorandom = formula(RegionKind.PSEUDO_OVERLAPPING);
        String randomDisjoint = formula(RegionKind.RANDOM_DISJOINT);
        String pseudorandomDisjoint = formula(RegionKind.PSEUDO_DISJOINT);
        List<ClaimCheck> overlapping = new ArrayList<>();
        for (int tests : new int[] {1, 12}) {
            overlapping.add(below(random, randomDisjoint, tests));
            overlapping.add(below(pseudorandom, pseudorandomDisjoint, tests));
        }
        return List.of(
                OVERLAPPING.all(deviation, overlapping),
                ONCE.all(
                        deviation,
                        below(pseudorandom, random, 1),
                        below(pseudorandomDisjoint, randomDisjoint, 1)),
                REPEATED.all(
                        deviation,
                        below(random, pseudorandom, 12),
                        below(randomDisjoint, pseudorandomDisjoint, 12)),
                WIDER.all(
                        deviation,
                        below(random, CODE + RegionKind.RANDOM_OVERLAPPING.arm(), 12),
                        below(pseudorandom, CODE + RegionKind.PSEUDO_OVERLAPPING.arm(), 12)));
    }

    private static ClaimCheck below(String low, String high, int tests) {
        return new RequiresLearning(
                        Measure.of(
                                        tests == 1 ? "1 test" : tests + " tests",
                                        " %",
                                        FmpChecks.averaged(tests))
                                .onTestImages()
                                .order(low + " below " + high, "", low, high),
                        List.of(low, high),
                        trial -> trial.metric("trainLoss"),
                        Math.log(10) / 2,
                        "the training loss")
                .toRefute(Condition.testError(FmpMnist.ENOUGH));
    }
}
