package dev.hearth.papers.together;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Figure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Contrast;
import dev.hearth.experiments.claim.Equivalence;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.papers.together.CombinedArm.Factor;
import dev.hearth.train.metric.RepeatedError;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.task.PostTrainingMetric;
import dev.hearth.train.task.RepeatedTest;
import dev.hearth.zoo.together.Idea;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Four of the five papers' ideas in one net on CIFAR-10, each against its rival, at equal multiply-adds: a 2⁴
 * factorial design, and four arms more for two pairs that it leaves out (augmentation; mean-only batch norm).
 * All arms have the same recipe, which was tuned for none of them; equal seeds see equal batches.
 */
public final class TogetherFactorial extends PaperExperiment {

    static final int TESTS = 12;

    /** Half a point of test error counts as none: fixed beforehand. */
    private static final double MARGIN = 0.5;

    private static final String PLAIN = CombinedArm.name(Set.of());
    private static final String WHOLE = CombinedArm.name(CombinedArm.ALL);
    private static final String POOLING = CombinedArm.name(EnumSet.of(Factor.FRACTIONAL_POOLING));
    private static final String WHOLE_STILL = "all four, not augmented";
    private static final String HALVED = CombinedArm.name(without(Factor.FRACTIONAL_POOLING));
    private static final String HALVED_STILL = "all but FMP, not augmented";
    private static final String BIASED = "all four, biases";
    private static final String BIASED_RELU = "all but ELU, biases";
    private static final String CENTRED_RELU = CombinedArm.name(without(Factor.ELU));

    public TogetherFactorial() {
        super(
                "together/factorial",
                "four ideas in one net, each against its rival: all sixteen combinations");
    }

    private static Set<Factor> without(Factor factor) {
        return EnumSet.complementOf(EnumSet.of(factor));
    }

    /** In the order in which they run: the ends of the design first. */
    private static Map<String, CombinedArm> arms() {
        Map<String, CombinedArm> arms = new LinkedHashMap<>();
        CombinedArm whole = CombinedArm.of(CombinedArm.ALL);
        arms.put(PLAIN, CombinedArm.of(Set.of()));
        arms.put(WHOLE, whole);
        for (Set<Factor> factors : CombinedArm.subsets()) {
            arms.putIfAbsent(CombinedArm.name(factors), CombinedArm.of(factors));
        }
        arms.put(WHOLE_STILL, whole.plainImages());
        arms.put(HALVED_STILL, CombinedArm.of(without(Factor.FRACTIONAL_POOLING)).plainImages());
        arms.put(BIASED, whole.without(Idea.MEAN_ONLY_BATCH_NORM));
        arms.put(
                BIASED_RELU,
                CombinedArm.of(without(Factor.ELU)).without(Idea.MEAN_ONLY_BATCH_NORM));
        return arms;
    }

