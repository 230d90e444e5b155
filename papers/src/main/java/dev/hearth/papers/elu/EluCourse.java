package dev.hearth.papers.elu;

import static dev.hearth.papers.elu.ComparedActivations.ELU;
import static dev.hearth.papers.elu.ComparedActivations.LEAKY;
import static dev.hearth.papers.elu.ComparedActivations.RELU;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Equivalence;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import java.util.List;
import java.util.function.Predicate;

/**
 * How the test error of ELU and leaky ReLU goes with training (Clevert et al. 2015, §4.2, fig. 4): by the
 * notes on the paper leaky ReLU leads at first and is on par in epochs 50 to 100 of 330.
 */
public final class EluCourse extends PaperExperiment {

    /** Epochs 50 to 100 of 330. */
    private static final double FROM = 50.0 / 330;

    private static final double TO = 100.0 / 330;

    /** Less than a third of what table 1's arms differ by at the end, 2.8 points: fixed beforehand. */
    private static final double MARGIN = 1;

    private static final Claim ON_PAR =
            new Claim(
                    EluClaims.EARLY_LEAKY.id(),
                    "after that lead leaky ReLU is on par with ELU (epochs 50 to 100 of 330: within a point"
                            + " of test error)",
                    "fig. 4, read off by the notes");

    public EluCourse() {
        super("elu/course", "ELU and leaky ReLU by epoch, eleven convolutions, CIFAR-100");
    }

    private Recipe recipe(String arm, Budget budget) {
        return ElevenConvolutions.recipe(
                name() + "/" + arm, arm, ElevenConvolutions.SHARED_RATE, budget);
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(ElevenConvolutions.SET)) {
            return Plan.absent(ElevenConvolutions.SET, checks("data not available"));
        }
        int seeds = Budgets.pick(budget, 2, 6, 10);
        Recipe one = recipe(ELU, budget);
        String deviation =
                budget == Budget.PAPER
                        ? ""
                        : Phrase.of(
                                one,
                                "quarter width, {images} images and {epochs} epochs instead of 50000 and"
                                        + " 330; the same part of the epochs");
        return new Plan(
                Phrase.of(
                        one,
                        "CIFAR-100, {}, pad-crop-flip, {optimizer}, batch {batch}, {epochs}"
                                + " epochs, {} seeds",
                        ElevenConvolutions.preparation(budget),
                        seeds),
                deviation,
                TrainingJob.all(
                        seeds,
                        List.of(ELU, LEAKY, RELU),
                        budget,
                        List.of(),
                        arm -> recipe(arm, budget)),
                checks(deviation),
                List.of(
                        CurveFigure.linear("test-error", "Test error", "testError", "%"),
                        CurveFigure.linear(
                                "training-loss", "Training cross-entropy", "trainLoss", "nats")));
    }

    static List<ClaimCheck> checks(String deviation) {
        Equivalence alike =
                new Equivalence(
                        ON_PAR,
                        new Measure(
                                        "test error, mean of the second and third tenth of the epochs",
                                        " %",
                                        EluCourse::middle)
                                .onTestImages(),
                        ELU,
                        LEAKY,
                        MARGIN,
                        deviation);
        return List.of(
                new RequiresLearning(
                                alike,
                                List.of(ELU, LEAKY),
                                trial -> trial.metric("trainLoss"),
                                ElevenConvolutions.LEARNED,
                                "the training loss")
                        .toRefute(Condition.testError(EluCifar.ENOUGH_OF_100)));
    }

    /** The mean test error over the same part of the epochs; NaN where there are none. */
    static double middle(Trial trial) {
        int epochs = trial.history().size();
        int from = (int) Math.floor(FROM * epochs);
        int to = Math.max(from + 1, (int) Math.ceil(TO * epochs));
        return trial.history().subList(Math.min(from, epochs), Math.min(to, epochs)).stream()
                .mapToDouble(row -> row.getOrDefault("testError", Double.NaN))
                .average()
                .orElse(Double.NaN);
    }
}
