package dev.hearth.papers.elu;

import static dev.hearth.papers.elu.ComparedActivations.ELU;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * ELU with learning rates of its own (Clevert et al. 2015, §4.2: the schedule was tuned for ReLU, and
 * used for all activations). The rate is chosen on one half of the test images and judged on the other.
 */
public final class EluOwnRates extends PaperExperiment {

    private static final List<Double> OWN = List.of(0.0025, 0.005, 0.02, 0.04);

    private static final Claim BETTER =
            new Claim(
                    "ELU-14",
                    "the shared learning rates were not ELU's best: with a rate of its own it errs less",
                    "§4.2: rates optimised for ReLU; the notes' conclusion");

    public EluOwnRates() {
        super("elu/own-rates", "ELU at rates of its own, eleven convolutions, CIFAR-100");
    }

    static String arm(double rate) {
        return "rate " + BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
    }

    private Recipe recipe(double rate, Budget budget) {
        return ElevenConvolutions.recipe(name() + "/" + arm(rate), ELU, rate, budget);
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(ElevenConvolutions.SET)) {
            return Plan.absent(ElevenConvolutions.SET, List.of(check("data not available")));
        }
        int seeds = Budgets.pick(budget, 2, 6, 10);
        List<Double> rates =
                Stream.concat(Stream.of(ElevenConvolutions.SHARED_RATE), OWN.stream()).toList();
        List<String> arms = rates.stream().map(EluOwnRates::arm).toList();
        Recipe one = recipe(ElevenConvolutions.SHARED_RATE, budget);
        String deviation =
                budget == Budget.PAPER
                        ? ""
                        : Phrase.of(
                                one,
                                "quarter width, {images} images and {epochs} epochs at a constant rate"
                                        + " instead of 50000 and 330 at a falling one");
        return new Plan(
                        Phrase.of(
                                one,
                                "CIFAR-100, {}, pad-crop-flip, momentum 0.9, batch {batch},"
                                        + " {epochs} epochs, {} seeds; chosen on one half of the test"
                                        + " images, judged on the other",
                                ElevenConvolutions.preparation(budget),
                                seeds),
                        deviation,
                        TrainingJob.all(
                                seeds,
                                arms,
                                budget,
                                List.of(new HalvesError()),
                                arm -> recipe(rates.get(arms.indexOf(arm)), budget)),
                        List.of(check(deviation)),
                        List.of(
                                CurveFigure.linear("test-error", "Test error", "testError", "%"),
                                CurveFigure.linear(
                                        "training-loss",
                                        "Training cross-entropy",
                                        "trainLoss",
                                        "nats")))
                .diverging(arms);
    }

    static ClaimCheck check(String deviation) {
        return new OwnRateCheck(
                BETTER,
                arm(ElevenConvolutions.SHARED_RATE),
                OWN.stream().map(EluOwnRates::arm).toList(),
                ElevenConvolutions.LEARNED,
                deviation);
    }
}
