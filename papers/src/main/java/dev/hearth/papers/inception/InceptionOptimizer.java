package dev.hearth.papers.inception;

import static dev.hearth.experiments.Budgets.pick;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.ValidatedJob;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.TunedComparison;
import dev.hearth.optim.RmsProp;
import dev.hearth.optim.Sgd;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.inception.InceptionMiniature;
import dev.hearth.zoo.inception.ResidualWiring;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * RMSProp as published against descent with momentum, each at several rates, on the residual
 * miniature (Szegedy et al. 2016, §4; INC-5). Equal seeds see equal batches in equal order.
 */
public final class InceptionOptimizer extends PaperExperiment {

    /** About the published 0.045 and up to where it ends worse again, in half decades. */
    static final List<String> RMSPROP =
            arms("RMSProp", "0.0045", "0.014", "0.045", "0.14", "0.45", "1.4");

    /** Where a velocity is ten times a gradient, a third to a tenth of that does as much. */
    static final List<String> MOMENTUM =
            arms("momentum", "0.0015", "0.0045", "0.014", "0.045", "0.14", "0.45");

    private static final double SCALE = 0.2;

    public InceptionOptimizer() {
        super(
                "inception/optimizer",
                "RMSProp against descent with momentum, each at several rates");
    }

    private static List<String> arms(String optimizer, String... rates) {
        return Arrays.stream(rates).map(rate -> optimizer + " " + rate).toList();
    }

    private Recipe recipe(String arm, Budget budget) {
        return Miniatures.recipe(
                name() + "/" + arm.replace(' ', '-'),
                new InceptionMiniature(ResidualWiring.RESIDUAL, 1, SCALE, Miniatures.CLASSES, 0),
                RMSPROP.contains(arm) ? RmsProp.tensorFlow(0.9, 1) : new Sgd(0.9),
                Double.parseDouble(arm.substring(arm.indexOf(' ') + 1)),
                Budgets.part(
                        budget == Budget.EVIDENCE ? ValidatedJob.SET : Miniatures.SET,
                        budget,
                        new int[] {100, 100},
                        new int[] {2_000, 1_000},
                        new int[] {20_000, 0}),
                pick(budget, 1, 4, 20, 60));
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(Miniatures.SET)) {
            return Plan.absent(Miniatures.SET, checks(RMSPROP, MOMENTUM, "data not available"));
        }
        boolean evidence = budget == Budget.EVIDENCE;
        int seeds = pick(budget, 1, 3, 8, 5);
        // About the best of the short budget.
        List<String> rmsProp = evidence ? RMSPROP.subList(3, 6) : RMSPROP;
        List<String> momentum = evidence ? MOMENTUM.subList(2, 5) : MOMENTUM;
        List<String> arms = Stream.of(rmsProp, momentum).flatMap(List::stream).sorted().toList();
        List<Job> jobs =
                TrainingJob.all(seeds, arms, budget, List.of(), arm -> recipe(arm, budget));
        if (evidence) {
            jobs = ValidatedJob.all(jobs);
        }
        String work = Miniatures.work(recipe(RMSPROP.get(0), budget), seeds);
        String deviation =
                Phrase.joined(
                        "the residual miniature on " + work + ", instead of ImageNet",
                        budget == Budget.SHORT
                                ? "the two highest rates of each were added when the best lay at the edge"
                                : evidence
                                        ? "rates chosen on 5000 training images that were kept"
                                        : "");
        Plan plan =
                new Plan(
                                Phrase.of(
                                        "the residual miniature, {} rates each, batch {}, {}",
                                        rmsProp.size(),
                                        Miniatures.BATCH,
                                        work),
                                deviation,
                                jobs,
                                checks(rmsProp, momentum, deviation),
                                List.of(
                                        CurveFigure.linear(
                                                "training-loss",
                                                "Training cross-entropy",
                                                "trainLoss",
                                                "nats")))
                        .diverging(arms);
        return switch (budget) {
            case SHORT -> plan.look(2, 3, 0);
            case EVIDENCE -> plan.look(3, 3, 0);
            case SMOKE, PAPER -> plan;
        };
    }

    private static List<ClaimCheck> checks(
            List<String> rmsProp, List<String> momentum, String deviation) {
        return List.of(
                Miniatures.learned(
                        new TunedComparison(
                                InceptionClaims.OPTIMIZER,
                                Measure.TEST_ERROR,
                                rmsProp,
                                momentum,
                                deviation),
                        rmsProp.get(1),
                        momentum.get(1)));
    }
}
