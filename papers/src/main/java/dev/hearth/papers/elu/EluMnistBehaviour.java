package dev.hearth.papers.elu;

import static dev.hearth.papers.elu.ComparedActivations.ELU;
import static dev.hearth.papers.elu.ComparedActivations.LEAKY;
import static dev.hearth.papers.elu.ComparedActivations.LEAKY_THIRD;
import static dev.hearth.papers.elu.ComparedActivations.PARAMETRIC;
import static dev.hearth.papers.elu.ComparedActivations.RELU;
import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.EpochsToLoss;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
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

    private static final int PAPERS_EPOCHS = 300;

    private static final double CHANCE = Math.log(10);

    /** Above this a net is too young to refute: what one hidden layer of 300 has in LeCun et al. 1998. */
    static final double ENOUGH = 4.7;

    /** The paper's model: 8×128. */
    public static EluMnistBehaviour asPublished() {
        return new EluMnistBehaviour(8, 128);
    }

    /** The model of the notes on the paper, 5×256; probably an earlier version's. */
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
                        epochs(budget),
                        epochs(budget) == PAPERS_EPOCHS
                                ? paper("§4.1.1")
                                : ours(budget.word() + " budget"))
                .build();
    }

    /** Evidence is as published for the paper's net; of the notes' own, more seeds of fewer epochs. */
    private int epochs(Budget budget) {
        return Budgets.pick(budget, 2, 5, layers == 8 ? PAPERS_EPOCHS : 10, PAPERS_EPOCHS);
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = Budgets.digits(available);
        int seeds = Budgets.pick(budget, 2, 3, layers == 8 ? 5 : 12, 5);
        List<String> arms =
                budget == Budget.SMOKE
                        ? List.of(ELU, LEAKY, RELU, LEAKY_THIRD, PARAMETRIC)
                        : ComparedActivations.all();
        List<Job> jobs =
                TrainingJob.all(
                        seeds,
                        arms,
                        budget,
                        List.of(new NoiseProbe(0.2), new NaturalGradientProbe(layers / 2)),
                        arm -> recipe(arm, set, budget));
        Recipe one = recipe(ELU, set, budget);
        String less = "{} seeds and {epochs} epochs instead of 5 and 300";
        String deviation =
                Phrase.joined(
                        Phrase.standIn(set, "mnist"),
                        epochs(budget) == PAPERS_EPOCHS ? "" : Phrase.of(one, less, seeds),
                        layers == 8 ? "" : "the notes' net of 5×256");
        Plan plan =
                new Plan(
                        Phrase.of(
                                one,
                                "{}, {}×{}, SGD 0.01, batch 64, {epochs} epochs, {} seeds",
                                set,
                                layers,
                                units,
                                seeds),
                        deviation,
                        jobs,
                        checks(deviation),
                        List.of(
                                CurveFigure.linear(
                                        "unit-means",
                                        "Median of the hidden units' mean activations",
                                        "medianUnitMean",
                                        "median mean activation"),
                                CurveFigure.logarithmic(
                                        "training-loss",
                                        "Training cross-entropy",
                                        "trainLoss",
                                        "nats"),
                                CurveFigure.logarithmic(
                                        "test-loss", "Test cross-entropy", "testLoss", "nats")));
        return budget == Budget.EVIDENCE ? plan.look(2, 2, 0) : plan;
    }

    private static List<ClaimCheck> checks(String deviation) {
        Measure distance =
                new Measure(
                        "distance of the median unit mean from zero",
                        "",
                        trial -> Math.abs(trial.metric("medianUnitMean")));
        Measure cosine =
                Measure.of(
                                "cosine between plain and unit natural gradient",
                                "",
                                "naturalGradientCosine")
                        .moreIsBetter();
        return List.of(
                learned(
                        distance.order(EluClaims.MEANS, deviation, ELU, LEAKY, RELU),
                        ELU,
                        LEAKY,
                        RELU),
                EluClaims.SPEED.all(
                        deviation,
                        speed("ELU before leaky ReLU", ELU, LEAKY, deviation),
                        speed("ELU before ReLU", ELU, RELU, deviation)),
                EluClaims.CONJECTURE.any(
                        deviation,
                        List.of(
                                speed("leaky 0.33 before ELU", LEAKY_THIRD, ELU, deviation),
                                speed("PReLU before ELU", PARAMETRIC, ELU, deviation))),
                noise(EluClaims.NOISE, "deactivatedMovement", deviation),
                noise(EluClaims.NOISE_SATURATED, "saturatedMovement", deviation),
                learned(cosine.order(EluClaims.NATURAL_GRADIENT, deviation, RELU, ELU), RELU, ELU));
    }

    private static ClaimCheck speed(String part, String first, String second, String deviation) {
        return learned(
                new EpochsToLoss(
                        Claim.part(part), "trainLoss", CHANCE, List.of(first, second), deviation),
                first,
                second);
    }

    private static ClaimCheck noise(Claim claim, String metric, String deviation) {
        Measure movement = Measure.of("movement of units per movement of their sums", "", metric);
        return claim.all(
                deviation,
                learned(movement.order("ELU below leaky ReLU", deviation, ELU, LEAKY), ELU, LEAKY),
                learned(
                        movement.order("ELU below PReLU", deviation, ELU, PARAMETRIC),
                        ELU,
                        PARAMETRIC));
    }

    private static ClaimCheck learned(ClaimCheck check, String... arms) {
        return new RequiresLearning(
                check,
                List.of(arms),
                List.of(Condition.trained(10)),
                List.of(Condition.testError(ENOUGH)));
    }
}
