package dev.hearth.papers.gan;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.train.UpdateOrder;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.GeneratorMetric;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.recipe.UpdateRatio;
import dev.hearth.zoo.gan.GanToy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Mixtures of eight normal distributions, of which the density is known: does the generator recover it
 * (Goodfellow et al. 2014, §4.2), and what if it is trained too much (§6)?
 *
 * @param question which of the two, and of which mixture
 */
public record GanToys(Question question) implements Experiment {

    /** What is asked. */
    public enum Question {
        /** Recovery on a line, with k = 1 and 5 steps of the discriminator. */
        LINE,
        /** Recovery on a ring. */
        RING,
        /** Collapse on the ring, by the generator's updates for each step of the discriminator. */
        RATIO
    }

    static final String EVEN = "1 to 1";
    static final String OFTEN = "25 to 1";
    static final String SELDOM = "1 to 5";
    private static final int BATCH = 200;
    private static final int STEPS = 100;
    private static final int LAST = 10;

    @Override
    public String name() {
        return switch (question) {
            case LINE -> "gan/line";
            case RING -> "gan/ring";
            case RATIO -> "gan/ratio";
        };
    }

    @Override
    public String about() {
        return switch (question) {
            case LINE -> "eight modes on a line: divergence over time, k = 1 and 5";
            case RING -> "eight modes on a ring: divergence over time, k = 1 and 5";
            case RATIO -> "eight modes on a ring: modes left when the generator plays more often";
        };
    }

    /** The update ratio of each arm, by its name. */
    private Map<String, UpdateRatio> arms(Budget budget) {
        Map<String, UpdateRatio> arms = new LinkedHashMap<>();
        if (question == Question.RATIO) {
            arms.put(SELDOM, UpdateRatio.alternating(5));
            arms.put(EVEN, UpdateRatio.alternating(1));
            arms.put("5 to 1", new UpdateRatio(UpdateOrder.ALTERNATING, 1, 5));
            arms.put(OFTEN, new UpdateRatio(UpdateOrder.ALTERNATING, 1, 25));
        } else {
            arms.put("k = 1", UpdateRatio.alternating(1));
            int more = more(budget);
            arms.put("k = " + more, UpdateRatio.alternating(more));
        }
        return arms;
    }

    /** Epochs of a hundred batches: as many updates of the generator for either k. */
    private int epochs(Budget budget, UpdateRatio turns) {
        boolean ratio = question == Question.RATIO;
        int generator = Budgets.pick(budget, 1, ratio ? 30 : 60, ratio ? 30 : 500, 400);
        return question == Question.RATIO ? generator : generator * turns.discriminator();
    }

    /**
     * Whether modes are three times as wide and the rate falls to 0 over the second half: with narrow modes and
     * a constant rate nets of this size stay some way off, whatever k is.
     */
    private boolean isWide(Budget budget) {
        return budget == Budget.EVIDENCE && question != Question.RATIO;
    }

    /** How often the discriminator is updated in the arm where it is updated more often. */
    private static int more(Budget budget) {
        return budget == Budget.EVIDENCE ? 20 : 5;
    }

