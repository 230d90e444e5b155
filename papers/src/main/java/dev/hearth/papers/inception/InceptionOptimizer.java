package dev.hearth.papers.inception;

import static dev.hearth.papers.inception.Miniatures.by;

import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Check;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.TunedComparison;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.RmsProp;
import dev.hearth.optim.Sgd;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.inception.InceptionMiniature;
import dev.hearth.zoo.inception.ResidualWiring;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * RMSProp as published against descent with momentum, each at several rates, on the residual
 * miniature (Szegedy et al. 2016, §4; INC-5). Equal seeds see equal batches in equal order.
 */
public final class InceptionOptimizer extends PaperExperiment {

    /** About the published 0.045 and up to where it ends worse again, in half decades. */
    static final List<String> RMSPROP =
            List.of(
                    "RMSProp 0.0045",
                    "RMSProp 0.014",
                    "RMSProp 0.045",
                    "RMSProp 0.14",
                    "RMSProp 0.45",
                    "RMSProp 1.4");

    /** Where a velocity is ten times a gradient, a third to a tenth of that does as much. */
    static final List<String> MOMENTUM =
            List.of(
                    "momentum 0.0015",
                    "momentum 0.0045",
                    "momentum 0.014",
                    "momentum 0.045",
                    "momentum 0.14",
                    "momentum 0.45");

    private static final double SCALE = 0.2;

    public InceptionOptimizer() {
        super("inception/optimizer", "RMSProp against descent with momentum, each at several rates");
    }

    private static Map<String, Optimizer> arms() {
        Map<String, Optimizer> arms = new TreeMap<>();
        RMSPROP.forEach(arm -> arms.put(arm, RmsProp.tensorFlow(0.9, 1)));
        MOMENTUM.forEach(arm -> arms.put(arm, new Sgd(0.9)));
        return arms;
    }

    private Recipe recipe(String arm, Optimizer optimizer, Budget budget) {
        return Miniatures.recipe(
                name() + "/" + arm.replace(' ', '-'),
                new InceptionMiniature(ResidualWiring.RESIDUAL, 1, SCALE, Miniatures.CLASSES, 0),
                optimizer,
                Double.parseDouble(arm.substring(arm.indexOf(' ') + 1)),
                by(
                        budget,
                        new DatasetSpec(Miniatures.SET, 100, 100),
                        new DatasetSpec(Miniatures.SET, 2_000, 1_000),
                        new DatasetSpec(Miniatures.SET, 0, 0)),
                by(budget, 1, 4, 60));
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(Miniatures.SET)) {
            return Plan.absent(Miniatures.SET, checks("data not available"));
        }
        int seeds = by(budget, 1, 3, 5);
        Map<String, Optimizer> arms = arms();
        List<Job> jobs =
                TrainingJob.all(
                        seeds,
                        arms.keySet(),
                        budget,
                        List.of(),
                        arm -> recipe(arm, arms.get(arm), budget));
        String first = RMSPROP.get(0);
        String work = Miniatures.work(recipe(first, arms.get(first), budget), seeds);
        String deviation =
                "the residual miniature on "
                        + work
                        + ", instead of ImageNet"
                        + (budget == Budget.SHORT
                                ? "; the two highest rates of each were added when the best lay at the edge"
                                : "");
        return new Plan(
                        "the residual miniature, "
                                + RMSPROP.size()
                                + " rates each, batch "
                                + Miniatures.BATCH
                                + ", "
                                + work,
                        deviation,
                        jobs,
                        checks(deviation),
                        List.of(
                                CurveFigure.linear("training-loss", "Training cross-entropy", "trainLoss", "nats")))
                .diverging(arms.keySet());
    }

    private static List<Check> checks(String deviation) {
        return List.of(
                new RequiresLearning(
                        new TunedComparison(
                                InceptionClaims.OPTIMIZER,
                                "test error",
                                " %",
                                trial -> trial.metric("testError"),
                                RMSPROP,
                                MOMENTUM,
                                deviation),
                        List.of(RMSPROP.get(1), MOMENTUM.get(1)),
                        trial -> trial.metric("testError"),
                        Miniatures.GUESS,
                        "the test error"));
    }
}
