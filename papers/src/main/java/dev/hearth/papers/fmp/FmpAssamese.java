package dev.hearth.papers.fmp;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.Augmentation;
import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.RandomAffine;
import dev.hearth.data.transform.RandomShift;
import dev.hearth.data.transform.ShearAxis;
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
import dev.hearth.optim.DampedNesterov;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.ExponentialDecay;
import dev.hearth.train.metric.RepeatedError;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.fmp.FmpInitialization;
import dev.hearth.zoo.fmp.FmpNet;
import dev.hearth.zoo.fmp.FmpNets;
import java.util.List;
import java.util.function.Predicate;

/**
 * Online handwritten Assamese characters, fractional against 2×2 max-pooling (Graham 2014, §3.5), for
 * whoever has the UCI files: {@code assamese/W1} to {@code W45} in the data folder. Without them drawn
 * digits go through the same recipe, at a small size.
 */
public final class FmpAssamese extends PaperExperiment {

    private static final String SET = "assamese";
    private static final int CLASSES = 183;
    private static final String FRACTIONAL = "FMP";
    private static final String HALVED = "MP2";
    private static final int LEVELS = 6;

    private static final Claim ONCE =
            new Claim(
                    FmpClaims.HANDWRITING.id(),
                    "on Assamese characters fractional max-pooling beats 2×2 max-pooling, with one test",
                    "§3.5; figures not at hand");
    private static final Claim REPEATED =
            new Claim(FmpClaims.HANDWRITING.id(), "and with 12 tests", "§3.5; figures not at hand");

    public FmpAssamese() {
        super("fmp/assamese", "handwritten Assamese characters, for whoever has the UCI files");
    }

    private static FmpNet net(String arm, Budget budget, boolean there) {
        boolean fractional = arm.equals(FRACTIONAL);
        if (budget == Budget.PAPER && there) {
            return fractional ? FmpNets.assamese() : FmpNets.deepCnet(LEVELS, 32, CLASSES);
        }
        int classes = there ? CLASSES : 10;
        int k = there ? Budgets.pick(budget, 2, 8, 8) : 4;
        // Without the files the drawings are of 28×28 pixels, and 5 levels of 2 have a field of 96.
        return fractional
                ? new FmpNet("(" + k + "nC2-FMP√2)" + (there ? 10 : 8) + "-C2-C1-out", classes)
                : FmpNets.deepCnet(there ? LEVELS : 5, k, classes);
    }

    private static List<Integer> counts() {
        return RepeatedError.doubling(12);
    }

    /** Strokes are drawn 64 wide in a field of 152 or 192: moves of 12 pixels stay within it. */
    private static List<Augmentation> augmentation() {
        return List.of(
                new RandomAffine(0.3, 0.3, 0.3, 0, ShearAxis.ONE_OF_THREE, Flip.NEVER, 0),
                new RandomShift(12, 0));
    }

    Recipe recipe(String arm, Budget budget, boolean there) {
        boolean whole = budget == Budget.PAPER && there;
        FmpNet net = net(arm, budget, there);
        Origin small = ours("budget");
        DatasetSpec images =
                there
                        ? Budgets.part(SET, budget, new int[] {183, 183}, new int[] {0, 0})
                        : new DatasetSpec("strokes", 200, 100);
        return Recipe.named(name() + "/" + arm)
                .corpus(images, there ? paper("§3.5: 36 writers, 9 for testing") : small)
                .preparation(
                        new Preprocessing.Centred(net.in(1).height(), 0, 1),
                        paper("SparseConvNet: drawn 64×64, in the middle of the field"))
                .augment(
                        augmentation(),
                        paper(
                                "SparseConvNet, readAssamese.h and runAssamese.cu, of the drawing instead of"
                                        + " the pen's path"))
                .model(
                        whole ? net : net.starting(FmpInitialization.NEUTRAL),
                        whole
                                ? paper("SparseConvNet, runAssamese.cu")
                                : ours("narrow for the budget; variance 1.8/fan_in starts sooner"))
                .optimizer(
                        whole ? new DampedNesterov(0.99) : new Sgd(0.9),
                        whole ? paper("SparseConvNet") : small)
                .rate(
                        whole
                                ? new ExponentialDecay(0.3, 0.005, EpochRounding.STAIRCASE)
                                : new ExponentialDecay(0.02, 0.1, EpochRounding.STAIRCASE),
                        whole ? paper("SparseConvNet: 0.003 on the sum over 100") : small)
                .batch(whole ? 100 : 50, whole ? paper("SparseConvNet") : small)
                .epochs(
                        whole ? 600 : Budgets.pick(budget, 1, there ? 20 : 1, 1),
                        whole ? paper("SparseConvNet") : small)
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        boolean there = available.test(SET);
        int seeds = there ? Budgets.pick(budget, 1, 3, 3) : 1;
        Recipe one = recipe(FRACTIONAL, budget, there);
        String deviation =
                there
                        ? budget == Budget.PAPER
                                ? "drawings are distorted, not the pen's path"
                                : Phrase.of(
                                        one,
                                        "{} instead of 32n filters, {epochs} epochs instead of 600",
                                        budget == Budget.SMOKE ? "2n" : "8n")
                        : "drawn digits stand in: shows that the recipe runs, and no more";
        return new Plan(
                Phrase.of(
                        one,
                        "{}, {model} against {}, {optimizer}, batch {batch}, {epochs} epochs, {} seeds",
                        there ? "UCI Assamese characters" : "drawn digits",
                        net(HALVED, budget, there).notation(),
                        seeds),
                deviation,
                TrainingJob.all(
                        seeds,
                        List.of(FRACTIONAL, HALVED),
                        budget,
                        FmpRecipes.tests(counts()),
                        arm -> recipe(arm, budget, there)),
                there ? checks(deviation) : untried(),
                List.of(
                        new TestsFigure("tests", "Averaged tests", "averagedError", counts()),
                        CurveFigure.logarithmic(
                                "training-loss", "Training cross-entropy", "trainLoss", "nats")));
    }

    static List<ClaimCheck> checks(String deviation) {
        return List.of(below(ONCE, 1, deviation), below(REPEATED, 12, deviation));
    }

    private static ClaimCheck below(Claim claim, int tests, String deviation) {
        return new RequiresLearning(
                Measure.of("test error", " %", FmpChecks.averaged(tests))
                        .order(claim, deviation, FRACTIONAL, HALVED),
                List.of(FRACTIONAL, HALVED),
                trial -> trial.metric("trainLoss"),
                Math.log(CLASSES) / 2,
                "the training loss");
    }

    private static List<ClaimCheck> untried() {
        String why = "data not available: the UCI Assamese characters; with them the recipe runs";
        return List.of(ONCE, REPEATED).stream()
                .<ClaimCheck>map(
                        claim ->
                                claim.untested(
                                        evidence ->
                                                evidence.trials().isEmpty()
                                                        ? "not run"
                                                        : "the recipe runs on drawn digits",
                                        why))
                .toList();
    }
}