    private Recipe recipe(String name, CombinedArm arm, Budget budget) {
        return CombinedRecipe.of(name() + "/" + name, arm, budget);
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(CombinedRecipe.SET)) {
            return Plan.absent(CombinedRecipe.SET, checks("data not available"));
        }
        int seeds = Budgets.pick(budget, 1, 6, 6, 6);
        Map<String, CombinedArm> arms = arms();
        List<Job> jobs =
                TrainingJob.all(
                        seeds,
                        arms.keySet(),
                        budget,
                        repeatedTests(budget),
                        arm -> recipe(arm, arms.get(arm), budget));
        return new Plan(
                CombinedRecipe.summary(recipe(WHOLE, arms.get(WHOLE), budget), budget, seeds),
                "",
                jobs,
                checks(""),
                pictures());
    }

    /** One to twelve tests of each net, on all test images but at smoke. */
    static List<PostTrainingMetric> repeatedTests(Budget budget) {
        return List.of(
                new RepeatedTest(
                        RepeatedError.doubling(TESTS, TESTS),
                        budget == Budget.SMOKE ? 100 : 0,
                        RepeatedTest.Beginning.ONCE));
    }

    private static List<Figure> pictures() {
        return List.of(
                new EffectsFigure(),
                CurveFigure.linear(
                                "test-error", "Test error of none, each and all", "testError", "%")
                        .only(arm -> !arm.contains(" + ") && !arm.contains(", ")),
                CurveFigure.linear(
                                "training-loss",
                                "Training cross-entropy of none, each and all",
                                "trainLoss",
                                "nats")
                        .only(arm -> !arm.contains(" + ") && !arm.contains(", ")));
    }

    /** The mean of the arms that have a factor, less that of those without. */
    static Map<String, Double> effect(Factor factor) {
        return CombinedArm.effect(Set.of(factor));
    }

    /** Half of what two factors do together beyond the sum of what each does. */
    static Map<String, Double> interaction(Factor a, Factor b) {
        return CombinedArm.effect(Set.of(a, b));
    }

    /** Below 0 where both together gain less than the sum. */
    private static Contrast overlap(
            Claim claim, String both, String first, String second, String none, String deviation) {
        return new Contrast(
                claim,
                "(" + first + ") + (" + second + ") − (" + both + ") − (" + none + ")",
                Measure.TEST_ERROR,
                Map.of(both, -1.0, first, 1.0, second, 1.0, none, -1.0),
                deviation);
    }

    private static List<ClaimCheck> checks(String deviation) {
        List<ClaimCheck> alone = new ArrayList<>();
        List<ClaimCheck> missed = new ArrayList<>();
        List<ClaimCheck> helps = new ArrayList<>();
        for (Factor factor : Factor.values()) {
            String one = CombinedArm.name(EnumSet.of(factor));
            String rest = CombinedArm.name(without(factor));
            alone.add(Measure.TEST_ERROR.order("against " + one, deviation, WHOLE, one));
            missed.add(Measure.TEST_ERROR.order("without " + factor.word, deviation, WHOLE, rest));
            helps.add(
                    new Contrast(
                            Claim.part(factor.word),
                            "mean of the arms with it less that of those without",
                            Measure.TEST_ERROR,
                            effect(factor),
                            deviation));
        }
        Map<String, Double> startAndScale = new LinkedHashMap<>();
        interaction(Factor.WEIGHT_NORM, Factor.RESIDUAL)
                .forEach((arm, weight) -> startAndScale.put(arm, -weight));
        List<String> arms = List.copyOf(arms().keySet());
        List<ClaimCheck> checks = new ArrayList<>();
        for (ClaimCheck check :
                List.of(
                        Measure.TEST_ERROR.order(
                                TogetherClaims.BEYOND_PLAIN, deviation, WHOLE, PLAIN),
                        TogetherClaims.BEYOND_EACH.all(deviation, alone),
                        TogetherClaims.EACH_MISSED.all(deviation, missed),
                        TogetherClaims.EACH_HELPS.all(deviation, helps),
                        new Contrast(
                                TogetherClaims.START_AND_SCALE,
                                "half of the sum of each one's effect less that of both, over all"
                                        + " combinations of the others",
                                Measure.TEST_ERROR,
                                startAndScale,
                                deviation),
                        overlap(
                                TogetherClaims.POOLING_AND_AUGMENTATION,
                                WHOLE,
                                WHOLE_STILL,
                                HALVED,
                                HALVED_STILL,
                                deviation),
                        overlap(
                                TogetherClaims.ACTIVATION_AND_CENTRING,
                                WHOLE,
                                BIASED,
                                CENTRED_RELU,
                                BIASED_RELU,
                                deviation),
                        new Equivalence(
                                TogetherClaims.REPEATED,
                                Measure.gain(
                                        "gain of " + TESTS + " tests",
                                        trial -> trial.metric("averagedError1"),
                                        trial -> trial.metric("averagedError" + TESTS)),
                                WHOLE,
                                POOLING,
                                MARGIN,
                                deviation))) {
            checks.add(CombinedRecipe.learned(check, arms));
        }
        return checks;
    }
}
