package dev.hearth.tensor;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/**
 * Where a record ends, and gradients are carried on by hand: to memory of the body's own, or to an
 * operand in whose record they go on.
 *
 * <p>{@code autograd.Function} cannot be subclassed from Java. So the result of an operation that
 * libtorch does not know is a leaf, at which a backward pass ends; the next pass begins at the operand,
 * with the gradient that the body made of what had come to the leaf. Passes go from the latest cut to
 * the earliest, hence each finds its gradient whole. Nothing is computed or copied for that.
 *
 * <p>An operand may also be reached past its cut, by another branch; what lies before it is then walked
 * once for each of the two. Until the last pass, libtorch therefore keeps what it has walked.
 */
final class GradientBoundary {

    /** Where the gradient of an operation leads. */
    private record Operand(Tensor tensor, long node, UnaryOperator<Tensor> body) {

        /** The gradient by the operand, in a scope that is open; what it was made of is freed. */
        Tensor made(Tensor leaf) {
            try (var inner = Scope.open()) {
                Optional<Tensor> incoming = leaf.takeGradient();
                if (incoming.isEmpty()) {
                    return null;
                }
                if (node != node(tensor)) {
                    throw new IllegalStateException(
                            Check.message(
                                    "Autograd.function needs its operand's record as it was",
                                    "an operand that was written over since",
                                    "Write over a copy of it"));
                }
                Tensor outgoing = body.apply(incoming.get());
                if (!Arrays.equals(outgoing.shape(), tensor.shape())
                        || outgoing.dtype() != tensor.dtype()) {
                    throw new IllegalStateException(
                            Check.message(
                                    "Autograd.function's body needs to return the operand's shape and type, "
                                            + Arrays.toString(tensor.shape())
                                            + " "
                                            + tensor.dtype(),
                                    outgoing.describe(),
                                    "Return the gradient by the operand"));
                }
                // A view would hold on to what it is a view of.
                return inner.keep(outgoing.detach());
            }
        }

        void follow(Tensor leaf, boolean isLast) {
            Tensor outgoing = made(leaf);
            // libtorch copies a leaf's gradient that another reference holds, as here.
            if (outgoing != null && !tensor.adoptsGradient(outgoing)) {
                // Behind views it makes the given gradient the leaf's own even if it is shared.
                Tensor given = outgoing.isHeldAlone() ? outgoing : outgoing.copy();
                walk(tensor, Optional.of(given), isLast);
            }
        }

        static long node(Tensor tensor) {
            try (Node node = tensor.raw().grad_fn()) {
                return node == null ? 0 : node.address();
            }
        }
    }

    private final Tensor leaf;
    private final Consumer<Tensor> body;
    private final Operand operand;
    private final Tensor[] saved;

    private GradientBoundary(Tensor leaf, Consumer<Tensor> body, Operand operand, Tensor[] saved) {
        this.leaf = leaf;
        this.body = body;
        this.operand = operand;
        this.saved = saved;
    }

    /** Where a record ends for good. */
    static Tensor at(Tensor result, Consumer<Tensor> body, Tensor[] saved) {
        return begin(result, body, null, saved);
    }

    /** A step of the operand's record. */
    static Tensor after(Tensor operand, Tensor result, UnaryOperator<Tensor> body, Tensor[] saved) {
        Tensor[] all = Arrays.copyOf(saved, saved.length + 1);
        all[saved.length] = operand;
        return begin(result, null, new Operand(operand, Operand.node(operand), body), all);
    }

    private static Tensor begin(
            Tensor result, Consumer<Tensor> body, Operand operand, Tensor[] saved) {
        Tensor leaf = result.detach().requireGrad();
        leaf.scope().admit(new GradientBoundary(leaf, body, operand, saved));
        return leaf.asBoundary();
    }

    /** Whether a gradient that comes by here goes on in libtorch's record. */
    boolean goesOn() {
        return operand != null && leaf.isAlive();
    }

    /**
     * Hands on what a backward pass has brought, if it came by here.
     *
     * @param isLast whether no later pass follows
     */
    void follow(boolean isLast) {
        if (!leaf.isAlive()) {
            return;
        }
        try (var inner = Scope.open();
                var noGrad = NoGrad.open()) {
            if (operand == null) {
                leaf.takeGradient().ifPresent(body);
            } else {
                operand.follow(leaf, isLast);
            }
        }
    }

    /** Drops what a backward pass that failed has brought. */
    void forget() {
        if (leaf.isAlive()) {
            try (var inner = Scope.open()) {
                leaf.takeGradient();
            }
        }
    }

    /** One of libtorch's own backward passes. */
    static void walk(Tensor from, Optional<Tensor> gradient, boolean isLast) {
        try {
            if (gradient.isEmpty() && isLast) {
                from.raw().backward();
            } else {
                walk(from.raw(), gradient.map(Tensor::raw), isLast);
            }
        } catch (RuntimeException failure) {
            throw gradient.map(g -> Tensor.translated("backward", failure, from, g))
                    .orElseGet(() -> Tensor.translated("backward", failure, from));
        }
    }

    private static void walk(
            org.bytedeco.pytorch.Tensor from,
            Optional<org.bytedeco.pytorch.Tensor> gradient,
            boolean isLast) {
        try (BoolOptional keep = new BoolOptional(!isLast);
                TensorArrayRefOptional inputs = new TensorArrayRefOptional();
                var one = new org.bytedeco.pytorch.Tensor()) {
            from.backward(gradient.orElse(one), keep, false, inputs);
        }
    }

    /** Goes where the record behind it goes. */
    void moveTo(Scope from, Scope around) {
        move(leaf, from, around);
        for (Tensor tensor : saved) {
            move(tensor, from, around);
        }
    }

    private static void move(Tensor tensor, Scope from, Scope around) {
        if (tensor.scope() == from) {
            tensor.moveTo(around);
            around.admit(tensor);
        }
    }
}
