package dev.hearth.nn.layers;

import dev.hearth.nn.CompiledLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import java.util.Optional;

/** Lays an image out as a vector, channel by channel, row by row; a vector stays. */
public record Flatten() implements Layer {

    static final Forward FORWARD = (x, pass) -> x.flatten(1);

    @Override
    public Shape out(Shape in) {
        return new Shape.Vector(Math.toIntExact(in.count()));
    }

    @Override
    public Complexity cost(Shape in) {
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return FORWARD;
    }

    @Override
    public Optional<CompiledLayer> compiled(Shape in) {
        return Optional.of(CompiledLayer.IDENTITY);
    }
}
