package dev.hearth.papers.elu;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.PadCropFlip;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Check;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.CombinedCheck;
import dev.hearth.experiments.claim.Ranking;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.Trial;
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
import java.util.function.ToDoubleFunction;

/**
 * Activations compared on the net with eleven convolutions, with and without batch norm (Clevert et
 * al. 2015, §4.2, figs. 4 and 5). The paper has CIFAR-100 at full width for 165,000 iterations.
 *
 * @param set {@code cifar-100}, or {@code cifar-10} as a named substitute
 * @param classes of it
 */
public record EluCifar(String set, int classes) implements Experiment {

    private static final String BATCH_NORM = "+BN";

    /**
     * On the substitute.
     *
     * @return CIFAR-10
     */
    public static EluCifar ten() {
        return new EluCifar("cifar-10", 10);
    }

    /**
     * On the paper's set.
     *
     * @return CIFAR-100
     */
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

    private static int epochs(Budget budget) {
        return switch (budget) {
            case SMOKE -> 1;
            case SHORT -> 4;
            case PAPER -> 330;
        };
    }

    private Recipe recipe(String arm, Budget budget) {
        boolean normalized = arm.endsWith(BATCH_NORM);
        String activation = normalized ? arm.substring(0, arm.length() - 3) : arm;
        DatasetSpec corpus =
                switch (budget) {
                    case SMOKE -> new DatasetSpec(set, 500, 500);
                    case SHORT -> new DatasetSpec(set, 4_000, 2_000);
                    case PAPER -> new DatasetSpec(set, 0, 0);
                };
        Schedule rate =
                budget == Budget.PAPER
                        ? StepSchedule.bySteps(0.01)
                                .then(35_000, 0.005)
                                .then(85_000, 5e-4)
                                .then(135_000, 5e-5)
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
                .rate(rate, budget == Budget.PAPER ? paper("§4.2") : ours("the paper's first rate"))
                .modifiers(List.of(new L2(5e-4, AppliesTo.WEIGHTS_ONLY)), paper("§4.2"))
                .batch(
                        budget == Budget.PAPER ? 100 : 50,
                        budget == Budget.PAPER
                                ? ours("§4.3 names 100, §4.2 none")
                                : ours("more steps in a small budget"))
                .epochs(
                        epochs(budget),
                        budget == Budget.PAPER ? ours("165k iterations") : ours("budget"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(set)) {
            return Plan.absent(set, checks("data not available"));
        }
        int seeds = budget == Budget.SMOKE ? 1 : budget == Budget.SHORT ? 3 : 10;
        List<String> arms =
                new ArrayList<>(
                        List.of(
                                ComparedActivations.ELU,
                                ComparedActivations.SHIFTED,
                                ComparedActivations.LEAKY,
                                ComparedActivations.RELU));
        if (budget != Budget.SMOKE) {
            for (String arm :
                    List.of(
                            ComparedActivations.ELU,
                            ComparedActivations.LEAKY,
                            ComparedActivations.RELU)) {
                arms.add(arm + BATCH_NORM);
            }
        }
        List<Job> jobs =
                TrainingJob.all(seeds, arms, budget, List.of(), arm -> recipe(arm, budget));
        Recipe one = recipe(ComparedActivations.ELU, budget);
        String deviation =
                EluTexts.deviation(
                        budget,
                        set,
                        "cifar-100",
                        "quarter width, "
                                + one.corpus().value().training()
                                + " images, "
                                + one.epochs().value()
                                + " epochs and "
                                + seeds
                                + " seeds instead of full width, 50000, 330 and 10: order only");
        return new Plan(
                set
                        + ", "
                        + (budget == Budget.PAPER ? "full" : "quarter")
                        + " width, GCN and ZCA, pad-crop-flip, momentum 0.9, rate 0.01, batch "
                        + one.batch().value()
                        + ", "
                        + one.epochs().value()
                        + " epochs, "
                        + seeds
                        + " seeds",
                deviation,
                jobs,
                checks(deviation),
                List.of(
                        CurveFigure.linear("test-error", "Test error", "testError", "%").only(arm -> !arm.endsWith(BATCH_NORM)),
                        CurveFigure.linear("training-loss", "Training cross-entropy", "trainLoss", "nats").only(arm -> !arm.endsWith(BATCH_NORM)),
                        CurveFigure.linear("batch-norm", "Training cross-entropy, with and without batch norm", "trainLoss", "nats").only(arm -> arm.startsWith("ELU") || arm.startsWith("ReLU"))));
    }

    private List<Check> checks(String deviation) {
        return List.of(
                ranking(
                        EluClaims.ORDER,
                        "test error",
                        deviation,
                        ComparedActivations.ELU,
                        ComparedActivations.SHIFTED,
                        ComparedActivations.LEAKY,
                        ComparedActivations.RELU),
                learned(
                        new Ranking(
                                EluClaims.EARLY_LEAKY,
                                "test error, mean of the first sixth of the epochs",
                                " %",
                                EluCifar::early,
                                List.of(ComparedActivations.LEAKY, ComparedActivations.ELU),
                                deviation),
                        EluCifar::early),
                new CombinedCheck(
                        EluClaims.BATCH_NORM,
                        CombinedCheck.Rule.ALL,
                        List.of(
                                helps(
                                        "batch norm helps ReLU",
                                        ComparedActivations.RELU + BATCH_NORM,
                                        ComparedActivations.RELU),
                                helps(
                                        "batch norm helps leaky ReLU",
                                        ComparedActivations.LEAKY + BATCH_NORM,
                                        ComparedActivations.LEAKY),
                                helps(
                                        "ELU is better alone",
                                        ComparedActivations.ELU,
                                        ComparedActivations.ELU + BATCH_NORM)),
                        deviation));
    }

    private Check ranking(Claim claim, String figure, String deviation, String... order) {
        return learned(
                new Ranking(
                        claim,
                        figure,
                        " %",
                        trial -> trial.metric("testError"),
                        List.of(order),
                        deviation),
                trial -> trial.metric("testError"));
    }

    /** Speaks only where every arm errs less than a guess among the classes. */
    private Check learned(Ranking ranking, ToDoubleFunction<Trial> figure) {
        double guess = 100 - 100.0 / classes;
        return new RequiresLearning(ranking, ranking.order(), figure, guess, "the test error");
    }

    /** The paper's lead of 50 epochs is about the first sixth of its 330. */
    private static double early(Trial trial) {
        int rows = Math.max(1, Math.round(trial.history().size() / 6f));
        return trial.history().subList(0, Math.min(rows, trial.history().size())).stream()
                .mapToDouble(row -> row.getOrDefault("testError", Double.NaN))
                .average()
                .orElse(Double.NaN);
    }

    private Check helps(String what, String lower, String higher) {
        return ranking(new Claim("", what, ""), "test error", "", lower, higher);
    }
}
