package dev.hearth.nn.layers;

import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Tensor;
import java.util.Optional;
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
 * @param backwardOfArgument from the gradient at y, and x, to the gradient at x, where y in 16 bits is rounded so
 *     that the derivative is lost; empty where it is not
 */
public record PointwiseForward(
        UnaryOperator<Tensor> recorded,
        UnaryOperator<Tensor> over,
        UnaryOperator<Tensor> inPlace,
        BiFunction<Tensor, Tensor, Tensor> backward,
        Optional<BiFunction<Tensor, Tensor, Tensor>> backwardOfArgument)
        implements Forward {

    /** Of an activation whose derivative the rounded result tells, too. */
    public PointwiseForward(
            UnaryOperator<Tensor> recorded,
            UnaryOperator<Tensor> over,
            UnaryOperator<Tensor> inPlace,
            BiFunction<Tensor, Tensor, Tensor> backward) {
        this(recorded, over, inPlace, backward, Optional.empty());
    }

    /** x ← f(x) where the derivative survives that, else f(x) with x kept; differentiable. */
    Tensor overIfExact(Tensor x) {
        boolean isLost =
                backwardOfArgument.isPresent()
                        && x.dtype() == DType.BFLOAT16
                        && NoGrad.isRecording();
        return (isLost ? recorded : over).apply(x);
    }

    @Override
    public Tensor apply(Tensor x, Context pass) {
        return recorded.apply(x);
    }
}
