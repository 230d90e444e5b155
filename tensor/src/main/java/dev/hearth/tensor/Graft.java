package dev.hearth.tensor;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.FunctionPreHook;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The gradient of an operation that libtorch does not know, in libtorch's record.
 *
 * <p>{@code autograd.Function} cannot be subclassed from Java, but a node's hook can. The node is
 * that of an operation which hands gradients on as they are, the addition of 0 to a tensor that
 * leads to the operand but holds one number only, so that nothing is computed. Then the sum is given
 * the memory of the real result, its node the real result's shape, and a hook before the node puts
 * the operand's gradient in the place of the result's.
 *
 * <p>Native code refers to this object weakly: a {@link Scope} holds it as long as its record may be
 * walked. A record that is walked after that is a {@link NativeFailure}.
 */
final class Graft extends FunctionPreHook {

    private final transient UnaryOperator<Tensor> body;
    private final transient long[] shape;
    private final transient DType type;
    private final transient Tensor[] saved;

    private Graft(Tensor operand, UnaryOperator<Tensor> body, Tensor[] saved) {
        this.body = body;
        this.shape = operand.shape();
        this.type = operand.dtype();
        this.saved = saved;
    }

    static Tensor onto(Tensor operand, Tensor result, UnaryOperator<Tensor> body, Tensor[] saved) {
        Graft graft = new Graft(operand, body, saved);
        Tensor grafted = Tensor.call("graft", () -> graft.node(operand, result), operand, result);
        grafted.scope().admit(graft);
        return grafted;
    }

    private org.bytedeco.pytorch.Tensor node(Tensor operand, Tensor result) {
        try (var stem = torch.alias(operand.raw());
                var one = torch.zeros(new long[] {1}, Fixed.options(type, operand.device()));
                var nothing = new org.bytedeco.pytorch.Scalar(0.0);
                var plain = result.raw().detach()) {
            stem.set_data(one);
            org.bytedeco.pytorch.Tensor grafted = torch.add(stem, nothing);
            grafted.set_data(plain);
            try (Node node = grafted.grad_fn()) {
                node.clear_input_metadata();
                node.add_input_metadata(grafted);
                node.add_pre_hook(this);
            }
            return grafted;
        }
    }

    /** Called by libtorch, on the thread that called backward. */
    @Override
    public TensorVector apply(TensorVector gradients) {
        if (!gradients.get(0).defined()) {
            return gradients;
        }
        try (var turn = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor incoming =
                    Tensor.call("graft", () -> new org.bytedeco.pytorch.Tensor(gradients.get(0)));
            Tensor outgoing = body.apply(incoming);
            if (!Arrays.equals(outgoing.shape(), shape) || outgoing.dtype() != type) {
                throw new IllegalStateException(
                        "graft's backward needs to return the operand's shape and type, "
                                + Arrays.toString(shape)
                                + " "
                                + type
                                + ". Received: "
                                + outgoing.describe()
                                + ". Return the gradient by the operand.");
            }
            gradients.put(0, outgoing.raw());
        }
        return gradients;
    }

    /** Goes where the record behind it goes. */
    void moveTo(Scope from, Scope around) {
        for (Tensor tensor : saved) {
            Cut.move(tensor, from, around);
        }
    }
}
