package dev.hearth.papers.weightnorm;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.nn.Layer;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.WeightNorm;
import dev.hearth.optim.Adam;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Recipe;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The length of a weight as g = e^{c·s}, for several c, beside g itself (Salimans and Kingma 2016, §2). c
 * sets how fast the length is learned beside the direction.
 */
public final class WeightNormLogGain extends PaperExperiment {

    private static final String USUAL = "WN";
    private static final List<Double> SCALES = List.of(0.1, 1.0, 3.0, 10.0);

    /** In nats, of a training loss of some tenths: fixed beforehand. */
    private static final double MARGIN = 0.01;

    private static final Claim NO_BETTER =
            new Claim(
                    WeightNormClaims.EXPONENTIAL.id(),
                    "g = e^{c·s} is no better than g itself, whatever c (0.1 to 10): it gains less than 0.01"
                            + " nats of training cross-entropy",
                    "§2: e^s tried, no gain");

    public WeightNormLogGain() {
        super("weightnorm/log-gain", "the length as e to the c·s, for several c, beside g itself");
    }

    static String arm(double scale) {
        return "WN exp " + scale;
    }

    private static Layer net(String arm) {
        Layer plain =
                Layers.sequence(
                        Layers.flatten(),
                        linear(128),
                        Layers.leakyRelu(0.1),
                        linear(128),
                        Layers.leakyRelu(0.1),
                        linear(10));
        return arm.equals(USUAL)
                ? Layers.weightNorm(plain)
                : WeightNorm.logarithmic(
                        plain, Double.parseDouble(arm.substring(arm.lastIndexOf(' ') + 1)));
    }

    private static Layer linear(int units) {
        return new Linear(units, Bias.YES, new Normal(0.05), Constant.ZERO);
    }

    private Recipe recipe(String arm, String set, Budget budget) {
        return Recipe.named(name() + "/" + arm)
                .corpus(
                        budget == Budget.SMOKE
                                ? new DatasetSpec(set, 2000, 500)
                                : new DatasetSpec(set, 0, 0),
                        ours("small, so that seeds are many"))
                .model(net(arm), ours("784-128-128-10, v drawn with a deviation of 0.05 as in §3"))
                .optimizer(new Adam(), paper("§5.1"))
                .rate(new ConstantSchedule(0.001), paper("§5.1: one of its rates"))
                .start(new ParameterStart.FromImages(500, false), paper("§3"))
                .batch(100, paper("§5.1"))
                .epochs(Budgets.pick(budget, 1, 4, 20), ours("budget"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = Budgets.digits(available);
        int seeds = Budgets.pick(budget, 2, 8, 8);
        List<String> arms =
                Stream.concat(Stream.of(USUAL), SCALES.stream().map(WeightNormLogGain::arm))
                        .toList();
        Recipe one = recipe(USUAL, set, budget);
        String deviation =
                Phrase.joined(
                        Phrase.standIn(set, "mnist"), "a fully connected net on digits: ours");
        return new Plan(
                Phrase.of(
                        one,
                        "{}, 784-128-128-10, {optimizer}, batch {batch}, {epochs} epochs, {} seeds",
                        set,
                        seeds),
                deviation,
                TrainingJob.all(seeds, arms, budget, List.of(), arm -> recipe(arm, set, budget)),
                checks(deviation),
                List.of(
                        CurveFigure.logarithmic(
                                "training-loss", "Training cross-entropy", "trainLoss", "nats")));
    }

    static List<ClaimCheck> checks(String deviation) {
        return List.of(
                NO_BETTER.all(
                        deviation,
                        SCALES.stream()
                                .map(
                                        scale ->
                                                new NoGainCheck(
                                                        Claim.part("c = " + scale),
                                                        new Measure(
                                                                "training cross-entropy, mean over the"
                                                                        + " epochs",
                                                                " nats",
                                                                trial -> trial.mean("trainLoss")),
                                                        arm(scale),
                                                        USUAL,
                                                        MARGIN,
                                                        ""))
                                .toList()));
    }
}
