package dev.hearth.nn.layers;

// Above 400 lines, because the vocabulary is imported from one place, and each word is a
// method with its Javadoc.

import dev.hearth.nn.Layer;
import java.util.List;

/**
 * A short factory method for each layer, to be imported statically. The records' own methods change
 * what the factory methods leave at its default.
 *
 * <pre>{@code
 * Layer net = sequence(
 *     conv(32, 3).stride(2), elu(),
 *     concat(conv(16, 1), sequence(avgPool(3), conv(16, 1))), elu(),
 *     repeat(3, residual(0.17, conv(32, 3))),
 *     globalAvgPool(), linear(10));
 * }</pre>
 */
public final class Layers {

    private Layers() {}

    // ---- combinations ------------------------------------------------------------------------

    /** Layers one after another. */
    public static Layer sequence(Layer... layers) {
        return new Sequence(List.of(layers));
    }

    /** Branches side by side, joined along channels or features. */
    public static Layer concat(Layer... branches) {
        return new Concat(List.of(branches));
    }

    /** Branches side by side, of which some share their first layer. */
    public static Layer sharedStemConcat(Layer opening, List<Integer> shares, Layer... branches) {
        return new SharedStemConcat(opening, shares, List.of(branches));
    }

    /** A learned number for each number of an image, added to it. */
    public static Layer untiedBias() {
        return new UntiedBias();
    }

    /** y = x. */
    public static Layer identity() {
        return new Identity();
    }

    /** A shortcut around a layer: x + body(x). */
    public static Layer residual(Layer body) {
        return new Residual(body);
    }

    /** A shortcut around a damped layer: x + scale·body(x). */
    public static Layer residual(double scale, Layer body) {
        return new Residual(body, scale);
    }

    /** A layer several times in a row, each time with parameters of its own. */
    public static Layer repeat(int times, Layer layer) {
        return new Repeat(times, layer);
    }

    /** A net of which only the head learns: the last layer with a weight, and what follows it. */
    public static FrozenBackbone frozenBackbone(Layer net) {
        return new FrozenBackbone(net);
    }

    /** A net of which some tensors are frozen. */
    public static Frozen frozen(Layer net, String... patterns) {
        return new Frozen(net, List.of(patterns));
    }

    /** A part with a name. */
    public static Layer named(String name, Layer layer) {
        return new Named(name, layer);
    }

    /** The identity, which shows its input to an observer. */
    public static Layer tap(String name) {
        return new Tap(name);
    }

    // ---- weighted sums -----------------------------------------------------------------------

    /** A fully connected layer. */
    public static Linear linear(int units) {
        return new Linear(units);
    }

    /** A fully connected layer with holes, for nets that look at their inputs in an order. */
    public static MaskedLinear maskedLinear(List<Integer> from, List<Integer> to) {
        return new MaskedLinear(from, to);
    }

    /** A convolution with stride 1 and {@link Padding#SAME}. */
    public static Conv2d conv(int filters, int kernel) {
        return new Conv2d(filters, kernel);
    }

    /** A convolution with a rectangular kernel, stride 1 and {@link Padding#SAME}. */
    public static Conv2d conv(int filters, int rows, int columns) {
        return new Conv2d(filters, 1).kernel(rows, columns);
    }

    /** A transposed convolution with {@link Padding#SAME}: images grow by the stride. */
    public static TransposedConv2d transposedConv(int filters, int kernel, int stride) {
        return new TransposedConv2d(filters, kernel).stride(stride);
    }

    // ---- pooling -----------------------------------------------------------------------------

    /** The greatest of each window, without padding. */
    public static MaxPool2d maxPool(int window, int stride) {
        return new MaxPool2d(window, stride);
    }

    /** The mean of each window, without padding. */
    public static AvgPool2d avgPool(int window, int stride) {
        return new AvgPool2d(window, stride);
    }

    /**
     * The mean around each cell: stride 1 and {@link Padding#SAME}, padded cells left out, as in the
     * Inception blocks.
     */
    public static AvgPool2d avgPool(int window) {
        return new AvgPool2d(window, 1).padding(Padding.SAME);
    }

