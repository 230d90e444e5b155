package dev.hearth.nn.layers;

import dev.hearth.nn.CompiledLayer;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.PointwiseKernel;
import java.util.Optional;

/**
 * Logistic function: f(x) = 1/(1 + e⁻ˣ), between 0 and 1; f′(x) = f(x)(1 − f(x)). Where a loss
 * follows, give it logits instead: binary cross-entropy from logits does not overflow.
 *
 * <p>Any shape, kept.
 *
 * <pre>{@code
 * Layer picture = Layers.sequence(new Linear(784), new Sigmoid());
 * }</pre>
 */
public record Sigmoid() implements Activation {

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return (x, pass) -> x.sigmoid();
    }

    @Override
    public Optional<CompiledLayer> compiled(Shape in) {
        return Optional.of(new CompiledActivation(() -> PointwiseKernel.sigmoid()));
    }
}
