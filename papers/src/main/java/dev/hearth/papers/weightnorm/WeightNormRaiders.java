package dev.hearth.papers.weightnorm;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.Adamax;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.Ramp;
import dev.hearth.rl.ActorConfig;
import dev.hearth.rl.DqnRecipe;
import dev.hearth.rl.EvaluationConfig;
import dev.hearth.rl.Raiders;
import dev.hearth.rl.ReplayConfig;
import dev.hearth.rl.TemporalDifferenceLoss;
import dev.hearth.rl.TrainingLength;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Setting;
import dev.hearth.zoo.weightnorm.GridDqn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Deep Q-learning with and without weight normalisation (Salimans and Kingma 2016, §5.4, fig. 5), on
 * a small game of ours in place of Atari's Space Invaders. Both arms begin as the same initialisers
 * draw; each is tried at the same few rates of Adamax, as the paper searched
 * for one, and judged at the rate that is best for it.
 */
public final class WeightNormRaiders extends PaperExperiment {

    static final String PLAIN = "plain";
    static final String NORMALIZED = "WN";

    private static final Claim REWARD =
            new Claim(
                    "WN-8",
                    "with weight normalisation deep Q-learning earns more on Space Invaders, with"
                            + " more variance",
                    "§5.4, fig. 5: 2,179 against 1,779 points, and a less steady curve");

    public WeightNormRaiders() {
        super("weightnorm/raiders", "deep Q-learning on a small game of ours, in place of Atari");
    }

    /** The rates at which both arms are tried. */
    static List<Double> rates(Budget budget) {
        return switch (budget) {
            case SMOKE -> List.of(0.002);
            case SHORT, EVIDENCE, PAPER -> List.of(0.0005, 0.002, 0.008);
        };
    }

    static String arm(String kind, double rate) {
        return kind + " at " + BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
    }

    private static TrainingLength length(Budget budget) {
        return switch (budget) {
            case SMOKE -> new TrainingLength(3, 400);
            case SHORT, EVIDENCE -> new TrainingLength(12, 1500);
            case PAPER -> new TrainingLength(100, 12_500);
        };
    }

    /** The recipe of one arm. */
    static DqnRecipe recipe(String kind, double rate, Budget budget) {
        Layer net = new GridDqn(16, 64, 4);
        TrainingLength length = length(budget);
        Origin less = ours(budget.word() + " budget");
        double lull = Math.max(1, length.epochs() / 4);
        return new DqnRecipe(
                "weightnorm/raiders/" + arm(kind, rate),
                new Setting<>(new Raiders(0.1), ours("Atari is not to be had, nor payable")),
                new Setting<>(
                        kind.equals(PLAIN) ? net : Layers.weightNorm(net),
                        ours("a tenth of a millisecond; the paper took Nature's net")),
                new Setting<>(
                        DqnRecipe.Beginning.AS_DRAWN,
                        ours("both arms alike; the paper does not say")),
                new Setting<>(
                        new ActorConfig(4, 1, 1), paper("run_nature.py: an update every 4 steps")),
                new Setting<>(
                        new ReplayConfig(100_000, budget == Budget.SMOKE ? 1000 : 5000),
                        ours("a tenth of Nature's, and a fitting beginning")),
                new Setting<>(
                        new TemporalDifferenceLoss(
                                0.97,
                                TemporalDifferenceLoss.Best.TARGET,
                                1,
                                TemporalDifferenceLoss.Sum.MEAN,
                                1,
                                500),
                        ours("error clip 1 as published; a shorter horizon, an earlier copy")),
                new Setting<>(new Adamax(), paper("§5.4")),
                new Setting<>(new ConstantSchedule(rate), ours("one of " + rates(budget))),
                new Setting<>(
                        new Ramp(1, 0.1, 0, lull, EpochRounding.SMOOTH),
                        ours("from 1 to 0.1 as published, over a quarter of the epochs")),
                new Setting<>(32, paper("run_nature.py")),
                new Setting<>(length, less),
                new Setting<>(
                        new EvaluationConfig(Budgets.pick(budget, 10, 30, 300, 30), 0.05, 1000),
                        paper("run_nature.py: 5 % random actions")));
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        boolean evidence = budget == Budget.EVIDENCE;
        int seeds = Budgets.pick(budget, 2, 6, 24, 6);
        long first = evidence ? 101 : 1;
        List<Job> jobs = new ArrayList<>();
        for (long seed = first; seed < first + seeds; seed++) {
            for (double rate : rates(budget)) {
                for (String kind : List.of(PLAIN, NORMALIZED)) {
                    // Each at the rate that was best at the short budget, on other seeds.
                    if (!evidence || rate == bestBefore(kind)) {
                        jobs.add(
                                new GameJob(
                                        arm(kind, rate), seed, recipe(kind, rate, budget), budget));
                    }
                }
            }
        }
        TrainingLength length = length(budget);
        String deviation =
                Phrase.of(
                        "Raiders, a 10×10 game of ours, stands in for Atari's Space Invaders; a net of"
                                + " 66,740 parameters; {} steps of play instead of 50 million; {}",
                        steps(length),
                        evidence
                                ? "rates that were best on other seeds"
                                : "six seeds, after three had left it open");
        Plan plan =
                new Plan(
                        Phrase.of(
                                "Raiders, one convolution of 16 and 64 units, Adamax at {}, {}×{} updates of 32,"
                                        + " {} steps of play, {} seeds",
                                rates(budget),
                                length.epochs(),
                                length.updates(),
                                steps(length),
                                seeds),
                        deviation,
                        jobs,
                        checks(deviation, budget),
                        List.of(
                                curve("score", "Points a game"),
                                curve("value", "Greatest Q, mean over fixed positions"),
                                new FilmFigure()));
        return switch (budget) {
            case SHORT -> plan.look(2, 3, 3);
            case EVIDENCE -> plan.look(3, 3, 0);
            case SMOKE, PAPER -> plan;
        };
    }

    private static double bestBefore(String kind) {
        return kind.equals(PLAIN) ? 0.008 : 0.002;
    }

    private static List<String> compared(String kind, Budget budget) {
        return budget == Budget.EVIDENCE
                ? List.of(arm(kind, bestBefore(kind)))
                : rates(budget).stream().map(rate -> arm(kind, rate)).toList();
    }

    private static String steps(TrainingLength length) {
        return String.format(Locale.ROOT, "%,d", 4 * length.epochs() * length.updates());
    }

    private static CurveFigure curve(String metric, String title) {
        return CurveFigure.linear(metric, title, metric, metric);
    }

    static List<ClaimCheck> checks(String deviation, Budget budget) {
        return List.of(
                REWARD.all(
                        deviation,
                        part(
                                "it earns more",
                                "points a game, mean over the later half of the epochs",
                                LateScores::mean,
                                budget),
                        part(
                                "it varies more",
                                "deviation of points a game from epoch to epoch, later half",
                                LateScores::deviation,
                                budget)));
    }

    private static ClaimCheck part(
            String what, String figure, ToDoubleFunction<Trial> value, Budget budget) {
        return new BestOfRates(
                Claim.part(what),
                figure,
                value,
                compared(PLAIN, budget),
                compared(NORMALIZED, budget));
    }
}
