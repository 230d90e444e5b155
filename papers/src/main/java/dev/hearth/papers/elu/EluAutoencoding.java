package dev.hearth.papers.elu;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Check;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.CombinedCheck;
import dev.hearth.experiments.claim.Ranking;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.loss.BinaryCrossEntropy;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.elu.EluAutoencoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A deep autoencoder on MNIST at four learning rates (Clevert et al. 2015, §4.1.2, fig. 3). */
public final class EluAutoencoding extends PaperExperiment {

    private static final List<String> RATES = List.of("1e-2", "1e-3", "1e-4", "1e-5");

    public EluAutoencoding() {
        super("elu/autoencoder", "reconstruction by a deep autoencoder at four learning rates");
    }

    private static String label(String arm, String rate) {
        return arm + " " + rate;
    }

    private Recipe recipe(String arm, String rate, String set, Budget budget) {
        DatasetSpec corpus =
                switch (budget) {
                    case SMOKE -> new DatasetSpec(set, 1000, 500);
                    case SHORT -> new DatasetSpec(set, 12_000, 2_000);
                    case PAPER -> new DatasetSpec(set, 0, 0);
                };
        int epochs =
                switch (budget) {
                    case SMOKE -> 1;
                    case SHORT -> 2;
                    case PAPER -> 500;
                };
        return Recipe.named(name() + "/" + label(arm, rate).replace(' ', '-'))
                .corpus(corpus, budget == Budget.PAPER ? paper("§4.1.2") : ours("budget"))
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
                .epochs(epochs, budget == Budget.PAPER ? paper("§4.1.2") : ours("budget"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = EluTexts.firstOf(available, "mnist");
        int seeds = budget == Budget.SMOKE ? 1 : budget == Budget.SHORT ? 3 : 5;
        List<String> arms =
                budget == Budget.SMOKE
                        ? List.of(
                                ComparedActivations.ELU,
                                ComparedActivations.LEAKY,
                                ComparedActivations.RELU)
                        : List.of(
                                ComparedActivations.ELU,
                                ComparedActivations.LEAKY,
                                ComparedActivations.RELU,
                                ComparedActivations.LEAKY_THIRD,
                                ComparedActivations.PARAMETRIC);
        List<Job> jobs = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            for (String rate : RATES) {
                for (String arm : arms) {
                    jobs.add(
                            new TrainingJob(
                                    label(arm, rate),
                                    seed,
                                    recipe(arm, rate, set, budget),
                                    budget,
                                    List.of()));
                }
            }
        }
        Recipe one = recipe(ComparedActivations.ELU, "1e-2", set, budget);
        String deviation =
                EluTexts.deviation(
                        budget,
                        set,
                        "mnist",
                        one.corpus().value().training()
                                + " images and "
                                + one.epochs().value()
                                + " epochs instead of 60000 and 500");
        return new Plan(
                set
                        + ", 784-1000-500-250-30 and back, SGD, batch 64, "
                        + one.epochs().value()
                        + " epochs, "
                        + seeds
                        + " seeds",
                deviation,
                jobs,
                checks(deviation, arms),
                List.of(
                        CurveFigure.linear("test-error", "Reconstruction error on test images, rate 1e-2", "testLoss", "nats a pixel").only(arm -> arm.endsWith("1e-2"))));
    }

    private static List<Check> checks(String deviation, List<String> arms) {
        List<Check> order = new ArrayList<>();
        List<Check> conjecture = new ArrayList<>();
        for (String rate : RATES) {
            order.add(
                    ranking(
                            rate,
                            deviation,
                            ComparedActivations.ELU,
                            ComparedActivations.LEAKY,
                            ComparedActivations.RELU));
            if (arms.contains(ComparedActivations.LEAKY_THIRD)) {
                conjecture.add(
                        ranking(
                                rate,
                                deviation,
                                ComparedActivations.LEAKY_THIRD,
                                ComparedActivations.ELU));
                conjecture.add(
                        ranking(
                                rate,
                                deviation,
                                ComparedActivations.PARAMETRIC,
                                ComparedActivations.ELU));
            }
        }
        List<Check> checks = new ArrayList<>();
        checks.add(
                new CombinedCheck(EluClaims.AUTOENCODER, CombinedCheck.Rule.ALL, order, deviation));
        if (!conjecture.isEmpty()) {
            checks.add(
                    new CombinedCheck(
                            EluClaims.CONJECTURE, CombinedCheck.Rule.ANY, conjecture, deviation));
        }
        return checks;
    }

    /** Above ln 2 a pixel, a net is worse than one that says 0.5 everywhere. */
    private static Check ranking(String rate, String deviation, String... arms) {
        List<String> order = java.util.Arrays.stream(arms).map(arm -> label(arm, rate)).toList();
        Ranking ranking =
                new Ranking(
                        new Claim("", "rate " + rate + ", " + String.join(" < ", arms), ""),
                        "test error",
                        "",
                        trial -> trial.metric("testLoss"),
                        order,
                        deviation);
        return new RequiresLearning(
                ranking, order, trial -> trial.metric("testLoss"), Math.log(2), "the test error");
    }
}
