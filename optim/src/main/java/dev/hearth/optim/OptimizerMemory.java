package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The flat tensors that an optimizer works on: all values and all gradients of a model, each one tensor,
 * and as many of the same length as the optimizer keeps between steps. Where one of the gaps between
 * parameters holds 0 in all of them, a rule must leave 0 there.
 *
 * <pre>{@code
 * record SignSgd() implements Optimizer {
 *     @Override
 *     public OptimizerState over(Parameters parameters) {
 *         OptimizerMemory memory = new OptimizerMemory(parameters);
 *         return OptimizerState.of(
 *                 memory,
 *                 (rates, step) ->
 *                         memory.values().addInPlace(memory.gradients().sign(), -rates.rate()));
 *     }
 * }
 * }</pre>
 */
public final class OptimizerMemory {

    private final Tensor values;
    private final Tensor gradients;
    private final Map<String, Tensor> state = new LinkedHashMap<>();

    /**
     * The buffers of a model.
     *
     * @param parameters what is trained; new tensors belong to the scope that is open now
     */
    public OptimizerMemory(Parameters parameters) {
        values = parameters.values();
        gradients = parameters.gradients();
    }

    /** All values, to be changed in place. */
    public Tensor values() {
        return values;
    }

    /** All gradients, as modifiers before the step have left them. */
    public Tensor gradients() {
        return gradients;
    }

    /**
     * A tensor that is kept between steps, and saved by checkpoints.
     *
     * @param name of its own, such as {@code velocity}; part of the checkpoint's format
     * @param start each of its numbers at first
     * @return as long as {@link #values}
     * @throws IllegalArgumentException if the name is taken
     */
    public Tensor remember(String name, double start) {
        if (state.containsKey(name) || name.startsWith(OptimizerState.AVERAGE)) {
            throw Check.error(
                    "An optimizer's tensors need names of their own, none that begins with "
                            + OptimizerState.AVERAGE,
                    name,
                    "Use another name");
        }
        Tensor flat = values.filledLike(start);
        state.put(name, flat);
        return flat;
    }

    /** A tensor as long as {@link #values} for one step's intermediate results; no checkpoint saves it. */
    public Tensor scratch() {
        return values.filledLike(0);
    }

    /** The same for at most so many numbers at a time. */
    Tensor scratch(long most) {
        return values.narrow(0, 0, Math.min(most, values.count())).filledLike(0);
    }

    Map<String, Tensor> state() {
        return Collections.unmodifiableMap(state);
    }
}
