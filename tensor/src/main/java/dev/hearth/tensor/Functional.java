package dev.hearth.tensor;

// Above 400 lines, because the layers, recurrences and losses are one list, as in
// torch.nn.functional.

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Convolutions, pools, normalisation, recurrences and losses as functions of an input and parameters.
 *
 * <pre>{@code
 * static Tensor halved(Tensor images) {
 *     return Functional.maxPool2d(images, 2, 2, ConvParameters.stride(2, 2));
 * }
 * }</pre>
 */
public final class Functional {

    /** The largest group whose views are compared one after another. */
    private static final int FEW = 8;

    private Functional() {}

    /**
     * Convolution (cross-correlation) of an image batch.
     *
     * @param weight [out × in/groups × height × width]
     * @param bias [out], if there is one
     * @return [batch × out × height' × width'] for x of [batch × in × height × width]
     */
    public static Tensor conv2d(
            Tensor x, Tensor weight, Optional<Tensor> bias, ConvParameters geometry) {
        return Convolution.forward(x, weight, bias, geometry);
    }

    /**
     * Transposed convolution: the gradient of {@link #conv2d} by its input.
     *
     * @param weight [in × out/groups × height × width]
     * @param bias [out], if there is one
     * @param extraRows rows added below the result, less than the stride
     * @param extraColumns columns added at its right, less than the stride
     * @return [batch × out × height' × width']
     */
    public static Tensor convTranspose2d(
            Tensor x,
            Tensor weight,
            Optional<Tensor> bias,
            ConvParameters geometry,
            int extraRows,
            int extraColumns) {
        return Convolution.transposed(x, weight, bias, geometry, extraRows, extraColumns);
    }

    /**
     * The greatest of each window of an image batch.
     *
     * @param window strides, padding (with −∞), dilation; groups stay 1
     * @return [batch × channels × height' × width']
     */
    public static Tensor maxPool2d(Tensor x, int height, int width, ConvParameters window) {
        return Convolution.maxPool(x, height, width, window);
    }

    /**
     * Max-pooling over given regions of an image batch: y[n, c, i, j] = max x[n, c, u, v] over the rows u
     * of interval i and the columns v of interval j. Regions may overlap and may differ by example or by
     * plane. The gradient goes to the first of the greatest cells, row by row, and adds up where regions
     * overlap; NaN is greater than all.
     *
     * @param rows intervals of dimension 2
     * @param columns intervals of dimension 3
     * @return [batch × channels × rows' count × columns' count], channels innermost in memory if
     *     they are so here and share their regions, or have regions of two heights and widths at most
     * @throws IllegalArgumentException if the intervals are for other images
     */
    public static Tensor maxPoolRegions(Tensor x, PoolRegions rows, PoolRegions columns) {
        return RegionMaxPool.max(x, rows, columns);
    }

    /**
     * The mean of each window of an image batch, its numbers summed one after another in float32: 1 %
     * off in a window of a million. {@link Tensor#mean()} of a whole image sums in pairs.
     *
     * @param window strides and padding; no dilation
     * @param padding whether padded cells count in the mean
     * @return [batch × channels × height' × width']
     */
    public static Tensor avgPool2d(
            Tensor x, int height, int width, ConvParameters window, CountPadding padding) {
        return Convolution.avgPool(x, height, width, window, padding);
    }

    /** Whether padded cells count in a mean. */
    public enum CountPadding {
        /** Padded cells count as zeros. */
        YES,
        /** Only real cells are averaged. */
        NO
    }

    /**
     * Mean of each cell of a grid laid over the images, whatever their size.
     *
     * @param height rows of the grid
     * @param width columns of the grid
     * @return [batch × channels × height × width]
     */
    public static Tensor adaptiveAvgPool2d(Tensor x, int height, int width) {
        ConvParameters.positive("adaptiveAvgPool2d", height, width);
        Convolution.refuseAbove("adaptiveAvgPool2d", x, 0, height, width);
        return Tensor.call(
                "adaptiveAvgPool2d",
                () -> torch.adaptive_avg_pool2d(x.raw(), new long[] {height, width}),
                x);
    }

    /**
     * Greatest of each cell of a grid laid over the images, whatever their size.
     *
     * @param height rows of the grid
     * @param width columns of the grid
     * @return [batch × channels × height × width]
     */
    public static Tensor adaptiveMaxPool2d(Tensor x, int height, int width) {
        ConvParameters.positive("adaptiveMaxPool2d", height, width);
        Convolution.refuseAbove("adaptiveMaxPool2d", x, 0, height, width);
        return Tensor.call(
                "adaptiveMaxPool2d",
                () -> {
                    try (var pair =
                            torch.adaptive_max_pool2d(x.raw(), new long[] {height, width})) {
                        return new org.bytedeco.pytorch.Tensor(pair.get0());
                    }
                },
                x);
    }

