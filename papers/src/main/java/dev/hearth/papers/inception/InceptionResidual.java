package dev.hearth.papers.inception;

import static dev.hearth.papers.inception.Miniatures.by;

import dev.hearth.papers.CurvePicture;
import dev.hearth.papers.Experiment;
import dev.hearth.papers.Job;
import dev.hearth.papers.Plan;
import dev.hearth.papers.Training;
import dev.hearth.train.claim.Check;
import dev.hearth.train.claim.Claim;
import dev.hearth.train.claim.EpochsToLoss;
import dev.hearth.train.claim.Equivalence;
import dev.hearth.train.claim.Powered;
import dev.hearth.train.claim.Trial;
import dev.hearth.train.optim.RmsProp;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Corpus;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.inception.InceptionMiniature;
import dev.hearth.zoo.inception.Wiring;
import java.util.List;
import java.util.function.Predicate;

/**
 * Twins with and without residual connections on small images (Szegedy et al. 2016, §5, figs. 21 to
 * 26): how fast they learn (INC-2) and where they end (INC-3). Equal seeds see equal batches in equal
 * order.
 */
public record InceptionResidual() implements Experiment {

    static final String RESIDUAL = "residual";
    static final String PLAIN = "plain";
    static final String CUT = "shortcut cut";

    /** Top-1 points that count as not much, at errors some three times the paper's. */
    static final double MARGIN = 3;

    private static final List<String> ARMS = List.of(RESIDUAL, PLAIN, CUT);
    private static final double RATE = 0.045;
    private static final double SCALE = 0.2;

    @Override
    public String name() {
        return "inception/residual";
    }

    @Override
    public String about() {
        return "twins of equal cost with and without residual connections: speed and end";
    }

    private static Wiring wiring(String arm) {
        return switch (arm) {
            case RESIDUAL -> Wiring.RESIDUAL;
            case PLAIN -> Wiring.PLAIN;
            default -> Wiring.CUT;
        };
    }

    private Recipe recipe(String arm, Budget budget) {
        return Miniatures.recipe(
                name() + "/" + arm.replace(' ', '-'),
                new InceptionMiniature(wiring(arm), 1, SCALE, Miniatures.CLASSES, 0),
                RmsProp.tensorFlow(0.9, 1),
                RATE,
                by(
                        budget,
                        new Corpus(Miniatures.SET, 300, 200),
                        new Corpus(Miniatures.SET, 6_000, 2_000),
                        new Corpus(Miniatures.SET, 0, 0)),
                by(budget, 1, 6, 60));
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(Miniatures.SET)) {
            return Plan.absent(Miniatures.SET, checks("data not available"));
        }
        int seeds = by(budget, 1, 6, 6);
        List<Job> jobs = Training.all(seeds, ARMS, budget, List.of(), arm -> recipe(arm, budget));
        String work = Miniatures.work(recipe(RESIDUAL, budget), seeds);
        String deviation =
                "miniatures on "
                        + work
                        + ", instead of the nets on ImageNet"
                        + (budget == Budget.SHORT
                                ? "; chosen after 3000 images and four seeds had left INC-2 open"
                                : "");
        return new Plan(
                "an eighth of Inception-ResNet-v2's and Inception-v4's widths, 16.1 and 16.0 million"
                        + " multiply-adds, RMSProp 0.9, ε 1, rate "
                        + RATE
                        + ", batch "
                        + Miniatures.BATCH
                        + ", "
                        + work,
                deviation,
                jobs,
                checks(deviation),
                List.of(
                        picture("training-loss", "Training cross-entropy", "trainLoss", "nats"),
                        picture("test-error", "Test error", "testError", "percent")));
    }

    private static CurvePicture picture(String word, String title, String metric, String unit) {
        return new CurvePicture(word, title, metric, unit, CurvePicture.Axis.LINEAR);
    }

    private static List<Check> checks(String deviation) {
        return List.of(
                speed(InceptionClaims.SPEED, PLAIN, deviation),
                speed(InceptionClaims.SPEED_OF_SHORTCUT, CUT, deviation),
                end(InceptionClaims.END, PLAIN, deviation),
                end(InceptionClaims.END_OF_SHORTCUT, CUT, deviation));
    }

    private static Check speed(Claim claim, String other, String deviation) {
        return learned(
                new EpochsToLoss(
                        claim,
                        "trainLoss",
                        Math.log(Miniatures.CLASSES),
                        List.of(RESIDUAL, other),
                        deviation),
                other);
    }

    private static Check end(Claim claim, String other, String deviation) {
        return learned(
                new Equivalence(
                        claim,
                        "test error",
                        " %",
                        InceptionResidual::error,
                        RESIDUAL,
                        other,
                        MARGIN,
                        deviation),
                other);
    }

    private static Check learned(Check check, String other) {
        return new Powered(
                check,
                List.of(RESIDUAL, other),
                InceptionResidual::error,
                Miniatures.GUESS,
                "the test error");
    }

    private static double error(Trial trial) {
        return trial.metric("testError");
    }
}
