package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;

/**
 * A part with a name: its parameters' names carry it, and it is a row of its own in {@link
 * dev.hearth.nn.layers.Stages}. Computes what the layer inside computes.
 *
 * <pre>{@code
 * Layer stem = Layers.named("stem", Layers.sequence(Layers.conv(32, 3), Layers.conv(64, 3)));
 * // its parameters: stem.0.weight, stem.0.bias, stem.1.weight, stem.1.bias
 * }</pre>
 *
 * @param name not blank, without dots
 * @param layer what is named
 */
public record Named(String name, Layer layer) implements Layer {

    /** Refuses a name that a parameter's path could not carry. */
    public Named {
        if (name.isBlank() || name.indexOf('.') >= 0) {
            throw new IllegalArgumentException(
                    "Named needs a name without dots that is not blank. Received: \""
                            + name
                            + "\". Use a word such as stem.");
        }
    }

    @Override
    public Shape out(Shape in) {
        return layer.out(in);
    }

    @Override
    public Complexity cost(Shape in) {
        return layer.cost(in);
    }

    @Override
    public Forward build(Shape in, Parameters home) {
        return layer.build(in, home.scope(name));
    }
}
