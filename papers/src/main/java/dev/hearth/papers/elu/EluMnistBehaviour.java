package dev.hearth.papers.elu;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.CombinedCheck;
import dev.hearth.experiments.claim.EpochsToLoss;
import dev.hearth.experiments.claim.Ranking;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
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
        DatasetSpec corpus =
                budget == Budget.SMOKE
                        ? new DatasetSpec(set, 4000, 1000)
                        : new DatasetSpec(set, 0, 0);
        return Recipe.named(name() + "/" + arm)
                .corpus(corpus, set.equals("mnist") ? paper("§4.1.1") : ours("MNIST is not here"))
                .model(
                        new EluMnist(layers, units, 10, ComparedActivations.activation(arm)),
                        layers == 8 ? paper("§4.1.1, He initialisation") : ours("as in the notes"))
                .optimizer(new Sgd(), paper("§4.1.1: stochastic gradient descent"))
                .rate(new ConstantSchedule(0.01), paper("§4.1.1"))
                .batch(64, paper("§4.1.1"))
                .epochs(
                        epochs,
                        budget == Budget.PAPER ? paper("§4.1.1") : ours(budget.word() + " budget"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = EluTexts.firstOf(available, "mnist");
        int seeds =
                switch (budget) {
                    case SMOKE -> 2;
                    case SHORT -> 3;
                    case PAPER -> 5;
                };
        List<String> arms =
                budget == Budget.SMOKE
                        ? List.of(
                                ComparedActivations.ELU,
                                ComparedActivations.LEAKY,
                                ComparedActivations.RELU,
                                ComparedActivations.LEAKY_THIRD,
                                ComparedActivations.PARAMETRIC)
                        : ComparedActivations.all();
        List<Job> jobs =
                TrainingJob.all(
                        seeds,
                        arms,
                        budget,
                        List.of(new NoiseProbe(0.2), new NaturalGradientProbe(layers / 2)),
                        arm -> recipe(arm, set, budget));
        String deviation =
                EluTexts.deviation(
                        budget,
                        set,
                        "mnist",
                        seeds
                                + " seeds and "
                                + recipe(ComparedActivations.ELU, set, budget).epochs().value()
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
                        + recipe(ComparedActivations.ELU, set, budget).epochs().value()
                        + " epochs, "
                        + seeds
                        + " seeds",
                deviation,
                jobs,
                checks(deviation),
                List.of(
                        CurveFigure.linear("unit-means", "Median of the hidden units' mean activations", "medianUnitMean", "median mean activation"),
                        CurveFigure.logarithmic("training-loss", "Training cross-entropy", "trainLoss", "nats"),
                        CurveFigure.logarithmic("test-loss", "Test cross-entropy", "testLoss", "nats")));
    }

    private List<dev.hearth.experiments.claim.Check> checks(String deviation) {
        return List.of(
                new Ranking(
                        EluClaims.MEANS,
                        "distance of the median unit mean from zero",
                        "",
                        trial -> Math.abs(trial.metric("medianUnitMean")),
                        List.of(
                                ComparedActivations.ELU,
                                ComparedActivations.LEAKY,
                                ComparedActivations.RELU),
                        deviation),
                new CombinedCheck(
                        EluClaims.SPEED,
                        CombinedCheck.Rule.ALL,
                        List.of(
                                speed(
                                        "ELU before leaky ReLU",
                                        ComparedActivations.ELU,
                                        ComparedActivations.LEAKY,
                                        deviation),
                                speed(
                                        "ELU before ReLU",
                                        ComparedActivations.ELU,
                                        ComparedActivations.RELU,
                                        deviation)),
                        deviation),
                new CombinedCheck(
                        EluClaims.CONJECTURE,
                        CombinedCheck.Rule.ANY,
                        List.of(
                                speed(
                                        "leaky 0.33 before ELU",
                                        ComparedActivations.LEAKY_THIRD,
                                        ComparedActivations.ELU,
                                        deviation),
                                speed(
                                        "PReLU before ELU",
                                        ComparedActivations.PARAMETRIC,
                                        ComparedActivations.ELU,
                                        deviation)),
                        deviation),
                new CombinedCheck(
                        EluClaims.NOISE,
                        CombinedCheck.Rule.ALL,
                        List.of(
                                noise(
                                        "ELU below leaky ReLU",
                                        ANY_DEPTH,
                                        ComparedActivations.LEAKY,
                                        deviation),
                                noise(
                                        "ELU below PReLU",
                                        ANY_DEPTH,
                                        ComparedActivations.PARAMETRIC,
                                        deviation)),
                        deviation),
                new CombinedCheck(
                        EluClaims.NOISE_SATURATED,
                        CombinedCheck.Rule.ALL,
                        List.of(
                                noise(
                                        "ELU below leaky ReLU",
                                        SATURATED,
                                        ComparedActivations.LEAKY,
                                        deviation),
                                noise(
                                        "ELU below PReLU",
                                        SATURATED,
                                        ComparedActivations.PARAMETRIC,
                                        deviation)),
                        deviation),
                new Ranking(
                        EluClaims.NATURAL_GRADIENT,
                        "cosine between plain and unit natural gradient",
                        "",
                        trial -> trial.metric("naturalGradientCosine"),
                        List.of(ComparedActivations.RELU, ComparedActivations.ELU),
                        deviation));
    }

    private static EpochsToLoss speed(String what, String first, String second, String deviation) {
        return new EpochsToLoss(
                new dev.hearth.experiments.claim.Claim("", what, ""),
                "trainLoss",
                CHANCE,
                List.of(first, second),
                deviation);
    }

    private static Ranking noise(String what, String metric, String other, String deviation) {
        return new Ranking(
                new dev.hearth.experiments.claim.Claim("", what, ""),
                "movement of units per movement of their sums",
                "",
                trial -> trial.metric(metric),
                List.of(ComparedActivations.ELU, other),
                deviation);
    }
}
