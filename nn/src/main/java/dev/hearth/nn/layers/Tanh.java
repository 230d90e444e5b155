package dev.hearth.nn.layers;

import dev.hearth.nn.CompiledLayer;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.PointwiseKernel;
import java.util.Optional;

/**
 * Hyperbolic tangent: f(x) = (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ), between −1 and 1; f′(x) = 1 − f(x)².
 *
 * <p>Any shape, kept.
 *
 * <pre>{@code
 * Layer picture = Layers.sequence(new Linear(784), new Tanh());
 * }</pre>
 */
public record Tanh() implements Activation {

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return (x, pass) -> x.tanh();
    }

    @Override
    public Optional<CompiledLayer> compiled(Shape in) {
        return Optional.of(new CompiledActivation(() -> PointwiseKernel.tanh()));
    }
}