    /**
     * The greatest of each group of neighbours in the last dimension: yⱼ = max(x at j·size … j·size +
     * size − 1). Equals share the gradient, as in {@link Tensor#amax}.
     *
     * <pre>{@code
     * static Tensor maxout(Tensor sums) {
     *     return Functional.maxOfGroups(sums, 5);    // [batch × 1200] → [batch × 240]
     * }
     * }</pre>
     *
     * @param size of a group, which divides the last extent
     * @return the last extent is that many times smaller
     * @throws IllegalArgumentException if the groups do not come out even
     */
    public static Tensor maxOfGroups(Tensor x, int size) {
        long[] extents = groups(x, size);
        if (!GroupMax.fit(x)) {
            return grouped(x, size).amax(Tensor.Keep.NOTHING, extents.length);
        }
        Tensor result;
        try (var inner = Scope.open();
                var noGrad = NoGrad.open()) {
            result = inner.keep(greatest(grouped(x, size)));
        }
        return Autograd.function(x, result, gradient -> Autograd.maxOfGroupsBackward(x, gradient));
    }

    /** Over the last dimension; a reduction over a few neighbours takes longer than the maximum of their views. */
    private static Tensor greatest(Tensor groups) {
        int last = groups.dimensions() - 1;
        int size = (int) groups.size(last);
        if (size == 1 || size > FEW) {
            return groups.amax(Tensor.Keep.NOTHING, last);
        }
        Tensor y = groups.select(last, 0);
        for (int i = 1; i < size; i++) {
            y = y.maximum(groups.select(last, i));
        }
        return y;
    }

    static Tensor grouped(Tensor x, int size) {
        long[] extents = Arrays.copyOf(x.shape(), x.dimensions() + 1);
        extents[extents.length - 2] /= size;
        extents[extents.length - 1] = size;
        return x.reshape(extents);
    }

    static long[] groups(Tensor x, int size) {
        long[] extents = x.shape();
        int last = extents.length - 1;
        if (last < 0 || size < 1 || extents[last] % size != 0) {
            throw Check.error(
                    "maxOfGroups needs a last extent that groups divide",
                    "size=" + size + " for " + x.describe(),
                    "Give a size that divides it");
        }
        extents[last] /= size;
        return extents;
    }

    /**
     * Batch normalisation: (x − μ)/√(σ² + ε)·γ + β over all dimensions but the channels' (1).
     *
     * @param scale γ, one a channel, if there is one
     * @param shift β, one a channel, if there is one
     * @param runningMean used when testing; moved towards the batch's mean when training
     * @param runningVariance the same for the variance (n − 1 in the divisor, as PyTorch has it)
     * @param training whether μ and σ² are the batch's own
     * @param momentum the batch's share in the running figures
     * @param epsilon ε, inside the root
     * @throws IllegalArgumentException if a batch of one number a channel is to have a variance
     */
    public static Tensor batchNorm(
            Tensor x,
            Optional<Tensor> scale,
            Optional<Tensor> shift,
            Tensor runningMean,
            Tensor runningVariance,
            boolean training,
            double momentum,
            double epsilon) {
        // libtorch would leave NaN in the running variance for ever.
        if (training && x.dimensions() > 1 && x.count() < 2 * x.size(1)) {
            throw Check.error(
                    "BatchNorm needs at least two numbers a channel when training",
                    x,
                    "Use a batch of two or more");
        }
        if (training && TrainingBatchNorm.fits(x, runningMean, runningVariance)) {
            return TrainingBatchNorm.apply(
                    x, scale, shift, runningMean, runningVariance, momentum, epsilon);
        }
        return Tensor.call(
                "batchNorm",
                () -> {
                    try (TensorOptional gamma = Tensor.optional(scale);
                            TensorOptional beta = Tensor.optional(shift);
                            TensorOptional mean = new TensorOptional(runningMean.raw());
                            TensorOptional variance = new TensorOptional(runningVariance.raw())) {
                        return torch.batch_norm(
                                x.raw(), gamma, beta, mean, variance, training, momentum, epsilon,
                                false);
                    }
                },
                x,
                runningMean,
                runningVariance);
    }

    /**
     * Parametric ReLU: max(0, x) + a·min(0, x), a learned.
     *
     * @param slope one number, or one a channel (dimension 1)
     */
    public static Tensor prelu(Tensor x, Tensor slope) {
        return Tensor.call("prelu", () -> torch.prelu(x.raw(), slope.raw()), x, slope);
    }