    /** Fractional max-pooling, its regions drawn in each pass. */
    public static FractionalMaxPool2d fractionalMaxPool(
            double ratio, RegionOverlap windows, IncrementDraw draw) {
        return new FractionalMaxPool2d(ratio, windows, draw);
    }

    /** Max-pooling over given regions. */
    public static RegionMaxPool2d regionMaxPool(AxisRegions rows, AxisRegions columns) {
        return new RegionMaxPool2d(rows, columns);
    }

    /** One cell of each window, drawn by its activation. */
    public static StochasticPool2d stochasticPool(int window, int stride) {
        return new StochasticPool2d(window, stride);
    }

    /** The mean of each channel. */
    public static Layer globalAvgPool() {
        return new GlobalAvgPool();
    }

    /** The greatest of each channel. */
    public static Layer globalMaxPool() {
        return new GlobalMaxPool();
    }

    /** The greatest of each cell of several grids. */
    public static Layer pyramidPool(int... levels) {
        return new SpatialPyramidPool(levels);
    }

    // ---- shapes and activations --------------------------------------------------------------

    /** An image as a vector. */
    public static Layer flatten() {
        return new Flatten();
    }

    /** A vector as an image. */
    public static Layer reshape(int channels, int height, int width) {
        return new Reshape(channels, height, width);
    }

    /** The exponential linear unit with α = 1. */
    public static Layer elu() {
        return new Elu();
    }

    /** max(0, x). */
    public static Layer relu() {
        return new Relu();
    }

    /** The leaky rectified linear unit: x, or slope·x below 0. */
    public static Layer leakyRelu(double slope) {
        return new LeakyRelu(slope);
    }

    /** max(−1, x). */
    public static Layer shiftedRelu() {
        return new ShiftedRelu();
    }

    /** A leaky unit that learns a slope for each feature. */
    public static Layer prelu() {
        return new Prelu(SlopeSharing.PER_CHANNEL);
    }

    /** A leaky unit whose slopes are drawn when training. */
    public static Layer rrelu() {
        return new Rrelu();
    }

    /** The hyperbolic tangent. */
    public static Layer tanh() {
        return new Tanh();
    }

    /** The logistic function. */
    public static Layer sigmoid() {
        return new Sigmoid();
    }

    /** The softmax over features. */
    public static Layer softmax() {
        return new Softmax();
    }

    /** The greatest of several linear pieces a unit. */
    public static Maxout maxout(int units, int pieces) {
        return new Maxout(units, pieces);
    }

    /** The greatest of each group of features. */
    public static Layer maxoutChannels(int pieces) {
        return new MaxoutChannels(pieces);
    }

    // ---- normalisation and noise ---------------------------------------------------------------

    /** Batch normalisation with ε = 1e-5, scale and shift. */
    public static Layer batchNorm() {
        return new BatchNorm();
    }

    /** Weight normalisation of all weights of a layer. */
    public static Layer weightNorm(Layer layer) {
        return new WeightNorm(layer);
    }

    /** A layer whose weights keep the factors that they are initialised with. */
    public static FixedGain fixedGain(Layer layer) {
        return new FixedGain(layer);
    }

    /** Long short-term memory. */
    public static Lstm lstm(int units) {
        return new Lstm(units);
    }

    /** A gated recurrent unit. */
    public static Gru gru(int units) {
        return new Gru(units);
    }

    /** Mean-only batch normalisation with a shift. */
    public static Layer meanOnlyBatchNorm() {
        return new MeanOnlyBatchNorm();
    }

    /** Dropout of single numbers. */
    public static Layer dropout(double rate) {
        return new Dropout(rate);
    }

    /** Dropout of whole features. */
    public static Layer spatialDropout(double rate) {
        return new SpatialDropout(rate);
    }

    /** Dropout of single numbers at a rate, from an update on. */
    public static ScheduledDropout scheduledDropout(long update, double rate) {
        return ScheduledDropout.from(update, rate);
    }

    /** Dropout of an exact count of features. */
    public static Layer fixedCountDropout(double rate) {
        return new FixedCountDropout(rate);
    }

    /** Normal noise upon the input. */
    public static Layer gaussianNoise(double deviation) {
        return new GaussianNoise(deviation);
    }
}
