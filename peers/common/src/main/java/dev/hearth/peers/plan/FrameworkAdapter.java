package dev.hearth.peers.plan;

import java.util.List;
import java.util.Optional;

/**
 * The operations of the measured nets in a framework's own words. Images are as the framework likes
 * them; weights come as Hearth has them, filters × channels × rows × columns and units × inputs, and
 * the framework turns them where its layout differs.
 *
 * @param <T> tensors, or symbols for them
 */
public interface FrameworkAdapter<T> {

    /**
     * A convolution.
     *
     * @param x images
     * @param weight filters
     * @param bias a number a filter
     * @param frame the window
     * @return images
     */
    T convolution(T x, T weight, Optional<T> bias, Frame frame);

    /**
     * W·x + b.
     *
     * @param x vectors
     * @param weight units × inputs
     * @param bias a number a unit
     * @return vectors
     */
    T linear(T x, T weight, Optional<T> bias);

    /**
     * Batch normalisation, of the batch when training, else of the running figures.
     *
     * @param x images or vectors
     * @param scale γ, or none for ones
     * @param shift β
     * @param mean running
     * @param variance running
     * @param epsilon inside the root
     * @param momentum the batch's share
     * @return the same shape
     */
    T batchNorm(
            T x, Optional<T> scale, T shift, T mean, T variance, double epsilon, double momentum);

    /**
     * max(x, 0).
     *
     * @param x any
     * @return the same shape
     */
    T relu(T x);

    /**
     * x, or slope·x below 0.
     *
     * @param x any
     * @param slope below 0
     * @return the same shape
     */
    default T leakyRelu(T x, double slope) {
        throw new UnsupportedException("no leaky ReLU");
    }

    /**
     * x, or eˣ − 1 below 0.
     *
     * @param x any
     * @return the same shape
     */
    default T elu(T x) {
        throw new UnsupportedException("no ELU");
    }

    /**
     * 1/(1 + e⁻ˣ).
     *
     * @param x any
     * @return the same shape
     */
    default T sigmoid(T x) {
        throw new UnsupportedException("no sigmoid");
    }

    /**
     * The greatest of each window.
     *
     * @param x images
     * @param frame the window
     * @return images
     */
    T maxPool(T x, Frame frame);

    /**
     * The mean of each window, padded cells left out.
     *
     * @param x images
     * @param frame the window
     * @return images
     */
    T meanPool(T x, Frame frame);

    /**
     * The mean of each channel.
     *
     * @param x images
     * @return vectors
     */
    T globalMean(T x);

    /**
     * Images as vectors, channel by channel.
     *
     * @param x images or vectors
     * @return vectors
     */
    T flatten(T x);

    /**
     * Dropout, scaled up when training; nothing when testing.
     *
     * @param x any
     * @param rate share that is dropped
     * @return the same shape
     */
    T dropout(T x, double rate);

    /**
     * Gaussian noise on top, when training.
     *
     * @param x any
     * @param deviation of the noise
     * @return the same shape
     */
    default T noise(T x, double deviation) {
        throw new UnsupportedException("no Gaussian noise");
    }

    /**
     * Channels behind one another.
     *
     * @param parts images of the same extent
     * @return images
     */
    T concat(List<T> parts);

    /**
     * x + scale·y.
     *
     * @param x any
     * @param y the same shape
     * @param scale of y
     * @return the same shape
     */
    T add(T x, T y, double scale);

    /**
     * The greatest of neighbouring features.
     *
     * @param x vectors
     * @param pieces how many are neighbours
     * @return vectors, shorter by that factor
     */
    default T largest(T x, int pieces) {
        throw new UnsupportedException("no maxout");
    }

    /**
     * g·v/‖v‖ for each unit, its gradient included.
     *
     * @param direction v, units first
     * @param gain g
     * @return a weight
     */
    default T normalized(T direction, T gain) {
        throw new UnsupportedException("no weight normalisation");
    }
}
