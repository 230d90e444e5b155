package dev.hearth.papers.gan;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Figure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Check;
import dev.hearth.experiments.claim.Ranking;
import dev.hearth.optim.Adam;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.GeneratorMetric;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.recipe.UpdateOrder;
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
        /** Collapse on the ring, by how often the generator plays for each step of the discriminator. */
        RATIO
    }

    static final String EVEN = "1 to 1";
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

    /** Each arm's turns, by its name. */
    private Map<String, UpdateRatio> arms() {
        Map<String, UpdateRatio> arms = new LinkedHashMap<>();
        if (question == Question.RATIO) {
            arms.put("1 to 5", UpdateRatio.alternating(5));
            arms.put(EVEN, UpdateRatio.alternating(1));
            arms.put("5 to 1", new UpdateRatio(UpdateOrder.ALTERNATING, 1, 5));
            arms.put("25 to 1", new UpdateRatio(UpdateOrder.ALTERNATING, 1, 25));
        } else {
            arms.put("k = 1", UpdateRatio.alternating(1));
            arms.put("k = 5", UpdateRatio.alternating(5));
        }
        return arms;
    }

    /** Epochs of a hundred batches: as many turns of the generator for either k. */
    private int epochs(Budget budget, UpdateRatio turns) {
        int generator =
                switch (budget) {
                    case SMOKE -> 1;
                    case SHORT -> question == Question.RATIO ? 30 : 60;
                    case PAPER -> 400;
                };
        return question == Question.RATIO ? generator : generator * turns.discriminator();
    }

    GanRecipe recipe(String arm, Budget budget) {
        UpdateRatio turns = arms().get(arm);
        boolean line = question == Question.LINE;
        int coordinates = line ? 1 : 2;
        boolean smoke = budget == Budget.SMOKE;
        int points = (smoke ? 10 : STEPS) * BATCH;
        Update update =
                new Update(
                        new Adam(0.5, 0.999),
                        new ConstantSchedule(5e-4),
                        new ConstantSchedule(0.5));
        return GanRecipe.named(name() + "/" + arm)
                .corpus(
                        new DatasetSpec(line ? "line" : "ring", points, 1000),
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
                .epochs(epochs(budget, turns), ours(budget.word() + " budget"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        int seeds = budget == Budget.SMOKE ? 2 : question == Question.RATIO ? 6 : 3;
        List<Job> jobs =
                TrainingJob.all(
                        seeds, arms().keySet(), budget, List.of(), arm -> recipe(arm, budget));
        String deviation =
                "nets, optimiser and data are ours; the paper proves or states it and shows no figure"
                        + (question == Question.RATIO
                                ? "; six seeds, after three had left it open"
                                : "");
        return new Plan(
                "eight modes, nets of 2×128 ReLU, Adam 5e-4, batch "
                        + BATCH
                        + ", "
                        + seeds
                        + " seeds, as many turns of the "
                        + (question == Question.RATIO ? "discriminator" : "generator")
                        + " in each arm",
                deviation,
                jobs,
                checks(deviation),
                pictures());
    }

    private List<Check> checks(String deviation) {
        if (question == Question.RATIO) {
            return List.of(
                    new Ranking(
                            GanClaims.COLLAPSE,
                            "modes left of eight, mean over the last " + LAST + " epochs",
                            "",
                            trial -> DistributionRecovery.late(trial, "modes", LAST),
                            List.of("25 to 1", EVEN),
                            deviation));
        }
        return List.of(
                new DistributionRecovery(GanClaims.CONVERGENCE, LAST, deviation),
                new Ranking(
                        GanClaims.MORE_STEPS,
                        "divergence, mean over the last " + LAST + " epochs",
                        " nats",
                        trial -> DistributionRecovery.late(trial, "divergence", LAST),
                        List.of("k = 5", "k = 1"),
                        deviation));
    }

    private static List<Figure> pictures() {
        return List.of(
                CurveFigure.logarithmic("divergence", "Jensen–Shannon divergence from the data", "divergence", "nats"),
                CurveFigure.linear("modes", "Modes of eight that samples fall to", "modes", "modes"));
    }
}
