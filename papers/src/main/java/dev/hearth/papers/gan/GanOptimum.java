package dev.hearth.papers.gan;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.dataset.GaussianMixture;
import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Fact;
import dev.hearth.nn.Context;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Linear;
import dev.hearth.optim.Adam;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.LinearToZero;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Trainer;
import dev.hearth.train.UpdateOrder;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.recipe.UpdateRatio;
import dev.hearth.train.task.GanTask;
import dev.hearth.zoo.gan.GanToy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The best discriminator of a fixed generator in one dimension (Goodfellow et al. 2014, §4.1): trained
 * to convergence, beside p_data/(p_data + p_g). The generator is 0.8·z + 0.2 of a normal z; the data are
 * two normal distributions, or the generator's own.
 */
public final class GanOptimum extends PaperExperiment {

    private static final GaussianMixture FAKES = new GaussianMixture(List.of(List.of(0.2)), 0.8);
    private static final GaussianMixture TWO =
            new GaussianMixture(List.of(List.of(-1.0), List.of(1.0)), 0.4);
    private static final int POINTS = 2001;
    private static final double REACH = 5;

    public GanOptimum() {
        super(
                "gan/optimum",
                "a discriminator trained to convergence against a fixed generator, compared with the formula");
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        int epochs = Budgets.pick(budget, 2, 30, 100);
        int seeds = budget == Budget.SMOKE ? 1 : 3;
        List<Job> jobs = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            jobs.add(
                    new MeasurementJob(
                            name(),
                            "one dimension",
                            seed,
                            budget,
                            epochs,
                            (chance, device) -> measure(epochs, chance, device)));
        }
        // A tenth of a smoke run's learning leaves more: the bound says what the budget can show.
        double bound = budget == Budget.SMOKE ? 0.1 : 0.03;
        return new Plan(
                "one dimension, a net of 2×64 ReLU, Adam, "
                        + epochs * 100
                        + " steps of 500 and 500",
                "net, optimiser and data are ours; the paper proves it",
                jobs,
                List.of(
                        new Fact(
                                GanClaims.OPTIMUM,
                                Map.of(
                                        "distanceFromFormula", bound,
                                        "valueBesideFormula", bound,
                                        "distanceFromHalf", bound,
                                        "valueBesideMinusLog4", bound),
                                "net, optimiser and data are ours; the paper proves it")),
                List.of());
    }

    /** Both GANs of one seed. */
    static Map<String, Double> measure(int epochs, Seed seed, Device device) {
        Map<String, Double> figures = new TreeMap<>();
        double[] two = play(TWO, epochs, seed.child("two"), device);
        figures.put("distanceFromFormula", two[0]);
        figures.put("valueBesideFormula", Math.abs(two[1] - two[2]));
        figures.put("value", two[1]);
        figures.put("valueOfFormula", two[2]);
        double[] same = play(FAKES, epochs, seed.child("same"), device);
        figures.put("distanceFromHalf", same[0]);
        figures.put("valueBesideMinusLog4", Math.abs(same[1] + Math.log(4)));
        return figures;
    }

    /** Mean distance of D from the formula under (p_data + p_g)/2, its value, and the formula's. */
    private static double[] play(GaussianMixture data, int epochs, Seed seed, Device device) {
        DatasetProvider.Sets sets =
                new DatasetProvider.Sets(
                        data.dataset("one dimension", 50_000, seed.child("points")),
                        data.dataset("one dimension", 500, seed.child("others")));
        GanTask contest = new GanTask(recipe(epochs), sets, seed, device, 0);
        Trainer.of(contest).epochs(epochs).seed(seed).run();
        float[] at = new float[POINTS];
        for (int i = 0; i < POINTS; i++) {
            at[i] = (float) (-REACH + 2 * REACH * i / (POINTS - 1));
        }
        double[] answers;
        try (var quiet = NoGrad.open()) {
            Tensor points = Tensor.of(at, POINTS, 1).to(device);
            answers =
                    contest.discriminator()
                            .apply(points, Context.testing(seed))
                            .sigmoid()
                            .toDoubles();
        }
        double distance = 0;
        double value = 0;
        double best = 0;
        double cell = 2 * REACH / (POINTS - 1);
        for (int i = 0; i < POINTS; i++) {
            double p = data.density(at[i]);
            double g = FAKES.density(at[i]);
            double formula = p / (p + g);
            distance += cell * (p + g) / 2 * Math.abs(answers[i] - formula);
            value += cell * (p * Math.log(answers[i]) + g * Math.log(1 - answers[i]));
            best += cell * (p * Math.log(formula) + g * Math.log(1 - formula));
        }
        return new double[] {distance, value, best};
    }

    private static GanRecipe recipe(int epochs) {
        Update update =
                new Update(
                        new Adam(0.9, 0.999),
                        new LinearToZero(2e-3, epochs / 3.0, epochs, EpochRounding.SMOOTH),
                        new ConstantSchedule(0.9));
        return GanRecipe.named("gan/optimum")
                .corpus(new DatasetSpec("one dimension", 0, 0), ours("a density that is known"))
                .generator(
                        new Linear(1, Bias.YES, new Constant(0.8), new Constant(0.2)),
                        ours("a density that is known"))
                .discriminator(new GanToy(2, 64, 1), ours("small"))
                .noise(new Noise(Noise.Law.GAUSSIAN, 1), ours("a density that is known"))
                .payoff(GanLoss.MINIMAX, paper("eq. 1"))
                .turns(
                        new UpdateRatio(UpdateOrder.ALTERNATING, 1, 0),
                        paper("§4.1: the generator is fixed"))
                .generatorUpdate(update, ours("never used"))
                .discriminatorUpdate(update, ours("converges"))
                .batch(500, ours("many points are cheap"))
                .epochs(epochs, ours("until it has converged"))
                .build();
    }
}
