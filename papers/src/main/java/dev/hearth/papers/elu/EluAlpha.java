package dev.hearth.papers.elu;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.EpochsToLoss;
import dev.hearth.nn.layers.Elu;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.elu.EluMnist;
import java.util.List;
import java.util.function.Predicate;

/** Other limits than −1: α from ½ to 4, of which the paper uses 1 alone (Clevert et al. 2015, §3). */
public final class EluAlpha extends PaperExperiment {

    private static final List<Double> ALPHAS = List.of(0.5, 1.0, 2.0, 3.0, 4.0);

    private static final Claim POSSIBLE =
            new Claim(
                    "ELU-13",
                    "α above 2 is possible too: nets with α = 3 learn (training loss below half of a"
                            + " guess's)",
                    "not in the paper, which has α = 1 throughout");
    private static final Claim BEST =
            new Claim(
                    "ELU-13",
                    "with α = 1 the training cross-entropy falls faster than with α = 3",
                    "not in the paper, which has α = 1 throughout");

    public EluAlpha() {
        super("elu/alpha", "ELU with α from 0.5 to 4, 8 hidden layers of 128");
    }

    static String arm(double alpha) {
        return "alpha " + alpha;
    }

    private Recipe recipe(double alpha, String set, Budget budget) {
        return DigitRecipes.of(
                name() + "/alpha-" + alpha,
                new EluMnist(8, 128, 10, new Elu(alpha)),
                ours("the paper's net with another α"),
                set,
                budget);
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = Budgets.digits(available);
        int seeds = Budgets.pick(budget, 2, 6, 6);
        Recipe one = recipe(1, set, budget);
        String deviation =
                Phrase.joined(
                        Phrase.standIn(set, "mnist"),
                        budget == Budget.PAPER
                                ? ""
                                : Phrase.of(one, "{epochs} epochs instead of 300"));
        List<String> arms = ALPHAS.stream().map(EluAlpha::arm).toList();
        return new Plan(
                        Phrase.of(
                                one,
                                "{}, 8×128, {optimizer}, batch {batch}, {epochs} epochs, {} seeds",
                                set,
                                seeds),
                        deviation,
                        TrainingJob.all(
                                seeds,
                                arms,
                                budget,
                                List.of(),
                                arm -> recipe(ALPHAS.get(arms.indexOf(arm)), set, budget)),
                        checks(deviation),
                        List.of(
                                CurveFigure.logarithmic(
                                        "training-loss",
                                        "Training cross-entropy",
                                        "trainLoss",
                                        "nats"),
                                CurveFigure.linear(
                                        "unit-means",
                                        "Median of the hidden units' mean activations",
                                        "medianUnitMean",
                                        "median mean activation")))
                .diverging(ALPHAS.stream().filter(alpha -> alpha > 1).map(EluAlpha::arm).toList());
    }

    static List<ClaimCheck> checks(String deviation) {
        return List.of(
                new LearnsCheck(POSSIBLE, arm(3), arm(1), DigitRecipes.LEARNED, deviation),
                new EpochsToLoss(
                        BEST, "trainLoss", Math.log(10), List.of(arm(1), arm(3)), deviation));
    }
}
