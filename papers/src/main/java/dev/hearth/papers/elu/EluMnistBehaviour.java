package dev.hearth.papers.elu;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.papers.CurvePicture;
import dev.hearth.papers.Experiment;
import dev.hearth.papers.Job;
import dev.hearth.papers.Plan;
import dev.hearth.papers.Training;
import dev.hearth.train.claim.Combined;
import dev.hearth.train.claim.EpochsToLoss;
import dev.hearth.train.claim.Ranking;
import dev.hearth.train.optim.Sgd;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Corpus;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.schedule.Constant;
import dev.hearth.zoo.elu.EluMnist;
import java.util.List;
import java.util.function.Predicate;

/**
 * Mean activations and learning speed of a deep fully connected net on MNIST (Clevert et al. 2015,
 * §4.1.1, fig. 2), with a look at deactivated units under noise and at the unit natural gradient.
 *
 * @param layers 8 in the paper; 5 in the notes
 * @param units 128 in the paper; 256 in the notes
 */
public record EluMnistBehaviour(int layers, int units) implements Experiment {

    private static final double CHANCE = Math.log(10);
    private static final String ANY_DEPTH = "deactivatedMovement";
    private static final String SATURATED = "saturatedMovement";

    /**
     * The paper's net.
     *
     * @return 8×128
     */
    public static EluMnistBehaviour asPublished() {
        return new EluMnistBehaviour(8, 128);
    }

    /**
     * The net that the notes speak of, probably an earlier version's.
     *
     * @return 5×256
     */
    public static EluMnistBehaviour asInTheNotes() {
        return new EluMnistBehaviour(5, 256);
    }

    @Override
    public String name() {
        return "elu/mnist-" + layers + "x" + units;
    }

    @Override
    public String about() {
        return "mean activations and learning speed, "
                + layers
                + " hidden layers of "
                + units
                + (layers == 8 ? "" : " (the notes' net)");
    }

    /** The recipe of one arm. */
    Recipe recipe(String arm, String set, Budget budget) {
        int epochs =
                switch (budget) {
                    case SMOKE -> 2;
                    case SHORT -> 5;
                    case PAPER -> 300;
                };
        Corpus corpus =
                budget == Budget.SMOKE ? new Corpus(set, 4000, 1000) : new Corpus(set, 0, 0);
        return Recipe.named(name() + "/" + arm)
                .corpus(corpus, set.equals("mnist") ? paper("§4.1.1") : ours("MNIST is not here"))
                .model(
                        new EluMnist(layers, units, 10, Arms.activation(arm)),
                        layers == 8 ? paper("§4.1.1, He initialisation") : ours("as in the notes"))
                .optimizer(new Sgd(), paper("§4.1.1: stochastic gradient descent"))
                .rate(new Constant(0.01), paper("§4.1.1"))
                .batch(64, paper("§4.1.1"))
                .epochs(
                        epochs,
                        budget == Budget.PAPER ? paper("§4.1.1") : ours(budget.word() + " budget"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = Words.firstOf(available, "mnist");
        int seeds =
                switch (budget) {
                    case SMOKE -> 2;
                    case SHORT -> 3;
                    case PAPER -> 5;
                };
        List<String> arms =
                budget == Budget.SMOKE
                        ? List.of(
                                Arms.ELU, Arms.LEAKY, Arms.RELU, Arms.LEAKY_THIRD, Arms.PARAMETRIC)
                        : Arms.all();
        List<Job> jobs =
                Training.all(
                        seeds,
                        arms,
                        budget,
                        List.of(new NoiseProbe(0.2), new NaturalGradientProbe(layers / 2)),
                        arm -> recipe(arm, set, budget));
        String deviation =
                Words.deviation(
                        budget,
                        set,
                        "mnist",
                        seeds
                                + " seeds and "
                                + recipe(Arms.ELU, set, budget).epochs().value()
                                + " epochs instead of 5 and 300");
        if (layers != 8) {
            deviation = (deviation.isEmpty() ? "" : deviation + "; ") + "the notes' net of 5×256";
        }
        return new Plan(
                set
                        + ", "
                        + layers
                        + "×"
                        + units
                        + ", SGD 0.01, batch 64, "
                        + recipe(Arms.ELU, set, budget).epochs().value()
                        + " epochs, "
                        + seeds
                        + " seeds",
                deviation,
                jobs,
                checks(deviation),
                List.of(
                        new CurvePicture(
                                "unit-means",
                                "Median of the hidden units' mean activations",
                                "medianUnitMean",
                                "median mean activation",
                                CurvePicture.Axis.LINEAR),
                        new CurvePicture(
                                "training-loss",
                                "Training cross-entropy",
                                "trainLoss",
                                "nats",
                                CurvePicture.Axis.LOGARITHMIC),
                        new CurvePicture(
                                "test-loss",
                                "Test cross-entropy",
                                "testLoss",
                                "nats",
                                CurvePicture.Axis.LOGARITHMIC)));
    }

    private List<dev.hearth.train.claim.Check> checks(String deviation) {
        return List.of(
                new Ranking(
                        EluClaims.MEANS,
                        "distance of the median unit mean from zero",
                        "",
                        trial -> Math.abs(trial.metric("medianUnitMean")),
                        List.of(Arms.ELU, Arms.LEAKY, Arms.RELU),
                        deviation),
                new Combined(
                        EluClaims.SPEED,
                        Combined.Rule.ALL,
                        List.of(
                                speed("ELU before leaky ReLU", Arms.ELU, Arms.LEAKY, deviation),
                                speed("ELU before ReLU", Arms.ELU, Arms.RELU, deviation)),
                        deviation),
                new Combined(
                        EluClaims.CONJECTURE,
                        Combined.Rule.ANY,
                        List.of(
                                speed(
                                        "leaky 0.33 before ELU",
                                        Arms.LEAKY_THIRD,
                                        Arms.ELU,
                                        deviation),
                                speed("PReLU before ELU", Arms.PARAMETRIC, Arms.ELU, deviation)),
                        deviation),
                new Combined(
                        EluClaims.NOISE,
                        Combined.Rule.ALL,
                        List.of(
                                noise("ELU below leaky ReLU", ANY_DEPTH, Arms.LEAKY, deviation),
                                noise("ELU below PReLU", ANY_DEPTH, Arms.PARAMETRIC, deviation)),
                        deviation),
                new Combined(
                        EluClaims.NOISE_SATURATED,
                        Combined.Rule.ALL,
                        List.of(
                                noise("ELU below leaky ReLU", SATURATED, Arms.LEAKY, deviation),
                                noise("ELU below PReLU", SATURATED, Arms.PARAMETRIC, deviation)),
                        deviation),
                new Ranking(
                        EluClaims.NATURAL_GRADIENT,
                        "cosine between plain and unit natural gradient",
                        "",
                        trial -> trial.metric("naturalGradientCosine"),
                        List.of(Arms.RELU, Arms.ELU),
                        deviation));
    }

    private static EpochsToLoss speed(String what, String first, String second, String deviation) {
        return new EpochsToLoss(
                new dev.hearth.train.claim.Claim("", what, ""),
                "trainLoss",
                CHANCE,
                List.of(first, second),
                deviation);
    }

    private static Ranking noise(String what, String metric, String other, String deviation) {
        return new Ranking(
                new dev.hearth.train.claim.Claim("", what, ""),
                "movement of units per movement of their sums",
                "",
                trial -> trial.metric(metric),
                List.of(Arms.ELU, other),
                deviation);
    }
}
