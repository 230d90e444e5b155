package dev.hearth.nn.layers;

import dev.hearth.nn.CompiledLayer;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.PointwiseKernel;
import java.util.Optional;

/**
 * Shifted rectified linear unit: f(x) = max(−1, x), the comparator that the ELU paper calls SReLU
 * (Clevert et al. 2015, §4). It lets means come near zero as ELU does, but with a corner.
 *
 * <p>Any shape, kept.
 *
 * <pre>{@code
 * Layer hidden = Layers.sequence(new Linear(128), new ShiftedRelu());
 * }</pre>
 */
public record ShiftedRelu() implements Activation {

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return (x, pass) -> x.clampMin(-1);
    }

    @Override
    public Optional<CompiledLayer> compiled(Shape in) {
        return Optional.of(new CompiledActivation(() -> PointwiseKernel.clampMin(-1)));
    }
}
