package dev.hearth.tensor;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/**
 * An activation and its derivative, both in place, in libtorch's kernels: y = f(x) over x, and g·f′(x) over
 * g, computed from y.
 *
 * <pre>{@code
 * static void activate(DenseMatrix sums) {
 *     PointwiseKernel.elu(1).forward(sums);
 * }
 * }</pre>
 */
public final class PointwiseKernel {

    private final Consumer<org.bytedeco.pytorch.Tensor> forward;
    private final BiConsumer<org.bytedeco.pytorch.Tensor, org.bytedeco.pytorch.Tensor> backward;

    private PointwiseKernel(
            Consumer<org.bytedeco.pytorch.Tensor> forward,
            BiConsumer<org.bytedeco.pytorch.Tensor, org.bytedeco.pytorch.Tensor> backward) {
        this.forward = forward;
        this.backward = backward;
    }

    /**
     * x for x &gt; 0, else α(eˣ − 1).
     *
     * @param alpha α, 0 or more
     */
    public static PointwiseKernel elu(double alpha) {
        Scalar one = NativeConstants.ONE;
        Scalar a = new Scalar(alpha);
        return new PointwiseKernel(
                x -> torch.elu_out(x, x, a, one, one),
                (g, y) -> torch.elu_backward_out(g, g, a, one, one, true, y));
    }

    /**
     * x for x &gt; 0, else ax.
     *
     * @param slope a, from 0 to below 1; 0 for ReLU
     */
    public static PointwiseKernel leakyRelu(double slope) {
        if (slope == 0) {
            return clampMin(0);
        }
        Scalar a = new Scalar(slope);
        return new PointwiseKernel(
                x -> torch.leaky_relu_out(x, x, a),
                (g, y) -> torch.leaky_relu_backward_out(g, g, y, a, true));
    }

    /** max(x, l), whose derivative at l is 0. */
    public static PointwiseKernel clampMin(double limit) {
        Scalar l = new Scalar(limit);
        return new PointwiseKernel(
                x -> torch.clamp_min_out(x, x, l),
                (g, y) -> torch.threshold_backward_out(g, g, y, l));
    }

    /** (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ). */
    public static PointwiseKernel tanh() {
        return new PointwiseKernel(
                x -> torch.tanh_out(x, x), (g, y) -> torch.tanh_backward_out(g, g, y));
    }

    /** 1/(1 + e⁻ˣ). */
    public static PointwiseKernel sigmoid() {
        return new PointwiseKernel(
                x -> torch.sigmoid_out(x, x), (g, y) -> torch.sigmoid_backward_out(g, g, y));
    }

    /** x ← f(x). */
    public void forward(DenseMatrix x) {
        forward.accept(x.view());
    }

    /** g ← g·f′(x). */
    public void backward(DenseMatrix gradient, DenseMatrix y) {
        backward.accept(gradient.view(), y.view());
    }
}
