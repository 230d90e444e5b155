package dev.hearth.papers.weightnorm;

import dev.hearth.zoo.weightnorm.BiasKind;
import dev.hearth.zoo.weightnorm.WeightMode;
import dev.hearth.zoo.weightnorm.WeightNormCifar;
import java.util.Locale;

/**
 * A variant of the net at a learning rate.
 *
 * @param kind which variant
 * @param rate of Adam
 * @param limit on ‖v‖ of {@link Kind#LIMITED}
 */
record VariantAtRate(Kind kind, double rate, double limit) {

    /** The limit that arms are not named by. At full width v begins at 0.05·√fan_in, from 0.26 to 2.1. */
    static final double LIMIT = 1;

    VariantAtRate(Kind kind, double rate) {
        this(kind, rate, LIMIT);
    }

    /** The variants that are compared. */
    enum Kind {
        /** The published code's {@code no_norm}. */
        PLAIN("plain", WeightMode.FIXED_GAIN, BiasKind.BIAS),
        /** The other reading of it: the factor is multiplied into the weights that are learned. */
        PLAIN_FOLDED("plain, scale in weights", WeightMode.THEMSELVES, BiasKind.BIAS),
        BATCH_NORM("BN", WeightMode.THEMSELVES, BiasKind.BATCH_NORM),
        WEIGHT_NORM("WN", WeightMode.NORMALIZED, BiasKind.BIAS),
        BOTH("WN + mean-only", WeightMode.NORMALIZED, BiasKind.MEAN_ONLY_BATCH_NORM),
        MEAN_ONLY("mean-only", WeightMode.FIXED_GAIN, BiasKind.MEAN_ONLY_BATCH_NORM),
        EXPONENTIAL("WN exp", WeightMode.NORMALIZED_EXPONENTIAL, BiasKind.BIAS),
        LIMITED("WN limited", WeightMode.NORMALIZED, BiasKind.BIAS);

        private final String word;
        private final WeightMode weights;
        private final BiasKind offset;

        Kind(String word, WeightMode weights, BiasKind offset) {
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

    WeightNormCifar net(int divisor) {
        return kind.net(divisor, limit);
    }

    /** The same at another rate. */
    VariantAtRate at(double other) {
        return new VariantAtRate(kind, other, limit);
    }

    /** The variant's name, with its limit where that is not the usual one. */
    String method() {
        return limit == LIMIT ? kind.word : kind.word + " " + limit;
    }

    /** The arm's name; at the rate that all variants share, the variant's alone. */
    String name(double shared) {
        return rate == shared
                ? method()
                : method() + " " + String.format(Locale.ROOT, "%.0e", rate).replace("e-0", "e-");
    }
}
