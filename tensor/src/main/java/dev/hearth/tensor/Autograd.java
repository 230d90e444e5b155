package dev.hearth.tensor;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.global.torch;

/** Gradients written by hand: custom functions, gradient boundaries, and backward passes. */
public final class Autograd {

    private Autograd() {}

    /**
     * A result at which a backward pass ends, for an operation whose gradient is written by hand: the
     * operation is computed under {@link NoGrad}, from operands that want no gradient themselves (apart
     * from parameters, whose gradients the body adds to), and the gradient of the result is passed to a
     * body.
     *
     * <pre>{@code
     * static Tensor linear(Tensor x, Tensor weight, Tensor weightGradient) {
     *     try (var noGrad = NoGrad.open()) {
     *         return Autograd.boundary(
     *                 x.linear(weight),
     *                 g -> weightGradient.addMatmulInPlace(g.transpose(0, 1), x),
     *                 x);
     *     }
     * }
     * }</pre>
     *
     * @param body called with the gradient once a backward pass, in a scope of its own, unrecorded; it must
     *     not write over the gradient, which may be the caller's of {@link Tensor#backward(Tensor)}
     * @param saved what the body reads; it lives as long as the result does
     * @return a leaf over the same memory
     */
    public static Tensor boundary(Tensor result, Consumer<Tensor> body, Tensor... saved) {
        Objects.requireNonNull(body, "body");
        for (Tensor tensor : saved) {
            Objects.requireNonNull(tensor, "saved");
        }
        return GradientBoundary.at(result, body, saved.clone());
    }

    /**
     * A custom function: a result that was computed from an operand by hand, unrecorded, as a step of
     * the record. The gradient of the result goes through a body and on to the operand. Unlike {@link
     * #boundary}, which ends a record, it may be anywhere in it.
     *
     * <pre>{@code
     * static Tensor squared(Tensor x) {
     *     float[] values = x.toFloats();
     *     for (int i = 0; i < values.length; i++) {
     *         values[i] *= values[i];
     *     }
     *     return Autograd.function(x, Tensor.of(values, x.shape()), g -> g.mul(x).mul(2), x);
     * }
     * }</pre>
     *
     * <p>Where nothing is recorded, or the operand wants no gradient, the result is returned unchanged.
     * The body is not itself recorded: there are no second derivatives. Unlike libtorch's own operations,
     * it does not notice if what it saved is changed in place before it is called.
     *
     * @param result on the CPU, of any shape, without a history; not to be used afterwards
     * @param body from the gradient of the result to the gradient of the operand, of the operand's shape
     *     and type; called in a scope of its own, on the thread that calls backward; it must not write over
     *     the gradient, which may be the caller's of {@link Tensor#backward(Tensor)}
     * @param saved what the body reads; it lives as long as the record's scope
     * @return over the result's memory
     */
    public static Tensor function(
            Tensor operand, Tensor result, UnaryOperator<Tensor> body, Tensor... saved) {
        Objects.requireNonNull(body, "body");
        if (result.wantsGrad()) {
            throw Check.error(
                    "Autograd.function needs a result without a history of its own",
                    "one that wants a gradient",
                    "Compute it under NoGrad");
        }
        for (Tensor tensor : saved) {
            Objects.requireNonNull(tensor, "saved");
        }
        return operand.wantsGrad() && NoGrad.isRecording()
                ? GradientBoundary.after(operand, result, body, saved.clone())
                : result;
    }

    /**
     * A tensor from which several branches go on, one of them with a {@link #function}: the gradients of all
     * are added up here before they go on. Without it a backward pass walks what computed the tensor once for
     * the branches that libtorch records, and again behind each function; the sums are the same.
     *
     * <pre>{@code
     * static Tensor residual(Tensor x, java.util.function.UnaryOperator<Tensor> body) {
     *     Tensor both = Autograd.branchPoint(x);
     *     return both.add(body.apply(both));
     * }
     * }</pre>
     *
     * @return over the same memory; x itself where nothing is recorded and where it is a leaf
     */
    public static Tensor branchPoint(Tensor x) {
        return x.wantsGrad() && NoGrad.isRecording() && !x.raw().is_leaf() && x.device().isCpu()
                ? function(x, x.detach(), gradient -> gradient)
                : x;
    }

