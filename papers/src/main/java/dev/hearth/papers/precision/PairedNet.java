package dev.hearth.papers.precision;

import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
import dev.hearth.papers.fmp.FmpMnist;
import dev.hearth.papers.gan.GanMnist;
import dev.hearth.papers.inception.InceptionResidual;
import dev.hearth.papers.weightnorm.WeightNormCifar10;
import dev.hearth.papers.weightnorm.WeightNormVae;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A net that is trained in both precisions, by its paper's recipe at the budget {@code short}. Margins were
 * fixed before the first run.
 */
public enum PairedNet {
    /** The net of weight normalisation's paper, a quarter of its width: 1.5 points of test error. */
    WEIGHT_NORM(
            "weightnorm",
            WeightNormCifar10::new,
            "WN + mean-only",
            Measure.TEST_ERROR,
            1.5,
            Condition.trained(10)),
    /** Fractional max-pooling's MNIST net with k = 8, random overlapping regions, one test: 0.4 points. */
    FMP("fmp", FmpMnist::new, "random overlapping", Measure.TEST_ERROR, 0.4, Condition.trained(10)),
    /** The residual miniature of the Inception paper: 3 points, as its recipe's own margin. */
    INCEPTION(
            "inception",
            InceptionResidual::new,
            "residual",
            Measure.TEST_ERROR,
            3,
            Condition.trained(10)),
    /** The GAN paper's MNIST nets, ten epochs: 10 nats of the Parzen score. */
    GAN(
            "gan",
            GanMnist::asPublished,
            "published",
            Measure.of("the Parzen score", " nats", "parzen").moreIsBetter(),
            10,
            new Condition("the negative Parzen score", trial -> -trial.metric("parzen"), 0)) {
        @Override
        OptionalInt epochs() {
            return OptionalInt.of(10);
        }
    },
    /** The convolutional VAE, weights normalised: 1 nat of the negative bound. */
    VAE(
            "vae",
            WeightNormVae::mnist,
            "WN",
            Measure.of("negative bound", " nats an image", "testLoss"),
            1,
            // Independent pixels, each at its mean over MNIST, have 206.
            Condition.below("the negative bound", "testLoss", 206));

    private final String word;
    private final Supplier<? extends Experiment> experiment;
    private final String arm;
    private final Measure measure;
    private final double margin;
    private final Condition learned;

    PairedNet(
            String word,
            Supplier<? extends Experiment> experiment,
            String arm,
            Measure measure,
            double margin,
            Condition learned) {
        this.word = word;
        this.experiment = experiment;
        this.arm = arm;
        this.measure = measure;
        this.margin = margin;
        this.learned = learned;
    }

    String word() {
        return word;
    }

    /** Whose recipe it is. */
    Experiment experiment() {
        return experiment.get();
    }

    /** Which of its arms. */
    String arm() {
        return arm;
    }

    Measure measure() {
        return measure;
    }

    /** The difference of the measure that counts as none. */
    double margin() {
        return margin;
    }

    /** What a run must meet before it can speak. */
    Condition learned() {
        return learned;
    }

    /** How many epochs, where the recipe's own would be too many. */
    OptionalInt epochs() {
        return OptionalInt.empty();
    }

    Claim claim() {
        return new Claim(
                        "BF16-" + (ordinal() + 1),
                        "in bfloat16 "
                                + experiment().name()
                                + "'s net ("
                                + arm
                                + ") learns what it learns in float32: "
                                + measure.name()
                                + " within "
                                + margin
                                + measure.unit(),
                        "in no paper: stated beforehand")
                .own();
    }
}
