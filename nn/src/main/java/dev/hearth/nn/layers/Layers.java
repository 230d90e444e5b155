package dev.hearth.nn.layers;

// Above 400 lines, because the vocabulary is imported from one place, and each word is a
// method with its Javadoc.

import dev.hearth.nn.Layer;
import java.util.List;

/**
 * The vocabulary in which nets are written: one short word for each layer and each way to combine
 * layers. Meant to be imported statically; what a word leaves out, the letter's own methods add.
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

    /**
     * Layers one after another.
     *
     * @param layers at least one
     * @return the chain
     */
    public static Layer sequence(Layer... layers) {
        return new Sequence(List.of(layers));
    }

    /**
     * Branches side by side, joined along channels or features.
     *
     * @param branches at least one
     * @return the block
     */
    public static Layer concat(Layer... branches) {
        return new Concat(List.of(branches));
    }

    /**
     * Branches side by side, of which some share their first layer.
     *
     * @param opening gives as many features as the shares have together
     * @param shares features of the opening that each branch takes; 0 for the input itself
     * @param branches as many as shares
     * @return the block
     */
    public static Layer sharedStemConcat(Layer opening, List<Integer> shares, Layer... branches) {
        return new SharedStemConcat(opening, shares, List.of(branches));
    }

    /**
     * A learned number for each number of an image, added to it.
     *
     * @return any shape, kept
     */
    public static Layer untiedBias() {
        return new UntiedBias();
    }

    /**
     * What comes in goes out.
     *
     * @return any shape, kept
     */
    public static Layer identity() {
        return new Identity();
    }

    /**
     * A shortcut around a layer: x + body(x).
     *
     * @param body keeps the shape
     * @return the block
     */
    public static Layer residual(Layer body) {
        return new Residual(body);
    }

    /**
     * A shortcut around a damped layer: x + scale·body(x).
     *
     * @param scale finite and not 0
     * @param body keeps the shape
     * @return the block
     */
    public static Layer residual(double scale, Layer body) {
        return new Residual(body, scale);
    }

    /**
     * A layer several times in a row, each time with parameters of its own.
     *
     * @param times above 0
     * @param layer what is repeated
     * @return the chain
     */
    public static Layer repeat(int times, Layer layer) {
        return new Repeat(times, layer);
    }

    /**
     * A net of which only the last layer that learns does learn.
     *
     * @param net a chain
     * @return {@link FrozenBackbone}
     */
    public static FrozenBackbone frozenBackbone(Layer net) {
        return new FrozenBackbone(net);
    }

    /**
     * A net of which some tensors are frozen.
     *
     * @param net any layer
     * @param patterns of names, such as {@code "stem.*"}
     * @return {@link Frozen}
     */
    public static Frozen frozen(Layer net, String... patterns) {
        return new Frozen(net, List.of(patterns));
    }

    /**
     * A part with a name.
     *
     * @param name not blank, without dots
     * @param layer what is named
     * @return the same, named
     */
    public static Layer named(String name, Layer layer) {
        return new Named(name, layer);
    }

    /**
     * A place where somebody may look on.
     *
     * @param name what the observer is told
     * @return the tap
     */
    public static Layer tap(String name) {
        return new Tap(name);
    }

    // ---- weighted sums -----------------------------------------------------------------------

    /**
     * A fully connected layer.
     *
     * @param units outputs, above 0
     * @return with a bias and He's initialisation
     */
    public static Linear linear(int units) {
        return new Linear(units);
    }

    /**
     * A fully connected layer with holes, for nets that look at their inputs in an order.
     *
     * @param from the degree of each input
     * @param to the degree of each output, which sees the inputs whose degree is not above it
     * @return with a bias and He's initialisation
     */
    public static MaskedLinear maskedLinear(List<Integer> from, List<Integer> to) {
        return new MaskedLinear(from, to);
    }

    /**
     * A convolution with stride 1 and {@link Padding#SAME}.
     *
     * @param filters output channels, above 0
     * @param kernel rows and columns, above 0
     * @return with a bias and He's initialisation
     */
    public static Conv2d conv(int filters, int kernel) {
        return new Conv2d(filters, kernel);
    }

    /**
     * A convolution with a rectangular kernel, stride 1 and {@link Padding#SAME}.
     *
     * @param filters output channels, above 0
     * @param rows of the kernel, above 0
     * @param columns of the kernel, above 0
     * @return with a bias and He's initialisation
     */
    public static Conv2d conv(int filters, int rows, int columns) {
        return new Conv2d(filters, 1).kernel(rows, columns);
    }

    /**
     * A transposed convolution with {@link Padding#SAME}: images grow by the stride.
     *
     * @param filters output channels, above 0
     * @param kernel rows and columns, above 0
     * @param stride above 0
     * @return with a bias and He's initialisation
     */
    public static TransposedConv2d transposedConv(int filters, int kernel, int stride) {
        return new TransposedConv2d(filters, kernel).stride(stride);
    }

    // ---- pooling -----------------------------------------------------------------------------

    /**
     * The greatest of each window, without padding.
     *
     * @param window rows and columns, above 0
     * @param stride above 0
     * @return the pool
     */
    public static MaxPool2d maxPool(int window, int stride) {
        return new MaxPool2d(window, stride);
    }

    /**
     * The mean of each window, without padding.
     *
     * @param window rows and columns, above 0
     * @param stride above 0
     * @return the pool
     */
    public static AvgPool2d avgPool(int window, int stride) {
        return new AvgPool2d(window, stride);
    }

    /**
     * The mean around each cell: stride 1 and {@link Padding#SAME}, padded cells left out, as in the
     * Inception blocks.
     *
     * @param window rows and columns, above 0
     * @return the pool
     */
    public static AvgPool2d avgPool(int window) {
        return new AvgPool2d(window, 1).padding(Padding.SAME);
    }

    /**
     * Fractional max-pooling, its regions drawn in each pass.
     *
     * @param ratio α, in (1, 2)
     * @param windows whether regions share cells
     * @param draw how they are drawn
     * @return the layer
     */
    public static FractionalMaxPool2d fractionalMaxPool(
            double ratio, RegionOverlap windows, IncrementDraw draw) {
        return new FractionalMaxPool2d(ratio, windows, draw);
    }

    /**
     * Max-pooling over regions that somebody has set.
     *
     * @param rows the regions of the rows
     * @param columns and of the columns
     * @return the layer
     */
    public static RegionMaxPool2d regionMaxPool(AxisRegions rows, AxisRegions columns) {
        return new RegionMaxPool2d(rows, columns);
    }

    /**
     * One cell of each window, drawn by its activation.
     *
     * @param window rows and columns, above 0
     * @param stride above 0
     * @return the pool
     */
    public static StochasticPool2d stochasticPool(int window, int stride) {
        return new StochasticPool2d(window, stride);
    }

    /**
     * The mean of each channel.
     *
     * @return image to vector
     */
    public static Layer globalAvgPool() {
        return new GlobalAvgPool();
    }

    /**
     * The greatest of each channel.
     *
     * @return image to vector
     */
    public static Layer globalMaxPool() {
        return new GlobalMaxPool();
    }

    /**
     * The greatest of each cell of several grids.
     *
     * @param levels cells along each side of each grid
     * @return image to vector
     */
    public static Layer pyramidPool(int... levels) {
        return new SpatialPyramidPool(levels);
    }

    // ---- shapes and activations --------------------------------------------------------------

    /**
     * An image as a vector.
     *
     * @return image to vector
     */
    public static Layer flatten() {
        return new Flatten();
    }

    /**
     * A vector as an image.
     *
     * @param channels above 0
     * @param height rows, above 0
     * @param width columns, above 0
     * @return vector to image
     */
    public static Layer reshape(int channels, int height, int width) {
        return new Reshape(channels, height, width);
    }

    /**
     * The exponential linear unit with α = 1.
     *
     * @return any shape, kept
     */
    public static Layer elu() {
        return new Elu();
    }

    /**
     * max(0, x).
     *
     * @return any shape, kept
     */
    public static Layer relu() {
        return new Relu();
    }

    /**
     * The leaky rectified linear unit: x, or slope·x below 0.
     *
     * @param slope in [0, 1)
     * @return any shape, kept
     */
    public static Layer leakyRelu(double slope) {
        return new LeakyRelu(slope);
    }

    /**
     * max(−1, x).
     *
     * @return any shape, kept
     */
    public static Layer shiftedRelu() {
        return new ShiftedRelu();
    }

    /**
     * A leaky unit that learns a slope for each feature.
     *
     * @return any shape, kept
     */
    public static Layer prelu() {
        return new Prelu(SlopeSharing.PER_CHANNEL);
    }

    /**
     * A leaky unit whose slopes are drawn when training.
     *
     * @return any shape, kept
     */
    public static Layer rrelu() {
        return new Rrelu();
    }

    /**
     * The hyperbolic tangent.
     *
     * @return any shape, kept
     */
    public static Layer tanh() {
        return new Tanh();
    }

    /**
     * The logistic function.
     *
     * @return any shape, kept
     */
    public static Layer sigmoid() {
        return new Sigmoid();
    }

    /**
     * The softmax over features.
     *
     * @return any shape, kept
     */
    public static Layer softmax() {
        return new Softmax();
    }

    /**
     * The greatest of several linear pieces a unit.
     *
     * @param units outputs, above 0
     * @param pieces of each, at least 2
     * @return vector to vector
     */
    public static Maxout maxout(int units, int pieces) {
        return new Maxout(units, pieces);
    }

    /**
     * The greatest of each group of features.
     *
     * @param pieces features in a group, at least 2
     * @return so many times fewer features
     */
    public static Layer maxoutChannels(int pieces) {
        return new MaxoutChannels(pieces);
    }

    // ---- normalisation and noise ---------------------------------------------------------------

    /**
     * Batch normalisation with ε = 1e-5, scale and shift.
     *
     * @return any shape, kept
     */
    public static Layer batchNorm() {
        return new BatchNorm();
    }

    /**
     * Weight normalisation of all weights of a layer.
     *
     * @param layer whose weights are learned as direction and length
     * @return the same layer otherwise
     */
    public static Layer weightNorm(Layer layer) {
        return new WeightNorm(layer);
    }

    /**
     * A layer whose weights keep the lengths that they were born, or set, with.
     *
     * @param layer whose weights are learned as directions
     * @return the same layer otherwise
     */
    public static FixedGain fixedGain(Layer layer) {
        return new FixedGain(layer);
    }

    /**
     * Long short-term memory.
     *
     * @param units of the state
     * @return the layer
     */
    public static Lstm lstm(int units) {
        return new Lstm(units);
    }

    /**
     * A gated recurrent unit.
     *
     * @param units of the state
     * @return the layer
     */
    public static Gru gru(int units) {
        return new Gru(units);
    }

    /**
     * Mean-only batch normalisation with a shift.
     *
     * @return any shape, kept
     */
    public static Layer meanOnlyBatchNorm() {
        return new MeanOnlyBatchNorm();
    }

    /**
     * Dropout of single numbers.
     *
     * @param rate the share that is dropped, in [0, 1)
     * @return any shape, kept
     */
    public static Layer dropout(double rate) {
        return new Dropout(rate);
    }

    /**
     * Dropout of whole features.
     *
     * @param rate the share that is dropped, in [0, 1)
     * @return any shape, kept
     */
    public static Layer spatialDropout(double rate) {
        return new SpatialDropout(rate);
    }

    /**
     * Dropout of an exact count of features.
     *
     * @param rate the share that is dropped, in [0, 1)
     * @return any shape, kept
     */
    public static Layer fixedCountDropout(double rate) {
        return new FixedCountDropout(rate);
    }

    /**
     * Normal noise upon the input.
     *
     * @param deviation 0 or more
     * @return any shape, kept
     */
    public static Layer gaussianNoise(double deviation) {
        return new GaussianNoise(deviation);
    }
}
