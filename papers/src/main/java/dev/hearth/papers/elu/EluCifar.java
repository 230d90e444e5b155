package dev.hearth.papers.elu;

import static dev.hearth.papers.elu.ComparedActivations.ELU;
import static dev.hearth.papers.elu.ComparedActivations.LEAKY;
import static dev.hearth.papers.elu.ComparedActivations.RELU;
import static dev.hearth.papers.elu.ComparedActivations.SHIFTED;
import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.PadCropFlip;
import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Ranking;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
import dev.hearth.optim.AppliesTo;
import dev.hearth.optim.L2;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.Schedule;
import dev.hearth.optim.schedule.StepSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.elu.EluCifar11;
import dev.hearth.zoo.elu.Normalization;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Activations compared on the net with eleven convolutions, with and without batch norm (Clevert et
 * al. 2015, §4.2, figs. 4 and 5). The paper has CIFAR-100 at full width for 165,000 iterations.
 *
 * @param set {@code cifar-100}, or {@code cifar-10} as a named substitute
 * @param classes of it
 */
public record EluCifar(String set, int classes) implements Experiment {

    private static final String BATCH_NORM = "+BN";

    /** Above twice what the paper prints a net is too young to refute; for CIFAR-10 it prints nothing. */
    static final double ENOUGH_OF_100 = 63;

    private static final double ENOUGH_OF_10 = 25;

    /** On CIFAR-10, the substitute. */
    public static EluCifar ten() {
        return new EluCifar("cifar-10", 10);
    }

    /** On CIFAR-100, the paper's data set. */
    public static EluCifar hundred() {
        return new EluCifar("cifar-100", 100);
    }

    @Override
    public String name() {
        return "elu/" + set + "-11conv";
    }

    @Override
    public String about() {
        return "activations with and without batch norm, eleven convolutions, "
                + set.toUpperCase(Locale.ROOT);
    }

