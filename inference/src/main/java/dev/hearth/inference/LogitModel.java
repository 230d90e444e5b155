package dev.hearth.inference;

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

    /** Whether {@link #logits} computes the softmax already; false unless overridden. */
    default boolean endsInSoftmax() {
        return false;
    }
}
