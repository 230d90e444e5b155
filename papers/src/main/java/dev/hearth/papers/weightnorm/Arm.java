package dev.hearth.papers.weightnorm;

import dev.hearth.zoo.weightnorm.Offset;
import dev.hearth.zoo.weightnorm.WeightNormCifar;
import dev.hearth.zoo.weightnorm.Weights;
import java.util.Locale;

/**
 * A variant of the net at a learning rate.
 *
 * @param kind which variant
 * @param rate of Adam
 */
record Arm(Kind kind, double rate) {

    /** The variants that are compared. */
    enum Kind {
        /** The published code's {@code no_norm}. */
        PLAIN("plain", Weights.FIXED_GAIN, Offset.BIAS),
        /** The other reading of it: the factor is multiplied into the weights that are learned. */
        PLAIN_FOLDED("plain, scale in weights", Weights.THEMSELVES, Offset.BIAS),
        BATCH_NORM("BN", Weights.THEMSELVES, Offset.BATCH_NORM),
        WEIGHT_NORM("WN", Weights.NORMALIZED, Offset.BIAS),
        BOTH("WN + mean-only", Weights.NORMALIZED, Offset.MEAN_ONLY_BATCH_NORM),
        MEAN_ONLY("mean-only", Weights.FIXED_GAIN, Offset.MEAN_ONLY_BATCH_NORM),
        EXPONENTIAL("WN exp", Weights.NORMALIZED_EXPONENTIAL, Offset.BIAS),
        LIMITED("WN limited", Weights.NORMALIZED, Offset.BIAS);

        private final String word;
        private final Weights weights;
        private final Offset offset;

        Kind(String word, Weights weights, Offset offset) {
            this.word = word;
            this.weights = weights;
            this.offset = offset;
        }

        /** Batch norm undoes whatever scale its weights begin with. */
        boolean startsFromImages() {
            return this != BATCH_NORM;
        }

        WeightNormCifar net(int divisor, double limit) {
            return new WeightNormCifar(
                    divisor,
                    10,
                    weights,
                    offset,
                    this == LIMITED ? limit : Double.POSITIVE_INFINITY);
        }
    }

    /** The arm's name; at the rate that all variants share, the variant's alone. */
    String name(double shared) {
        return rate == shared
                ? kind.word
                : kind.word + " " + String.format(Locale.ROOT, "%.0e", rate).replace("e-0", "e-");
    }
}
