package dev.hearth.nn.layers;

import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.tensor.Tensor;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The forward function of a non-decreasing activation whose derivative follows from its result alone, so
 * that the result may overwrite the argument: what {@link FusedDense} and {@link FusedForwards} need to
 * know of an activation.
 *
 * @param recorded y = f(x), differentiable
 * @param over x ← f(x), differentiable
 * @param inPlace x ← f(x), never recorded
 * @param backward from the gradient at y, and y, to the gradient at x
 */
public record PointwiseForward(
        UnaryOperator<Tensor> recorded,
        UnaryOperator<Tensor> over,
        UnaryOperator<Tensor> inPlace,
        BiFunction<Tensor, Tensor, Tensor> backward)
        implements Forward {

    @Override
    public Tensor apply(Tensor x, Context pass) {
        return recorded.apply(x);
    }
}
