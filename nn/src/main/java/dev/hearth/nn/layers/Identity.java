package dev.hearth.nn.layers;

import dev.hearth.nn.CompiledLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import java.util.Optional;

/**
 * y = x, such as a branch of a {@link SharedStemConcat} without further layers.
 *
 * <p>Any shape, kept.
 */
public record Identity() implements Layer {

    @Override
    public Shape out(Shape in) {
        return in;
    }

    @Override
    public Complexity cost(Shape in) {
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return (x, pass) -> x;
    }

    @Override
    public Optional<CompiledLayer> compiled(Shape in) {
        return Optional.of(CompiledLayer.IDENTITY);
    }
}