    /**
     * The gradient of ELU: g for y &gt; 0, else g(y + α). Far below 0, where y comes close to −α, the sum
     * cancels: in FLOAT32 it is off by up to α·2⁻²³, in BFLOAT16 by up to α·2⁻⁸, and 0 where αeˣ is so
     * small that y is −α, with α = 1 in BFLOAT16 from x = −6.3 downwards.
     *
     * @param alpha α of the ELU whose result is y
     */
    public static Tensor eluBackward(Tensor y, Tensor gradient, double alpha) {
        return y.withNumber(
                "eluBackward",
                alpha,
                (t, a) ->
                        torch.elu_backward(
                                gradient.raw(),
                                a,
                                NativeConstants.ONE,
                                NativeConstants.ONE,
                                true,
                                t));
    }

    /**
     * The gradient of ELU, too: g for x &gt; 0, else gαeˣ, which keeps its digits wherever x lies.
     *
     * @param x the argument
     * @param alpha α
     */
    public static Tensor eluBackwardOfArgument(Tensor x, Tensor gradient, double alpha) {
        return x.withNumber(
                "eluBackwardOfArgument",
                alpha,
                (t, a) ->
                        torch.elu_backward(
                                gradient.raw(),
                                a,
                                NativeConstants.ONE,
                                NativeConstants.ONE,
                                false,
                                t));
    }

    /**
     * The gradient of leaky ReLU: g for y &gt; 0, else ag.
     *
     * @param slope a of the leaky ReLU whose result is y, 0 or more; 0 for ReLU
     */
    public static Tensor leakyReluBackward(Tensor y, Tensor gradient, double slope) {
        return y.withNumber(
                "leakyReluBackward",
                slope,
                (t, a) -> torch.leaky_relu_backward(gradient.raw(), t, a, slope > 0));
    }

    /**
     * The gradient of {@link Functional#maxOfGroups} by x: each group's goes to its greatest; equals
     * share it.
     *
     * @param gradient g at the greatest
     * @return of the shape of x, never recorded
     * @throws IllegalArgumentException if the gradient is not one for each group
     */
    public static Tensor maxOfGroupsBackward(Tensor x, Tensor gradient) {
        long last = x.dimensions() == 0 ? 0 : x.size(-1);
        long count = gradient.dimensions() == 0 ? 0 : gradient.size(-1);
        int size = count < 1 || last % count != 0 ? 1 : (int) (last / count);
        if (!Arrays.equals(Functional.groups(x, size), gradient.shape())) {
            throw Check.error(
                    "maxOfGroupsBackward needs a gradient for each group",
                    gradient.describe() + " for " + x.describe(),
                    "Give the gradient by the result of maxOfGroups");
        }
        try (var inner = Scope.open();
                var noGrad = NoGrad.open()) {
            if (GroupMax.fit(x) && GroupMax.fit(gradient)) {
                Tensor target = Tensor.empty(DType.FLOAT32, x.shape());
                GroupMax.backward(x.contiguous(), size, gradient.contiguous(), target);
                return inner.keep(target);
            }
            Tensor groups = Functional.grouped(x, size);
            Tensor greatest = groups.amax(Tensor.Keep.DIMENSIONS, x.dimensions());
            Tensor equal = groups.eq(greatest).to(x.dtype());
            Tensor share =
                    gradient.unsqueeze(-1).div(equal.sum(Tensor.Keep.DIMENSIONS, x.dimensions()));
            return inner.keep(equal.mul(share).reshape(x.shape()));
        }
    }
}