    /**
     * What an LSTM hands on from step to step.
     *
     * @param hidden h, [batch × units]
     * @param cell c, [batch × units]
     */
    public record LstmState(Tensor hidden, Tensor cell) {}

    /**
     * One step of an LSTM, x being its input [batch × in]: i, f, g, o are the four blocks of
     * x·Wᵀ + h·Uᵀ + b; c′ = σ(f)·c + σ(i)·tanh(g); h′ = σ(o)·tanh(c′).
     *
     * @param state of the step before
     * @param input W, [4·units × in]
     * @param hidden U, [4·units × units]
     * @param bias b, [4·units]
     */
    public static LstmState lstmCell(
            Tensor x, LstmState state, Tensor input, Tensor hidden, Tensor bias) {
        return Recurrence.lstmCell(x, state, input, hidden, bias);
    }

    /**
     * An LSTM over sequences that are known, x being [batch × steps × in], from a state of zeros:
     * each step as {@link #lstmCell}.
     *
     * @param input W, [4·units × in]
     * @param hidden U, [4·units × units]
     * @param bias b, [4·units]
     * @return h of each step, [batch × steps × units]
     */
    public static Tensor lstm(Tensor x, Tensor input, Tensor hidden, Tensor bias) {
        return Recurrence.lstm(x, input, hidden, bias);
    }

    /**
     * One step of a gated recurrent unit, x being its input [batch × in], in libtorch's form: r, z,
     * n are the three blocks; r = σ(x·Wᵀ + a + h·Uᵀ + b), z likewise, n = tanh(x·Wᵀ + a + r·(h·Uᵀ +
     * b)); h′ = (1 − z)·n + z·h.
     *
     * @param state h, [batch × units]
     * @param input W, [3·units × in]
     * @param hidden U, [3·units × units]
     * @param inputBias a, [3·units]
     * @param hiddenBias b, [3·units]
     */
    public static Tensor gruCell(
            Tensor x,
            Tensor state,
            Tensor input,
            Tensor hidden,
            Tensor inputBias,
            Tensor hiddenBias) {
        return Recurrence.gruCell(x, state, input, hidden, inputBias, hiddenBias);
    }

    /**
     * A gated recurrent unit over sequences that are known, x being [batch × steps × in], from a
     * state of zeros: each step as {@link #gruCell}.
     *
     * @param input W, [3·units × in]
     * @param hidden U, [3·units × units]
     * @param inputBias a, [3·units]
     * @param hiddenBias b, [3·units]
     * @return h of each step, [batch × steps × units]
     */
    public static Tensor gru(
            Tensor x, Tensor input, Tensor hidden, Tensor inputBias, Tensor hiddenBias) {
        return Recurrence.gru(x, input, hidden, inputBias, hiddenBias);
    }

    /**
     * Mean cross-entropy −ln softmax(x)[label] of a batch of logits, with label smoothing ε: the
     * target is (1 − ε) on the label plus ε/classes on all.
     *
     * @param labels INT64 [batch], each from 0 to below the count of classes; none is left out, −100
     *     neither
     * @param smoothing ε in [0, 1)
     * @return one number, in nats
     * @throws IllegalArgumentException if a label is outside, where the labels lie on the CPU
     */
    public static Tensor crossEntropy(Tensor x, Tensor labels, double smoothing) {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw Check.error(
                    "crossEntropy needs 0 ≤ smoothing < 1",
                    "smoothing=" + smoothing,
                    "Use 0 for none");
        }
        return Tensor.call(
                "crossEntropy", () -> ClassLabels.crossEntropy(x, labels, smoothing), x, labels);
    }

    /**
     * Mean binary cross-entropy of logits: −y ln σ(x) − (1 − y) ln(1 − σ(x)), without overflow.
     *
     * @param target y in [0, 1], of the shape of x
     * @return one number, in nats
     */
    public static Tensor binaryCrossEntropy(Tensor x, Tensor target) {
        return Tensor.call(
                "binaryCrossEntropy",
                () -> torch.binary_cross_entropy_with_logits(x.raw(), target.raw()),
                x,
                target);
    }

    /**
     * Mean of (x − y)².
     *
     * @param target y, of the shape of x
     */
    public static Tensor meanSquaredError(Tensor x, Tensor target) {
        return Tensor.call(
                "meanSquaredError", () -> torch.mse_loss(x.raw(), target.raw()), x, target);
    }

    /**
     * Mean Huber loss: d²/2 for |d| ≤ δ, else δ(|d| − δ/2), d = x − y.
     *
     * @param target y, of the shape of x
     * @param delta δ, above 0
     */
    public static Tensor huber(Tensor x, Tensor target, double delta) {
        return Tensor.call(
                "huber", () -> torch.huber_loss(x.raw(), target.raw(), 1, delta), x, target);
    }
}
