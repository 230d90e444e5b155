package dev.hearth.papers.elu;

import static dev.hearth.papers.elu.ComparedActivations.ELU;
import static dev.hearth.papers.elu.ComparedActivations.LEAKY;
import static dev.hearth.papers.elu.ComparedActivations.PARAMETRIC;
import static dev.hearth.papers.elu.ComparedActivations.RELU;
import static dev.hearth.papers.elu.ComparedActivations.SHIFTED;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.elu.EluMnist;
import java.util.List;
import java.util.function.Predicate;

/**
 * Robustness to noise, judged by what a user sees of it: the test error where noise is added to the test
 * images (Clevert et al. 2015, §3, which argues it of deactivated units and measures nothing).
 */
public final class EluNoise extends PaperExperiment {

    private static final List<String> ARMS = List.of(ELU, LEAKY, PARAMETRIC, SHIFTED, RELU);
    private static final List<Double> DEVIATIONS = List.of(0.0, 0.1, 0.2, 0.3, 0.4);

    /** Of the noise that decides, fixed before the first run; the others stand beside it. */
    private static final double DECIDING = 0.2;

    private static final Claim ERROR =
            new Claim(
                    EluClaims.NOISE.id(),
                    "under noise on the test images (deviation 0.2 of pixels in [0, 1]) a net with ELU errs"
                            + " less than with leaky ReLU or PReLU",
                    "§3, argued, not measured");
    private static final Claim RISE =
            new Claim(
                    EluClaims.NOISE.id(),
                    "the same, read as what the noise adds to the test error",
                    "§3, argued, not measured");

    public EluNoise() {
        super("elu/noise", "test error under noise on the test images, 8 hidden layers of 128");
    }

    private Recipe recipe(String arm, String set, Budget budget) {
        return DigitRecipes.of(
                name() + "/" + arm,
                new EluMnist(8, 128, 10, ComparedActivations.activation(arm)),
                paper("§4.1.1, He initialisation"),
                set,
                budget);
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = Budgets.digits(available);
        int seeds = Budgets.pick(budget, 2, 8, 8);
        Recipe one = recipe(ELU, set, budget);
        String deviation =
                Phrase.joined(
                        Phrase.standIn(set, "mnist"),
                        budget == Budget.PAPER
                                ? ""
                                : Phrase.of(one, "{epochs} epochs instead of 300"));
        return new Plan(
                Phrase.of(
                        one,
                        "{}, 8×128, {optimizer}, batch {batch}, {epochs} epochs, {} seeds; noise of {} on"
                                + " test images",
                        set,
                        seeds,
                        DEVIATIONS),
                deviation,
                TrainingJob.all(
                        seeds,
                        ARMS,
                        budget,
                        List.of(new NoisyErrors(DEVIATIONS)),
                        arm -> recipe(arm, set, budget)),
                checks(deviation),
                List.of());
    }

    static List<ClaimCheck> checks(String deviation) {
        Measure error =
                Measure.of("test error under noise", " %", NoisyErrors.figure(DECIDING))
                        .onTestImages();
        Measure rise =
                Measure.gain(
                        "what noise adds to the test error",
                        trial -> trial.metric(NoisyErrors.figure(DECIDING)),
                        trial -> trial.metric(NoisyErrors.figure(0)));
        return List.of(both(ERROR, error, deviation), both(RISE, rise, deviation));
    }

    private static ClaimCheck both(Claim claim, Measure measure, String deviation) {
        return claim.all(
                deviation,
                learned(measure, "ELU below leaky ReLU", LEAKY),
                learned(measure, "ELU below PReLU", PARAMETRIC));
    }

    private static ClaimCheck learned(Measure measure, String part, String other) {
        return new RequiresLearning(
                        measure.order(part, "", ELU, other),
                        List.of(ELU, other),
                        trial -> trial.metric("trainLoss"),
                        DigitRecipes.LEARNED,
                        "the training loss")
                .toRefute(Condition.testError(EluMnistBehaviour.ENOUGH));
    }
}
