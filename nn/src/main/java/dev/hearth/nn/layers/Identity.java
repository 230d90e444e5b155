package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;

/**
 * What comes in goes out: a branch of a {@link dev.hearth.nn.layers.SharedStemConcat} that wants nothing more.
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
}
