package dev.hearth.nn.layers;

import dev.hearth.nn.CompiledLayer;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Autograd;
import dev.hearth.tensor.PointwiseKernel;
import dev.hearth.tensor.Tensor;
import java.util.Optional;

/**
 * Rectified linear unit: f(x) = max(0, x), f′(x) = 1 for x &gt; 0, else 0 (Nair and Hinton 2010).
 * Never below 0, and deaf to everything below it.
 *
 * <p>Any shape, kept.
 *
 * <pre>{@code
 * Layer hidden = Layers.sequence(new Linear(128), new Relu());
 * }</pre>
 */
public record Relu() implements Activation {

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return new PointwiseForward(
                Tensor::relu,
                Tensor::reluOver,
                Tensor::reluInPlace,
                (gradient, y) -> Autograd.leakyReluBackward(y, gradient, 0));
    }

    @Override
    public Optional<CompiledLayer> compiled(Shape in) {
        return Optional.of(new CompiledActivation(() -> PointwiseKernel.leakyRelu(0)));
    }
}
