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
import dev.hearth.experiments.claim.Measure;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Sigmoid;
import dev.hearth.nn.layers.Tanh;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.elu.EluMnist;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The older case of the same argument: the hyperbolic tangent, whose mean can be zero, against the
 * sigmoid, whose cannot (Clevert et al. 2015, §2, after LeCun et al. 1991). Two hidden layers, since
 * eight of sigmoids do not begin to learn.
 */
public final class EluTanh extends PaperExperiment {

    private static final String TANH = "tanh";
    private static final String SIGMOID = "sigmoid";
    private static final String ELU = ComparedActivations.ELU;
    private static final Map<String, Layer> ACTIVATIONS =
            Map.of(TANH, new Tanh(), SIGMOID, new Sigmoid(), ELU, new Elu());

    private static final Claim FASTER =
            new Claim(
                    "ELU-15",
                    "tanh lowers the training cross-entropy faster than the sigmoid does",
                    "§2: tanh preferred for its zero mean, by reference");
    private static final Claim NEARER =
            new Claim(
                    "ELU-15",
                    "and the units' mean activation is nearer zero with it",
                    "§2, by reference");

    public EluTanh() {
        super("elu/tanh", "tanh against the sigmoid, and ELU beside them, 2 hidden layers of 128");
    }

    private Recipe recipe(String arm, String set, Budget budget) {
        return DigitRecipes.of(
                name() + "/" + arm,
                new EluMnist(2, 128, 10, ACTIVATIONS.get(arm)),
                ours("shallow, so that sigmoids learn"),
                set,
                budget);
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = Budgets.digits(available);
        int seeds = Budgets.pick(budget, 2, 6, 6);
        Recipe one = recipe(TANH, set, budget);
        String deviation = Phrase.joined(Phrase.standIn(set, "mnist"), "net and data are ours");
        return new Plan(
                Phrase.of(
                        one,
                        "{}, 2×128, {optimizer}, batch {batch}, {epochs} epochs, {} seeds",
                        set,
                        seeds),
                deviation,
                TrainingJob.all(
                        seeds,
                        List.of(TANH, SIGMOID, ELU),
                        budget,
                        List.of(),
                        arm -> recipe(arm, set, budget)),
                checks(deviation),
                List.of(
                        CurveFigure.logarithmic(
                                "training-loss", "Training cross-entropy", "trainLoss", "nats"),
                        CurveFigure.linear(
                                "unit-means",
                                "Median of the hidden units' mean activations",
                                "medianUnitMean",
                                "median mean activation")));
    }

    static List<ClaimCheck> checks(String deviation) {
        Measure distance =
                new Measure(
                        "distance of the median unit mean from zero",
                        "",
                        trial -> Math.abs(trial.metric("medianUnitMean")));
        return List.of(
                new EpochsToLoss(
                        FASTER, "trainLoss", Math.log(10), List.of(TANH, SIGMOID), deviation),
                distance.order(NEARER, deviation, TANH, SIGMOID));
    }
}
