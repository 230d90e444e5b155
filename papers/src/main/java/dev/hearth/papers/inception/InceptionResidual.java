package dev.hearth.papers.inception;

import static dev.hearth.experiments.Budgets.pick;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.EpochsToLoss;
import dev.hearth.experiments.claim.Equivalence;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.optim.RmsProp;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.inception.InceptionMiniature;
import dev.hearth.zoo.inception.ResidualWiring;
import java.util.List;
import java.util.function.Predicate;

/**
 * Twins with and without residual connections on small images (Szegedy et al. 2016, §5, figs. 21 to
 * 26): how fast they learn (INC-2) and where they end (INC-3). Equal seeds see equal batches in equal
 * order.
 */
public final class InceptionResidual extends PaperExperiment {

    static final String RESIDUAL = "residual";
    static final String PLAIN = "plain";
    static final String CUT = "shortcut cut";

    /** Top-1 points that count as not much, at errors some three times the paper's. */
    static final double MARGIN = 3;

    private static final List<String> ARMS = List.of(RESIDUAL, PLAIN, CUT);
    private static final double RATE = 0.045;
    private static final double SCALE = 0.2;

    public InceptionResidual() {
        super(
                "inception/residual",
                "twins of equal cost with and without residual connections: speed and end");
    }

    private static ResidualWiring wiring(String arm) {
        return switch (arm) {
            case RESIDUAL -> ResidualWiring.RESIDUAL;
            case PLAIN -> ResidualWiring.PLAIN;
            default -> ResidualWiring.CUT;
        };
    }

    private Recipe recipe(String arm, Budget budget) {
        return Miniatures.recipe(
                name() + "/" + arm.replace(' ', '-'),
                new InceptionMiniature(wiring(arm), 1, SCALE, Miniatures.CLASSES, 0),
                RmsProp.tensorFlow(0.9, 1),
                RATE,
                Budgets.part(
                        Miniatures.SET,
                        budget,
                        new int[] {300, 200},
                        new int[] {6_000, 2_000},
                        new int[2]),
                pick(budget, 1, 6, 60, 60));
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(Miniatures.SET)) {
            return Plan.absent(Miniatures.SET, checks("data not available"));
        }
        int seeds = pick(budget, 1, 6, 8, 6);
        List<String> arms = budget == Budget.EVIDENCE ? List.of(RESIDUAL, PLAIN) : ARMS;
        List<Job> jobs =
                TrainingJob.all(seeds, arms, budget, List.of(), arm -> recipe(arm, budget));
        String work = Miniatures.work(recipe(RESIDUAL, budget), seeds);
        String deviation =
                Phrase.joined(
                        "miniatures on " + work + ", instead of the nets on ImageNet",
                        budget == Budget.SHORT
                                ? "chosen after 3000 images and four seeds had left INC-2 open"
                                : "");
        Plan plan =
                new Plan(
                        Phrase.of(
                                "an eighth of Inception-ResNet-v2's and Inception-v4's widths, 16.1 and 16.0"
                                        + " million multiply-adds, RMSProp 0.9, ε 1, rate {}, batch {}, {}",
                                RATE,
                                Miniatures.BATCH,
                                work),
                        deviation,
                        jobs,
                        budget == Budget.EVIDENCE
                                ? List.of(
                                        speed(InceptionClaims.SPEED, PLAIN, deviation),
                                        end(InceptionClaims.END, PLAIN, deviation))
                                : checks(deviation),
                        List.of(
                                CurveFigure.linear(
                                        "training-loss",
                                        "Training cross-entropy",
                                        "trainLoss",
                                        "nats"),
                                CurveFigure.linear(
                                        "test-error", "Test error", "testError", "percent")));
        return switch (budget) {
            case SHORT -> plan.look(2, 3, 0);
            case EVIDENCE -> plan.look(3, 3, 0);
            case SMOKE, PAPER -> plan;
        };
    }

    private static List<ClaimCheck> checks(String deviation) {
        return List.of(
                speed(InceptionClaims.SPEED, PLAIN, deviation),
                speed(InceptionClaims.SPEED_OF_SHORTCUT, CUT, deviation),
                end(InceptionClaims.END, PLAIN, deviation),
                end(InceptionClaims.END_OF_SHORTCUT, CUT, deviation));
    }

    private static ClaimCheck speed(Claim claim, String other, String deviation) {
        double atStart = Math.log(Miniatures.CLASSES);
        List<String> order = List.of(RESIDUAL, other);
        return Miniatures.learned(
                new EpochsToLoss(claim, "trainLoss", atStart, order, deviation), RESIDUAL, other);
    }

    private static ClaimCheck end(Claim claim, String other, String deviation) {
        return Miniatures.learned(
                        new Equivalence(
                                claim, Measure.TEST_ERROR, RESIDUAL, other, MARGIN, deviation),
                        RESIDUAL,
                        other)
                .and(Miniatures.AT_END);
    }
}
