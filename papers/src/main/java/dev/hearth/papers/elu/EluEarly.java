package dev.hearth.papers.elu;

import static dev.hearth.papers.elu.ComparedActivations.ELU;
import static dev.hearth.papers.elu.ComparedActivations.RELU;
import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.elu.EluMnist;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The plain gradient against the unit natural gradient from the beginning of training on, in every layer
 * and for three dampings (Clevert et al. 2015, §2). A trained net is ill-conditioned, so that the figure
 * says little there; the paper's argument is about learning.
 */
public final class EluEarly extends PaperExperiment {

    private static final int LAYERS = 8;

    private static final Claim BEFORE =
            new Claim(
                    EluClaims.NATURAL_GRADIENT.id(),
                    "with ELU the plain gradient points nearer to the unit natural gradient, before the"
                            + " first step, in the mean over all layers behind the first, for each of three dampings",
                    "§2, argued, not measured");
    private static final Claim EARLY =
            new Claim(
                    EluClaims.NATURAL_GRADIENT.id(),
                    "and so after the first epoch",
                    "§2, argued, not measured");

    public EluEarly() {
        super(
                "elu/natural-gradient",
                "plain against unit natural gradient from the first step on, every layer");
    }

    private Recipe recipe(String arm, String set, Budget budget) {
        return Recipe.named(name() + "/" + arm)
                .corpus(
                        budget == Budget.SMOKE
                                ? new DatasetSpec(set, 1000, 500)
                                : new DatasetSpec(set, 0, 0),
                        set.equals("mnist") ? paper("§4.1.1") : ours("MNIST is not here"))
                .model(
                        new EluMnist(LAYERS, 128, 10, ComparedActivations.activation(arm)),
                        paper("§4.1.1, He initialisation"))
                .optimizer(new Sgd(), paper("§4.1.1: stochastic gradient descent"))
                .rate(new ConstantSchedule(0.01), paper("§4.1.1"))
                .batch(64, paper("§4.1.1"))
                .epochs(Budgets.pick(budget, 1, 3, 5), ours("the beginning is asked for"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = Budgets.digits(available);
        int seeds = Budgets.pick(budget, 2, 12, 12);
        EarlyCosines cosines =
                budget == Budget.SMOKE
                        ? new EarlyCosines(LAYERS, 500, 8)
                        : new EarlyCosines(LAYERS, 2_000, 32);
        List<Job> jobs = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            for (String arm : List.of(ELU, RELU)) {
                jobs.add(new EarlyJob(arm, seed, recipe(arm, set, budget), budget, cosines));
            }
        }
        String deviation = Phrase.standIn(set, "mnist");
        return new Plan(
                Phrase.of(
                        "{}, 8×128, SGD 0.01, batch 64; {} units of each of layers 2 to 9 on {} training"
                                + " images, dampings of {} mean eigenvalues, {} seeds",
                        set,
                        cosines.units(),
                        cosines.examples(),
                        EarlyCosines.DAMPINGS,
                        seeds),
                deviation,
                jobs,
                checks(deviation),
                List.of());
    }

    static List<ClaimCheck> checks(String deviation) {
        return List.of(after(BEFORE, 0, deviation), after(EARLY, 1, deviation));
    }

    private static ClaimCheck after(Claim claim, int epochs, String deviation) {
        return claim.all(
                deviation,
                EarlyCosines.DAMPINGS.stream()
                        .map(
                                damping ->
                                        Measure.of(
                                                        "cosine, mean over the layers",
                                                        "",
                                                        EarlyCosines.mean(epochs, damping))
                                                .order("damping " + damping, "", RELU, ELU))
                        .toList());
    }
}
