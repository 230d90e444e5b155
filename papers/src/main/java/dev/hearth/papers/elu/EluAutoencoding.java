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
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.loss.BinaryCrossEntropy;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeBuilder;
import dev.hearth.zoo.elu.EluAutoencoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** A deep autoencoder on MNIST at four learning rates (Clevert et al. 2015, §4.1.2, fig. 3). */
public final class EluAutoencoding extends PaperExperiment {

    private static final List<String> RATES = List.of("1e-2", "1e-3", "1e-4", "1e-5");

    /** Of 938 steps: 5,600 in all. */
    private static final int EVIDENCE_EPOCHS = 6;

    /** The mean entropy of MNIST's pixels: 206 nats of 784. */
    private static final double PIXELS_ALONE = 206.0 / 784;

    public EluAutoencoding() {
        super("elu/autoencoder", "reconstruction by a deep autoencoder at four learning rates");
    }

    private static String label(String arm, String rate) {
        return arm + " " + rate;
    }

    private Recipe recipe(String label, String set, Budget budget) {
        String arm = label.substring(0, label.lastIndexOf(' '));
        String rate = label.substring(label.lastIndexOf(' ') + 1);
        DatasetSpec corpus =
                Budgets.part(
                        set, budget, new int[] {1000, 500}, new int[] {12_000, 2_000}, new int[2]);
        int epochs = Budgets.pick(budget, 1, 2, EVIDENCE_EPOCHS, 500);
        RecipeBuilder recipe = Recipe.named(name() + "/" + label.replace(' ', '-'));
        recipe.corpus(corpus, budget == Budget.PAPER ? paper("§4.1.2") : ours("budget"))
                .model(
                        new EluAutoencoder(784, ComparedActivations.activation(arm)),
                        ours(
                                "widths of §4.1.2; linear code and logits of pixels as in Martens 2010"))
                .objective(Objective.RECONSTRUCT, paper("§4.1.2"))
                .loss(
                        new BinaryCrossEntropy(),
                        ours("the paper does not name it; as in Martens 2010"))
                .optimizer(new Sgd(), paper("§4.1.2: stochastic gradient descent"))
                .rate(new ConstantSchedule(Double.parseDouble(rate)), paper("§4.1.2"))
                .batch(64, paper("§4.1.2"))
                .epochs(epochs, budget == Budget.PAPER ? paper("§4.1.2") : ours("budget"));
        if (budget == Budget.EVIDENCE) {
            recipe.start(
                    new ParameterStart.MeanPixels(),
                    ours("else a short run learns little more than how often each pixel is white"));
        }
        return recipe.build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = Budgets.digits(available);
        int seeds = Budgets.pick(budget, 1, 3, 10, 5);
        List<String> rates = rates(budget);
        List<String> arms =
                budget == Budget.SMOKE
                        ? List.of(ELU, LEAKY, RELU)
                        : List.of(ELU, LEAKY, RELU, LEAKY_THIRD, PARAMETRIC);
        List<String> labels = new ArrayList<>();
        rates.forEach(rate -> arms.forEach(arm -> labels.add(label(arm, rate))));
        List<Job> jobs =
                TrainingJob.all(
                        seeds, labels, budget, List.of(), label -> recipe(label, set, budget));
        Recipe one = recipe(label(ELU, "1e-2"), set, budget);
        String less =
                budget == Budget.EVIDENCE
                        ? "{epochs} epochs instead of 500, at the two larger rates alone; output biases"
                                + " begin at the logits of mean pixels"
                        : "{images} images and {epochs} epochs instead of 60000 and 500";
        String deviation =
                Phrase.joined(
                        Phrase.standIn(set, "mnist"),
                        budget == Budget.PAPER ? "" : Phrase.of(one, less));
        Plan plan =
                new Plan(
                        Phrase.of(
                                one,
                                "{}, 784-1000-500-250-30 and back, SGD, batch 64, {epochs} epochs, {} seeds",
                                set,
                                seeds),
                        deviation,
                        jobs,
                        checks(budget, deviation, arms, rates),
                        List.of(
                                CurveFigure.linear(
                                                "test-error",
                                                "Reconstruction error on test images, rate 1e-2",
                                                "testLoss",
                                                "nats a pixel")
                                        .only(arm -> arm.endsWith("1e-2"))));
        return budget == Budget.EVIDENCE ? plan.look(2, 2, 0) : plan;
    }

    /** At the smaller ones, what the evidence budget trains is too little. */
    private static List<String> rates(Budget budget) {
        return budget == Budget.EVIDENCE ? RATES.subList(0, 2) : RATES;
    }

    private static List<ClaimCheck> checks(
            Budget budget, String deviation, List<String> arms, List<String> rates) {
        // What begins at mean pixels knows how often each is white: it has to be clearly better.
        double guess =
                budget == Budget.EVIDENCE ? RequiresLearning.CLEARLY * PIXELS_ALONE : PIXELS_ALONE;
        List<ClaimCheck> order = new ArrayList<>();
        List<ClaimCheck> conjecture = new ArrayList<>();
        for (String rate : rates) {
            order.add(ranking(guess, rate, deviation, ELU, LEAKY, RELU));
            if (arms.contains(LEAKY_THIRD)) {
                conjecture.add(ranking(guess, rate, deviation, LEAKY_THIRD, ELU));
                conjecture.add(ranking(guess, rate, deviation, PARAMETRIC, ELU));
            }
        }
        List<ClaimCheck> checks = new ArrayList<>();
        checks.add(EluClaims.AUTOENCODER.all(deviation, order));
        if (!conjecture.isEmpty()) {
            checks.add(EluClaims.CONJECTURE.any(deviation, conjecture));
        }
        return checks;
    }

    /** Above that many nats a pixel, a net is worse than one that knows how often each is white. */
    private static ClaimCheck ranking(double guess, String rate, String deviation, String... arms) {
        return Measure.of("test error", "", "testLoss")
                .order(
                        "rate " + rate + ", " + String.join(" < ", arms),
                        deviation,
                        Arrays.stream(arms).map(arm -> label(arm, rate)).toArray(String[]::new))
                .learned(guess, "the test error");
    }
}
