package dev.hearth.optim;

import dev.hearth.tensor.Tensor;
import java.util.Map;

/**
 * What a checkpoint can stop and start again, bit for bit: its state is flat tensors by
 * name and a count.
 *
 * <pre>{@code
 * float[] saved = stepper.state().get("velocity").toFloats();
 * long count = stepper.steps();
 * // later, in a new one of the same optimizer:
 * fresh.state().get("velocity").copyInPlace(saved);
 * fresh.resumeAt(count);
 * }</pre>
 */
public interface Resumable {

    /**
     * What it remembers between steps: name to flat tensor, in a fixed order; live: writing into
     * the tensors restores them.
     */
    Map<String, Tensor> state();

    /** How many steps it has done: 0 for a fresh one. */
    long steps();

    /**
     * Goes on as if it had done so many steps; the tensors of {@link #state} are restored apart.
     *
     * @param steps as {@link #steps} said when the state was saved
     * @throws IllegalArgumentException if negative
     */
    void resumeAt(long steps);
}
