package dev.hearth.papers.weightnorm;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Layers;
import dev.hearth.papers.CurvePicture;
import dev.hearth.papers.Experiment;
import dev.hearth.papers.Job;
import dev.hearth.papers.Plan;
import dev.hearth.papers.Training;
import dev.hearth.train.claim.Check;
import dev.hearth.train.claim.Claim;
import dev.hearth.train.claim.Combined;
import dev.hearth.train.claim.Powered;
import dev.hearth.train.claim.Ranking;
import dev.hearth.train.claim.Trial;
import dev.hearth.train.loss.Likelihood;
import dev.hearth.train.loss.NegativeBound;
import dev.hearth.train.optim.Adamax;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Corpus;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.Start;
import dev.hearth.train.schedule.Constant;
import dev.hearth.zoo.weightnorm.ConvVae;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * A convolutional variational autoencoder on MNIST with and without weight normalisation (Salimans
 * and Kingma 2016, §5.2, fig. 3), at equal epochs.
 */
public final class WeightNormVae implements Experiment {

    private static final int LATENT = 32;
    private static final List<String> ARMS = List.of("plain", "WN");

    /** Nats of an image for one who says half everywhere. */
    private static final double GUESS = 784 * Math.log(2);

    private static final Claim BOUND =
            new Claim(
                    "WN-6",
                    "with weight normalisation the convolutional variational autoencoder learns more"
                            + " per example, and ends better",
                    "§5.2, fig. 3: MNIST and CIFAR-10");

    @Override
    public String name() {
        return "weightnorm/vae-mnist";
    }

    @Override
    public String about() {
        return "a convolutional variational autoencoder, weight normalisation against plain";
    }

    private Recipe recipe(String arm, String set, Budget budget) {
        Layer net = new ConvVae(28, 1, LATENT, budget == Budget.PAPER ? 1 : 2);
        Corpus corpus =
                switch (budget) {
                    case SMOKE -> new Corpus(set, 600, 200);
                    case SHORT -> new Corpus(set, 12_000, 2_000);
                    case PAPER -> new Corpus(set, 0, 0);
                };
        int epochs =
                switch (budget) {
                    case SMOKE -> 2;
                    case SHORT -> 6;
                    case PAPER -> 100;
                };
        return Recipe.named(name() + "/" + arm)
                .corpus(corpus, budget == Budget.PAPER ? paper("§5.2") : ours("budget"))
                .model(
                        arm.equals("WN") ? Layers.weightNorm(net) : net,
                        ours("§5.2 without the autoregressive flow; the code's size"))
                .objective(Objective.RECONSTRUCT, paper("§5.2"))
                .loss(
                        new NegativeBound(LATENT, Likelihood.BERNOULLI),
                        paper("§5.2: the variational bound"))
                .optimizer(new Adamax(), paper("§5.2"))
                .rate(new Constant(0.002), paper("§5.2"))
                .start(new Start.FromImages(100, false), paper("§3, both arms alike"))
                .batch(budget == Budget.SMOKE ? 50 : 100, ours("the paper does not say"))
                .epochs(epochs, ours(budget.word() + " budget"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = available.test("mnist") ? "mnist" : "strokes";
        int seeds =
                switch (budget) {
                    case SMOKE -> 2;
                    case SHORT -> 3;
                    case PAPER -> 5;
                };
        List<Job> jobs = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            for (String arm : ARMS) {
                jobs.add(new Training(arm, seed, recipe(arm, set, budget), budget, List.of()));
            }
        }
        Recipe one = recipe("WN", set, budget);
        String deviation =
                (set.equals("mnist") ? "" : set + " stands in for mnist; ")
                        + "no autoregressive flow, weights not averaged"
                        + (budget == Budget.PAPER
                                ? ""
                                : "; half the width, "
                                        + one.corpus().value().training()
                                        + " images, "
                                        + one.epochs().value()
                                        + " epochs");
        return new Plan(
                set
                        + ", residual blocks with ELU, 32 latent numbers, Adamax 0.002, "
                        + one.epochs().value()
                        + " epochs, "
                        + seeds
                        + " seeds",
                deviation,
                jobs,
                checks(deviation),
                List.of(
                        new CurvePicture(
                                "bound",
                                "Negative bound on test images",
                                "testLoss",
                                "nats an image",
                                CurvePicture.Axis.LINEAR)));
    }

    static List<Check> checks(String deviation) {
        return List.of(
                new Combined(
                        BOUND,
                        Combined.Rule.ALL,
                        List.of(
                                part("it learns more per example", WeightNormVae::throughout),
                                part("it ends better", trial -> trial.metric("testLoss"))),
                        deviation));
    }

    private static Check part(String what, ToDoubleFunction<Trial> value) {
        Ranking ranking =
                new Ranking(
                        new Claim("", what, ""),
                        "negative bound, nats an image",
                        "",
                        value,
                        List.of("WN", "plain"),
                        "");
        return new Powered(ranking, ARMS, value, GUESS, "the negative bound");
    }

    /** The mean over the epochs: how fast and how far. */
    private static double throughout(Trial trial) {
        return trial.history().stream()
                .mapToDouble(row -> row.getOrDefault("testLoss", Double.NaN))
                .average()
                .orElse(Double.NaN);
    }
}
