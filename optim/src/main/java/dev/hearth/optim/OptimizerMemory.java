package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.tensor.BatchShares;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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

    /** Numbers from which on sharing them out is worth while, and up to which libtorch does it no better. */
    private static final long LEAST_SHARED = 1L << 16;

    private static final long MOST_SHARED = 1L << 22;

    private static final int SLICES = 4;

    private final Tensor values;
    private final Tensor gradients;
    private final Map<String, Tensor> state = new LinkedHashMap<>();

    /** Of which this is a slice, by its number; null for the whole. */
    private final OptimizerMemory whole;

    private final int number;

    /**
     * The buffers of a model.
     *
     * @param parameters what is trained; new tensors belong to the scope that is open now
     */
    public OptimizerMemory(Parameters parameters) {
        values = parameters.values();
        gradients = parameters.gradients();
        whole = null;
        number = 0;
    }

    private OptimizerMemory(OptimizerMemory whole, int number) {
        this.whole = whole;
        this.number = number;
        values = sliced(whole.values);
        gradients = sliced(whole.gradients);
    }

    private Tensor sliced(Tensor flat) {
        return BatchShares.slices(flat, SLICES).get(number);
    }

    /**
     * A rule that computes each number by itself and in place: on several threads by slices, with the same
     * bits.
     *
     * @param rule called once for the whole and once for each slice, on whose memory it then works
     */
    UpdateRule elementwise(Function<OptimizerMemory, UpdateRule> rule) {
        UpdateRule all = rule.apply(this);
        long count = values.count();
        if (count < LEAST_SHARED || count > MOST_SHARED || !values.device().isCpu()) {
            return all;
        }
        List<UpdateRule> parts = new ArrayList<>();
        for (int i = 0; i < SLICES; i++) {
            parts.add(rule.apply(new OptimizerMemory(this, i)));
        }
        return (rates, step) -> {
            if (LibTorch.threads() == 1) {
                all.step(rates, step);
            } else {
                BatchShares.run(parts.size(), part -> parts.get(part).step(rates, step));
            }
        };
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
        if (whole != null) {
            return sliced(whole.state.get(name));
        }
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
        return whole == null
                ? values.filledLike(0)
                : BatchShares.slices(values.filledLike(0), 1).get(0);
    }

    /** The same for at most so many numbers at a time. */
    Tensor scratch(long most) {
        return values.narrow(0, 0, Math.min(most, values.count())).filledLike(0);
    }

    Map<String, Tensor> state() {
        return Collections.unmodifiableMap(state);
    }
}