    GanRecipe recipe(String arm, Budget budget) {
        UpdateRatio turns = arms(budget).get(arm);
        boolean line = question == Question.LINE;
        int coordinates = line ? 1 : 2;
        boolean smoke = budget == Budget.SMOKE;
        int points = (smoke ? 10 : STEPS) * BATCH;
        int epochs = epochs(budget, turns);
        boolean wide = isWide(budget);
        Update update =
                wide ? GanUpdates.adamToZero(5e-4, epochs / 2, epochs) : GanUpdates.adam(5e-4);
        return GanRecipe.named(name() + "/" + arm)
                .corpus(
                        new DatasetSpec(
                                (line ? "line" : "ring") + (wide ? "-wide" : ""), points, 1000),
                        ours("a density that is known"))
                .generator(new GanToy(2, 128, coordinates), ours("small"))
                .discriminator(new GanToy(2, 128, 1), ours("small"))
                .noise(new Noise(Noise.Law.GAUSSIAN, 8), ours("a size for each mode"))
                .payoff(GanLoss.NON_SATURATING, paper("§3"))
                .turns(
                        turns,
                        turns.generator() == 1
                                ? paper("algorithm 1, k = " + turns.discriminator())
                                : paper("§6: trained too much"))
                .generatorUpdate(update, ours("momentum SGD alone takes far longer"))
                .discriminatorUpdate(update, ours("momentum SGD alone takes far longer"))
                .gauges(
                        List.of(new GeneratorMetric.Density(smoke ? 1000 : 10_000)),
                        ours("the density is known"))
                .batch(BATCH, ours("many points are cheap"))
                .epochs(epochs, ours(budget.word() + " budget"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        boolean ratio = question == Question.RATIO;
        boolean evidence = budget == Budget.EVIDENCE;
        int seeds = Budgets.pick(budget, 2, ratio ? 6 : 3, ratio ? 10 : 8, ratio ? 6 : 3);
        List<Job> jobs =
                TrainingJob.from(
                        evidence ? 101 : 1,
                        seeds,
                        arms(budget).keySet(),
                        budget,
                        List.of(),
                        arm -> recipe(arm, budget));
        String deviation =
                Phrase.joined(
                        "nets, optimiser and data are ours",
                        "the paper proves or states it and shows no figure",
                        ratio && !evidence ? "six seeds, after three had left it open" : "",
                        isWide(budget)
                                ? "modes of deviation "
                                        + (question == Question.LINE ? "0.125" : "0.15")
                                        + " instead of 0.05"
                                : "");
        Plan plan =
                new Plan(
                        Phrase.of(
                                "eight modes, nets of 2×128 ReLU, Adam 5e-4{}, batch {}, {} seeds, as many turns"
                                        + " of the {} in each arm",
                                isWide(budget) ? ", linear to 0 over the second half" : "",
                                BATCH,
                                seeds,
                                ratio ? "discriminator" : "generator"),
                        deviation,
                        jobs,
                        ratio
                                ? List.of(collapse(deviation))
                                : List.of(
                                        new DistributionRecovery(
                                                GanClaims.CONVERGENCE, LAST, deviation),
                                        moreSteps(budget, deviation)),
                        List.of(
                                CurveFigure.logarithmic(
                                        "divergence",
                                        "Jensen–Shannon divergence from the data",
                                        "divergence",
                                        "nats"),
                                CurveFigure.linear(
                                        "modes",
                                        "Modes of eight that samples fall to",
                                        "modes",
                                        "modes")));
        return switch (budget) {
            case SMOKE -> plan;
            case SHORT, PAPER -> ratio ? plan.look(2, 3, 3) : plan;
            case EVIDENCE -> ratio ? plan.look(3, 3, 0) : plan.look(2, 2, 0);
        };
    }

    /**
     * Few modes alone do not tell a collapse from nets that have not learned: what is left has to lie near
     * the modes.
     */
    private static ClaimCheck collapse(String deviation) {
        return GanClaims.COLLAPSE.all(
                deviation,
                late("modes left of eight", "", "modes")
                        .moreIsBetter()
                        .order("fewer modes than in turn", deviation, OFTEN, EVEN),
                late("share of samples near a mode", "", "near")
                        .moreIsBetter()
                        .order(
                                "what is left lies nearer to modes than where the generator learned"
                                        + " too little",
                                deviation,
                                SELDOM,
                                OFTEN));
    }

    /** Refuted only where all have come nearer than half of the greatest divergence. */
    private static ClaimCheck moreSteps(Budget budget, String deviation) {
        Measure divergence = late("divergence", " nats", "divergence");
        int steps = more(budget);
        String more = "k = " + steps;
        return new RequiresLearning(
                divergence.order(GanClaims.moreSteps(steps), deviation, more, "k = 1"),
                List.of(more, "k = 1"),
                List.of(),
                List.of(
                        new Condition(
                                "the divergence, in nats,", divergence.value(), Math.log(2) / 2)));
    }

    private static Measure late(String name, String unit, String figure) {
        return new Measure(
                name + ", mean over the last " + LAST + " epochs",
                unit,
                trial -> trial.meanOfLast(figure, LAST));
    }
}