    private Recipe recipe(String arm, Budget budget) {
        boolean normalized = arm.endsWith(BATCH_NORM);
        String activation = normalized ? arm.substring(0, arm.length() - 3) : arm;
        DatasetSpec corpus =
                Budgets.part(
                        set, budget, new int[] {500, 500}, new int[] {4_000, 2_000}, new int[2]);
        boolean large = budget == Budget.PAPER || budget == Budget.EVIDENCE;
        Schedule rate =
                budget == Budget.PAPER
                        ? StepSchedule.bySteps(0.01)
                                .then(35_000, 0.005)
                                .then(85_000, 5e-4)
                                .then(135_000, 5e-5)
                        : budget == Budget.EVIDENCE
                                ? StepSchedule.bySteps(0.01)
                                        .then(12_000, 0.005)
                                        .then(16_000, 5e-4)
                                        .then(18_500, 5e-5)
                                : new ConstantSchedule(0.01);
        return Recipe.named(name() + "/" + arm)
                .corpus(corpus, budget == Budget.PAPER ? paper("§4.2") : ours("budget"))
                .preparation(
                        new Preprocessing.Whitened(55, 0.1),
                        ours("§4.2 names it; scale and ε as in pylearn2"))
                .augment(List.of(new PadCropFlip(4, Flip.HORIZONTAL)), paper("§4.2"))
                .model(
                        new EluCifar11(
                                budget == Budget.PAPER ? 1 : 4,
                                classes,
                                ComparedActivations.activation(activation),
                                normalized ? Normalization.BATCH : Normalization.NONE),
                        budget == Budget.PAPER ? paper("§4.2") : ours("quarter width: budget"))
                .optimizer(new Sgd(0.9), paper("§4.2"))
                .rate(
                        rate,
                        budget == Budget.PAPER
                                ? paper("§4.2")
                                : ours(
                                        budget == Budget.EVIDENCE
                                                ? "the paper's rates, at shares of 20,000 steps"
                                                : "the paper's first rate"))
                .modifiers(List.of(new L2(5e-4, AppliesTo.WEIGHTS_ONLY)), paper("§4.2"))
                .batch(
                        large ? 100 : 50,
                        large
                                ? ours("§4.3 names 100, §4.2 none")
                                : ours("more steps in a small budget"))
                .epochs(
                        Budgets.pick(budget, 1, 4, 40, 330),
                        budget == Budget.PAPER ? ours("165k iterations") : ours("budget"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(set)) {
            return Plan.absent(set, checks("data not available"));
        }
        int seeds = Budgets.pick(budget, 1, 3, 10, 10);
        List<String> arms = new ArrayList<>(List.of(ELU, SHIFTED, LEAKY, RELU));
        if (budget != Budget.SMOKE) {
            List.of(ELU, LEAKY, RELU).forEach(arm -> arms.add(arm + BATCH_NORM));
        }
        List<Job> jobs =
                TrainingJob.all(seeds, arms, budget, List.of(), arm -> recipe(arm, budget));
        Recipe one = recipe(ELU, budget);
        String less =
                budget == Budget.EVIDENCE
                        ? "quarter width and {epochs} epochs instead of full width and 330"
                        : "quarter width, {images} images, {epochs} epochs and {} seeds instead of full"
                                + " width, 50000, 330 and 10: order only";
        String deviation =
                Phrase.joined(
                        Phrase.standIn(set, "cifar-100"),
                        budget == Budget.PAPER ? "" : Phrase.of(one, less, seeds));
        Plan plan =
                new Plan(
                        Phrase.of(
                                one,
                                "{}, {} width, GCN and ZCA, pad-crop-flip, momentum 0.9, rate 0.01{}, batch"
                                        + " {batch}, {epochs} epochs, {} seeds",
                                set,
                                budget == Budget.PAPER ? "full" : "quarter",
                                budget == Budget.EVIDENCE ? " falling to 5e-5" : "",
                                seeds),
                        deviation,
                        jobs,
                        checks(deviation),
                        List.of(
                                CurveFigure.linear("test-error", "Test error", "testError", "%")
                                        .only(arm -> !arm.endsWith(BATCH_NORM)),
                                CurveFigure.linear(
                                                "training-loss",
                                                "Training cross-entropy",
                                                "trainLoss",
                                                "nats")
                                        .only(arm -> !arm.endsWith(BATCH_NORM)),
                                CurveFigure.linear(
                                                "batch-norm",
                                                "Training cross-entropy, with and without batch norm",
                                                "trainLoss",
                                                "nats")
                                        .only(
                                                arm ->
                                                        arm.startsWith("ELU")
                                                                || arm.startsWith("ReLU"))));
        return budget == Budget.EVIDENCE ? plan.look(2, 2, 0) : plan;
    }

    private List<ClaimCheck> checks(String deviation) {
        // The paper's lead of 50 epochs is about the first sixth of its 330.
        Measure early =
                new Measure(
                                "test error, mean of the first sixth of the epochs",
                                " %",
                                trial ->
                                        trial.meanOfFirst(
                                                "testError",
                                                Math.max(
                                                        1,
                                                        Math.round(trial.history().size() / 6f))))
                        .onTestImages();
        return List.of(
                learned(
                        Measure.TEST_ERROR.order(
                                EluClaims.ORDER, deviation, ELU, SHIFTED, LEAKY, RELU)),
                learned(early.order(EluClaims.EARLY_LEAKY, deviation, LEAKY, ELU)),
                EluClaims.BATCH_NORM.all(
                        deviation,
                        helps("batch norm helps ReLU", RELU + BATCH_NORM, RELU),
                        helps("batch norm helps leaky ReLU", LEAKY + BATCH_NORM, LEAKY),
                        helps("ELU is better alone", ELU, ELU + BATCH_NORM)));
    }

    private ClaimCheck helps(String what, String lower, String higher) {
        return learned(Measure.TEST_ERROR.order(what, "", lower, higher));
    }

    private ClaimCheck learned(Ranking ranking) {
        return ranking.learned(100 - 100.0 / classes, "the test error")
                .and(Condition.trained(classes))
                .toRefute(Condition.testError(classes == 100 ? ENOUGH_OF_100 : ENOUGH_OF_10));
    }
}
