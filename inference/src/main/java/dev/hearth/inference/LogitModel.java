package dev.hearth.inference;

import dev.hearth.nn.Precision;
import dev.hearth.tensor.Check;

/**
 * Computes the logits of pictures.
 *
 * <pre>{@code
 * LogitModel uniform = (inputs, count) -> new float[count * 10];
 * }</pre>
 */
@FunctionalInterface
public interface LogitModel {

    /**
     * The logits of a batch, or their softmax.
     *
     * @param inputs channels × side × side values for each picture, one picture after another; more
     *     values may follow
     * @param count pictures in the batch, above 0
     * @return one number a class for each picture, one picture after another
     */
    float[] logits(float[] inputs, int count);

    /**
     * What of an input spoke for a class ({@link ImageClassifier#heatMap}).
     *
     * @param input channels × side × side values
     * @param label of the class
     * @throws IllegalArgumentException unless overridden: gradients are computed by libtorch alone
     */
    default HeatMap heatMap(float[] input, int label) {
        throw Check.error(
                "A heat map needs gradients, which libtorch computes",
                "a model of another engine",
                "Load the model from a folder with the engine libtorch");
    }

    /** Whether calls of several threads are computed at the same time; false unless overridden. */
    default boolean isConcurrent() {
        return false;
    }

    /** In what its convolutions are computed; float32 unless overridden. */
    default Precision precision() {
        return Precision.FLOAT32;
    }

    /** Whether {@link #logits} computes the softmax already; false unless overridden. */
    default boolean endsInSoftmax() {
        return false;
    }
}
