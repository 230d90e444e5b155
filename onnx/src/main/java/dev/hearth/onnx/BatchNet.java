package dev.hearth.onnx;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Precision;

/**
 * A model that is open in an engine, to be closed by hand. Thread-safe.
 *
 * <pre>{@code
 * static float[] logits(BatchNet net, float[] picture) {
 *     return net.apply(picture, 1, 3, 299, 299);
 * }
 * }</pre>
 */
public interface BatchNet extends AutoCloseable {

    /**
     * Computes a batch.
     *
     * @param values row-major; numbers behind the batch are ignored
     * @param extents of the batch, its count of examples first, above 0
     * @return the output, row-major
     * @throws BadDataException if the model takes other extents, or a value is not finite
     * @throws IllegalStateException if the model has been closed
     */
    float[] apply(float[] values, long... extents);

    /** In what its convolutions are computed; answers are float32 either way. */
    default Precision precision() {
        return Precision.FLOAT32;
    }

    /** Waits for calls in progress; later ones are refused. */
    @Override
    void close();

    /**
     * Refuses a NaN or an infinity: max-pools and ReLU of some engines can drop a NaN, and the answer then
     * looks like any other.
     *
     * @param values of a batch
     * @param count of the first values that are looked at
     * @throws BadDataException if one is not finite
     */
    static void requireFinite(float[] values, int count) {
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(values[i])) {
                throw new BadDataException(
                        "A net takes finite numbers",
                        values[i] + " at " + i + " of a batch",
                        "Look where it comes from");
            }
        }
    }
}
