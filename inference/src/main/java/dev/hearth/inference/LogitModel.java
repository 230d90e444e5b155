package dev.hearth.inference;

/**
 * What gives logits for squares: a net and the engine that computes it.
 *
 * <pre>{@code
 * LogitModel uniform = (squares, count) -> new float[count * 10];
 * }</pre>
 */
@FunctionalInterface
public interface LogitModel {

    /**
     * The logits of a batch, or their softmax.
     *
     * @param squares channels × side × side numbers each, one square after another; more may follow
     * @param count squares in the batch, above 0
     * @return equally many numbers for each square, one square after another
     */
    float[] logits(float[] squares, int count);

    /**
     * Whether the numbers are the softmax of logits already, so that nobody takes it once more.
     *
     * @return false for logits
     */
    default boolean endsInSoftmax() {
        return false;
    }
}
