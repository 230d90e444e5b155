package dev.hearth.papers.weightnorm;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.Adamax;
import dev.hearth.optim.MovingAverage;
import dev.hearth.optim.WithMovingAverage;
import dev.hearth.optim.loss.Likelihood;
import dev.hearth.optim.loss.NegativeElbo;
import dev.hearth.optim.loss.Posterior;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.weightnorm.ConvVae;
import dev.hearth.zoo.weightnorm.SpatialVae;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The variational autoencoders with the inverse autoregressive flow that the paper has, at every budget
 * (Salimans and Kingma 2016, §5.2, fig. 3); {@code weightnorm/vae-mnist} and {@code vae-cifar-10} have
 * none at {@code short}.
 *
 * @param set {@code mnist} or {@code cifar-10}
 */
public record WeightNormFlow(String set) implements Experiment {

    private static final List<String> ARMS = List.of("plain", "WN");
    private static final int FLOWS = 2;
    private static final int LATENT = 32;

    private static final Claim CLAIM =
            new Claim(
                    "WN-6",
                    "with the autoregressive flow too, weight normalisation learns more per example, and"
                            + " ends better",
                    "§5.2, fig. 3: MNIST and CIFAR-10, both with the flow");

    /** {@code weightnorm/vae-flow-mnist}. */
    public static WeightNormFlow mnist() {
        return new WeightNormFlow("mnist");
    }

    /** {@code weightnorm/vae-flow-cifar-10}. */
    public static WeightNormFlow cifar() {
        return new WeightNormFlow("cifar-10");
    }

    private boolean isDigits() {
        return set.equals("mnist");
    }

    @Override
    public String name() {
        return "weightnorm/vae-flow-" + set;
    }

    @Override
    public String about() {
        return "a variational autoencoder of "
                + set
                + " with an inverse autoregressive flow, weight normalisation against plain";
    }

    private Layer net(Budget budget) {
        if (isDigits()) {
            return new ConvVae(28, 1, LATENT, budget == Budget.PAPER ? 1 : 2, FLOWS);
        }
        return Budgets.pick(
                budget,
                new SpatialVae(32, 6, 8, 2, 1, FLOWS),
                new SpatialVae(32, 6, 24, 4, 1, FLOWS),
                new SpatialVae(32, 6, 160, 32, 2, FLOWS));
    }

    private NegativeElbo bound(Budget budget) {
        return net(budget) instanceof SpatialVae photographs
                ? new NegativeElbo(
                        photographs.latent(), Likelihood.DISCRETIZED_LOGISTIC, Posterior.DRAWN)
                : new NegativeElbo(LATENT, Likelihood.BERNOULLI, Posterior.DRAWN);
    }

    private int images(Budget budget) {
        return isDigits()
                ? Budgets.pick(budget, 300, 10_000, 60_000)
                : Budgets.pick(budget, 200, 8_000, 50_000);
    }

    private static int batch(Budget budget) {
        return budget == Budget.SMOKE ? 50 : 100;
    }

    private int epochs(Budget budget) {
        return Budgets.pick(budget, 1, isDigits() ? 8 : 10, 100);
    }

    /** Over ten epochs a short run would be measured with what it was at the beginning. */
    private MovingAverage average(Budget budget) {
        long steps = images(budget) / batch(budget);
        return budget == Budget.PAPER
                ? MovingAverage.overEpochs(10, steps)
                : new MovingAverage(
                        MovingAverage.overEpochs(0.5, steps).decay(),
                        MovingAverage.Beginning.GENTLE);
    }

    private Recipe recipe(String arm, String source, Budget budget) {
        boolean whole = budget == Budget.PAPER;
        Layer net = net(budget);
        int images = images(budget);
        DatasetSpec corpus =
                Budgets.part(
                        source,
                        budget,
                        new int[] {images, 100},
                        new int[] {images, isDigits() ? 2_000 : 1_000});
        return Recipe.named(name() + "/" + arm)
                .corpus(corpus, whole ? paper("§5.2") : ours("budget"))
                .model(
                        arm.equals("WN") ? Layers.weightNorm(net) : net,
                        ours("§5.2; the flow's two steps, its layers and the code's size are ours"))
                .objective(Objective.RECONSTRUCT, paper("§5.2"))
                .loss(bound(budget), paper("§5.2: the variational bound"))
                .optimizer(
                        new WithMovingAverage(new Adamax(), average(budget)),
                        whole
                                ? paper("§5.2: Adamax, averaged over about 10 epochs")
                                : ours("§5.2: Adamax; averaged over half an epoch: budget"))
                .rate(new ConstantSchedule(0.002), paper("§5.2"))
                .start(new ParameterStart.FromImages(100, false), paper("§3, both arms alike"))
                .batch(batch(budget), ours("the paper does not say"))
                .epochs(epochs(budget), ours("budget"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!isDigits() && !available.test(set)) {
            return Plan.absent(set, List.of(check("data not available")));
        }
        String source = available.test(set) ? set : "strokes";
        int seeds = Budgets.pick(budget, 1, 6, 8);
        String deviation =
                Phrase.joined(
                        Phrase.standIn(source, set),
                        "two steps of the flow, fully connected; the code's size is ours",
                        isDigits() ? "" : "one layer of code",
                        budget == Budget.PAPER
                                ? ""
                                : Phrase.of(
                                        "narrower, {} images, {} epochs, weights averaged over half an"
                                                + " epoch",
                                        images(budget),
                                        epochs(budget)));
        return new Plan(
                Phrase.of(
                        "{}, residual blocks with ELU, {} latent numbers, {} steps of the flow, Adamax"
                                + " 0.002, averaged weights, {} epochs, {} seeds",
                        source,
                        bound(budget).latent(),
                        FLOWS,
                        epochs(budget),
                        seeds),
                deviation,
                TrainingJob.all(seeds, ARMS, budget, List.of(), arm -> recipe(arm, source, budget)),
                List.of(check(deviation)),
                List.of(
                        CurveFigure.linear(
                                "bound",
                                "Negative bound on test images",
                                "testLoss",
                                "nats an image")));
    }

    private ClaimCheck check(String deviation) {
        String metric = isDigits() ? "testLoss" : "testBits";
        return CLAIM.all(
                deviation,
                part("it learns more per example", trial -> trial.mean(metric)),
                part("it ends better", trial -> trial.metric(metric)));
    }

    /** The guess is half of each pixel, or each of 256 levels alike. */
    private ClaimCheck part(String what, ToDoubleFunction<Trial> value) {
        String unit = isDigits() ? "nats an image" : "bits a dimension";
        return new Measure("negative bound, " + unit, "", value)
                .order(what, "", "WN", "plain")
                .learned(isDigits() ? 784 * Math.log(2) : 8, "the negative bound");
    }
}
