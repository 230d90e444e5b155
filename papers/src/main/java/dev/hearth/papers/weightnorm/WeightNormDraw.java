package dev.hearth.papers.weightnorm;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.Adam;
import dev.hearth.optim.ClipNorm;
import dev.hearth.optim.loss.Likelihood;
import dev.hearth.optim.loss.NegativeElbo;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.weightnorm.DrawNet;
import java.util.List;
import java.util.function.Predicate;

/**
 * DRAW on binarised MNIST with and without weight normalisation (Salimans and Kingma 2016, §5.3, fig.
 * 4): of all weight vectors, those of the LSTM's gates too, from the same start and with the same
 * rate, over the first epochs.
 */
public final class WeightNormDraw extends PaperExperiment {

    private static final List<String> ARMS = List.of("plain", "WN");

    /**
     * Nats of an image for one who knows how often each pixel is white, and no more: Σ of the
     * pixels' entropies over MNIST's training images.
     */
    static final double PIXELS_ALONE = 206;

    /**
     * From N(0, 0.01²), at the rate of the short budget, a net of 128 units learns the pixels alone and
     * forgets its code: 0.00 nats of divergence at updates 650 to 700, with weight normalisation and
     * without. From N(0, 0.1²) it says 2 nats by update 200, and goes on.
     */
    private static final double WIDE = 0.1;

    /** Above that many nats a net is too young to refute; DRAW's own paper has 81. */
    private static final double ENOUGH = 100;

    private static final Claim BOUND =
            new Claim(
                    "WN-7",
                    "with weight normalisation DRAW learns more per example, from the same start and"
                            + " with the same rate",
                    "§5.3, fig. 4: the bound on binarised MNIST over 100 epochs");

    public WeightNormDraw() {
        super("weightnorm/draw", "DRAW, which paints in steps, weight normalisation against plain");
    }

    static DrawNet net(Budget budget) {
        return switch (budget) {
            case SMOKE -> new DrawNet(4, 2, 5, 48, 10, new Normal(WIDE));
            case SHORT, EVIDENCE -> new DrawNet(10, 2, 5, 128, 50, new Normal(WIDE));
            case PAPER -> new DrawNet(64, 2, 5, 256, 100);
        };
    }

    static Recipe recipe(String arm, String set, Budget budget) {
        DrawNet net = net(budget);
        DatasetSpec corpus =
                Budgets.part(set, budget, new int[] {600, 200}, new int[] {10_000, 2_000});
        int epochs = Budgets.pick(budget, 3, 12, 100);
        Origin code = paper("the code that §5.3 takes, train-draw.py");
        Origin less = ours(budget.word() + " budget");
        boolean full = budget == Budget.PAPER;
        return Recipe.named("weightnorm/draw/" + arm)
                .corpus(corpus, full ? paper("§5.3") : less)
                .preparation(
                        new Preprocessing.Binarized(),
                        paper("§5.3: binarised once; the published draw is not at hand"))
                .model(
                        arm.equals("WN") ? Layers.weightNorm(net) : net,
                        full ? paper("its README: 64 steps, 2×2 and 5×5, 256, 100") : less)
                .objective(Objective.RECONSTRUCT, paper("§5.3"))
                .loss(
                        new NegativeElbo(net.steps() * net.latent(), Likelihood.BERNOULLI),
                        paper("§5.3: the variational bound"))
                .optimizer(new Adam(), code)
                .modifiers(List.of(new ClipNorm(10)), code)
                .rate(
                        new ConstantSchedule(full ? 3e-4 : 1e-3),
                        full ? paper("its README") : paper("its default, with 10 steps"))
                .start(new ParameterStart.AsDrawn(), paper("§5.3: the start was left as it was"))
                .batch(full ? 100 : 50, full ? code : less)
                .epochs(epochs, full ? paper("fig. 4") : less)
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = Budgets.digits(available);
        DrawNet net = net(budget);
        boolean evidence = budget == Budget.EVIDENCE;
        int seeds = Budgets.pick(budget, 2, 6, 16, 6);
        List<Job> jobs =
                TrainingJob.from(
                        evidence ? 101 : 1,
                        seeds,
                        ARMS,
                        budget,
                        List.of(new StepDivergence(net.steps(), net.latent())),
                        arm -> recipe(arm, set, budget));
        Recipe one = recipe("WN", set, budget);
        String deviation =
                Phrase.joined(
                        Phrase.standIn(set, "mnist"),
                        "binarised by a draw of ours",
                        budget == Budget.PAPER
                                ? ""
                                : Phrase.of(
                                        one,
                                        "{} steps, {images} images, {epochs} epochs, batches of {batch},"
                                                + " rate 0.001, weights from N(0, 0.1²), from which a"
                                                + " code is learned sooner{}",
                                        net.steps(),
                                        evidence
                                                ? ""
                                                : "; six seeds, after three had left it open"));
        Plan plan =
                new Plan(
                        Phrase.of(
                                one,
                                "{}, binarised; {} steps, attention {}×{} and {}×{}, LSTM of {}, {} latent"
                                        + " numbers a step, Adam, {epochs} epochs, {} seeds",
                                set,
                                net.steps(),
                                net.read(),
                                net.read(),
                                net.write(),
                                net.write(),
                                net.units(),
                                net.latent(),
                                seeds),
                        deviation,
                        jobs,
                        checks(deviation),
                        List.of(
                                CurveFigure.linear(
                                        "bound",
                                        "Negative bound on test images",
                                        "testLoss",
                                        "nats an image"),
                                new PaintingFigure("plain", 1),
                                new PaintingFigure("WN", 1)));
        return switch (budget) {
            case SHORT -> plan.look(2, 3, 3);
            case EVIDENCE -> plan.look(3, 3, 0);
            case SMOKE, PAPER -> plan;
        };
    }

    static List<ClaimCheck> checks(String deviation) {
        Measure bound =
                new Measure(
                        "negative bound on test images, nats, mean over the epochs",
                        "",
                        trial -> trial.mean("testLoss"));
        return List.of(
                new RequiresLearning(
                                bound.order(BOUND, deviation, "WN", "plain"),
                                ARMS,
                                trial -> trial.metric("testLoss"),
                                PIXELS_ALONE,
                                "the negative bound")
                        .toRefute(
                                RequiresLearning.Condition.below(
                                        "the negative bound, in nats,", "testLoss", ENOUGH)));
    }
}
