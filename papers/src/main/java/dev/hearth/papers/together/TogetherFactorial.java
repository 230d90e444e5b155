package dev.hearth.papers.together;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.PadCropFlip;
import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Figure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Equivalence;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.nn.Shape;
import dev.hearth.optim.Adam;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.LinearToZero;
import dev.hearth.papers.together.CombinedArm.Factor;
import dev.hearth.train.metric.RepeatedError;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.task.PostTrainingMetric;
import dev.hearth.train.task.RepeatedTest;
import dev.hearth.zoo.together.CombinedNet;
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
 * factorial design, four arms more for two pairs that it leaves out (augmentation; mean-only batch norm), and
 * five that train for as long as the whole net by the clock: none of the ideas and each alone. All arms have the
 * same recipe, which was tuned for none of them; equal seeds see equal batches.
 */
public final class TogetherFactorial extends PaperExperiment {

    private static final String SET = "cifar-10";
    private static final int CLASSES = 10;
    private static final Shape.Image IMAGE = new Shape.Image(3, 32, 32);
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
        for (Set<Factor> few : upToOne()) {
            arms.put(timed(few), CombinedArm.inEqualTime(few));
        }
        return arms;
    }

    /** None of the factors, then each alone. */
    static List<Set<Factor>> upToOne() {
        return CombinedArm.subsets().stream().filter(some -> some.size() < 2).toList();
    }

    /** The arm that trains for the whole net's time; the whole net's own arm is one of them. */
    static String timed(Set<Factor> factors) {
        String name = CombinedArm.name(factors);
        return factors.equals(CombinedArm.ALL) ? name : name + ", equal time";
    }

    private static long cost(Budget budget) {
        return Budgets.pick(budget, 4_000_000L, 4_000_000L, 8_000_000L, 100_000_000L);
    }

    private Recipe recipe(String name, CombinedArm arm, Budget budget) {
        int whole = Budgets.pick(budget, 1, 6, 10, 100);
        int epochs = (int) Math.max(1, Math.round(whole * arm.epochs()));
        boolean startsFromImages = arm.ideas().contains(Idea.WEIGHT_NORM);
        return Recipe.named(name() + "/" + name)
                .corpus(
                        Budgets.part(
                                SET,
                                budget,
                                new int[] {200, 200},
                                new int[] {6_000, 5_000},
                                new int[] {20_000, 0}),
                        ours("budget"))
                .preparation(new Preprocessing.AroundZero(), ours("inputs in [−1, 1]"))
                .augment(
                        arm.isAugmented()
                                ? List.of(new PadCropFlip(4, Flip.HORIZONTAL))
                                : List.of(),
                        ours("usual for CIFAR"))
                .model(
                        CombinedNet.ofCost(cost(budget), IMAGE, CLASSES, arm.ideas()),
                        ours("the width that makes multiply-adds equal"))
                .optimizer(new Adam(), paper("Salimans and Kingma 2016, §5.1"))
                .rate(
                        new LinearToZero(0.002, epochs / 2.0, epochs, EpochRounding.SMOOTH),
                        ours("constant for one half, then to zero, so that the end is an end"))
                .start(
                        startsFromImages
                                ? new ParameterStart.FromImages(
                                        budget == Budget.SMOKE ? 100 : 500, false)
                                : new ParameterStart.AsDrawn(),
                        paper("Salimans and Kingma 2016, §3, where weights are normalised"))
                .batch(50, ours("the same for all"))
                .epochs(
                        epochs,
                        ours(
                                arm.epochs() == 1
                                        ? "budget"
                                        : "as many as take the whole net's time: bench/README.md"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(SET)) {
            return Plan.absent(SET, checks("data not available"));
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
        Recipe one = recipe(WHOLE, arms.get(WHOLE), budget);
        return new Plan(
                Phrase.of(
                        one,
                        "{} million multiply-adds, {images} images, {optimizer}, {rate}, batch {batch},"
                                + " {epochs} epochs, {} seeds",
                        cost(budget) / 1_000_000,
                        seeds),
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
                new TimedCurves(),
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

    /** What two factors do together beyond the sum of what each does. */
    static Map<String, Double> interaction(Factor a, Factor b) {
        return CombinedArm.effect(Set.of(a, b));
    }

    /** Below 0 where both together gain less than the sum. */
    private static Contrast overlap(
            Claim claim, String both, String first, String second, String none, String deviation) {
        return new Contrast(
                claim,
                Measure.TEST_ERROR,
                Map.of(both, -1.0, first, 1.0, second, 1.0, none, -1.0),
                deviation);
    }

    private static List<ClaimCheck> checks(String deviation) {
        List<ClaimCheck> alone = new ArrayList<>();
        List<ClaimCheck> missed = new ArrayList<>();
        List<ClaimCheck> helps = new ArrayList<>();
        List<ClaimCheck> timed = new ArrayList<>();
        for (Factor factor : Factor.values()) {
            String one = CombinedArm.name(EnumSet.of(factor));
            String rest = CombinedArm.name(without(factor));
            alone.add(Measure.TEST_ERROR.order("against " + one, deviation, WHOLE, one));
            timed.add(
                    Measure.TEST_ERROR.order(
                            "against " + one, deviation, WHOLE, timed(EnumSet.of(factor))));
            missed.add(Measure.TEST_ERROR.order("without " + factor.word, deviation, WHOLE, rest));
            helps.add(
                    new Contrast(
                            Claim.part(factor.word),
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
                        Measure.TEST_ERROR.order(
                                TogetherClaims.BEYOND_PLAIN_IN_TIME,
                                deviation,
                                WHOLE,
                                timed(Set.of())),
                        TogetherClaims.BEYOND_EACH_IN_TIME.all(deviation, timed),
                        TogetherClaims.EACH_MISSED.all(deviation, missed),
                        TogetherClaims.EACH_HELPS.all(deviation, helps),
                        new Contrast(
                                TogetherClaims.START_AND_SCALE,
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
                                "gain of " + TESTS + " tests",
                                " points",
                                trial ->
                                        trial.metric("averagedError1")
                                                - trial.metric("averagedError" + TESTS),
                                WHOLE,
                                POOLING,
                                MARGIN,
                                deviation))) {
            checks.add(
                    new RequiresLearning(
                            check,
                            arms,
                            List.of(RequiresLearning.Condition.trained(CLASSES)),
                            List.of()));
        }
        return checks;
    }
}
