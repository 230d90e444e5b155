package dev.hearth.zoo.weightnorm;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.gaussianNoise;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.leakyRelu;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.tap;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.BatchNormScale;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.MeanOnlyBatchNorm;
import dev.hearth.nn.layers.Padding;
import dev.hearth.tensor.Check;
import java.util.Objects;

/**
 * The CIFAR-10 net of Salimans and Kingma 2016, §5.1 and table 2 (published code, {@code train.py}), a
 * variant of ConvPool-CNN-C with leaky ReLUs of slope 0.1. All ten weighted sums are normalised alike,
 * the logits too, and observed by taps named {@code sum}. 1.41 million parameters, 399 million
 * multiply-adds at full width.
 *
 * <p>Image 3×32×32 → vector [classes].
 *
 * @param divisor of all widths: 1 in the paper, 4 for the quarter-width net
 * @param offset what is behind each weighted sum
 * @param limit on ‖v‖ where weights are normalised; infinite in the paper
 */
public record WeightNormCifar(
        int divisor, int classes, WeightMode weights, BiasKind offset, double limit)
        implements Composite {

    /** Refuses a divisor that leaves no units, and a limit without weight normalisation. */
    public WeightNormCifar {
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(offset, "offset");
        if (divisor < 1 || divisor > 96) {
            throw Check.error(
                    "WeightNormCifar needs a divisor from 1 to 96",
                    "divisor=" + divisor,
                    "Use 1 for the paper's widths");
        }
        boolean normalized =
                weights == WeightMode.NORMALIZED || weights == WeightMode.NORMALIZED_EXPONENTIAL;
        if (!(limit > 0) || !normalized && Double.isFinite(limit)) {
            throw Check.error(
                    "WeightNormCifar needs a limit above 0, and normalised weights for a finite one",
                    "limit=" + limit + " with " + weights,
                    "Use Double.POSITIVE_INFINITY for none");
        }
    }

    /** At full width, for ten classes, without a limit. */
    public WeightNormCifar(WeightMode weights, BiasKind offset) {
        this(1, 10, weights, offset, Double.POSITIVE_INFINITY);
    }

    @Override
    public Layer body() {
        return sequence(
                gaussianNoise(0.15),
                unit(96, 3, Padding.SAME),
                unit(96, 3, Padding.SAME),
                unit(96, 3, Padding.SAME),
                maxPool(2, 2),
                dropout(0.5),
                unit(192, 3, Padding.SAME),
                unit(192, 3, Padding.SAME),
                unit(192, 3, Padding.SAME),
                maxPool(2, 2),
                dropout(0.5),
                unit(192, 3, Padding.VALID), // 8×8 → 6×6
                unit(192, 1, Padding.SAME),
                unit(192, 1, Padding.SAME),
                globalAvgPool(),
                normed(new Linear(classes, bias(), weights.start(), Constant.ZERO)),
                tap("sum"));
    }

    private Layer unit(int filters, int kernel, Padding padding) {
        Conv2d plain = conv(filters / divisor, kernel).padding(padding).starting(weights.start());
        return sequence(
                normed(bias() == Bias.YES ? plain : plain.noBias()), tap("sum"), leakyRelu(0.1));
    }

    private Bias bias() {
        return offset == BiasKind.BIAS ? Bias.YES : Bias.NO;
    }

    private Layer normed(Layer sum) {
        Layer weighted = weights.around(sum, limit);
        return switch (offset) {
            case BIAS -> weighted;
            case MEAN_ONLY_BATCH_NORM -> sequence(weighted, new MeanOnlyBatchNorm(0.1));
            case BATCH_NORM -> sequence(weighted, new BatchNorm(1e-6, 0.1, BatchNormScale.YES));
        };
    }
}
