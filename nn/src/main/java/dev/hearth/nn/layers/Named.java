package dev.hearth.nn.layers;

import dev.hearth.nn.Arrangement;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import java.util.List;

/**
 * A layer with a name: its parameters' names begin with it, and it is one row of {@link Stages}.
 *
 * <pre>{@code
 * Layer stem = Layers.named("stem", Layers.sequence(Layers.conv(32, 3), Layers.conv(64, 3)));
 * // its parameters: stem.0.weight, stem.0.bias, stem.1.weight, stem.1.bias
 * }</pre>
 *
 * @param name not blank, without dots
 */
public record Named(String name, Layer layer) implements Layer {

    /** Refuses a name that is blank or has a dot. */
    public Named {
        if (name.isBlank() || name.indexOf('.') >= 0) {
            throw Check.error(
                    "Named needs a name without dots that is not blank",
                    "\"" + name + "\"",
                    "Use a name such as stem");
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
    public Forward build(Shape in, Parameters parameters) {
        return layer.build(in, parameters.scope(name));
    }

    @Override
    public List<ChildLayer> children(Shape in) {
        return List.of(new ChildLayer(name, layer, in));
    }

    @Override
    public Arrangement arrangement() {
        return Arrangement.CHAIN;
    }

    @Override
    public Layer withChildren(List<Layer> layers) {
        return new Named(name, layers.get(0));
    }

    /** Without the name where a chain is named. */
    @Override
    public String summary() {
        return layer instanceof Sequence || layer instanceof Repeat
                ? layer.summary()
                : name + ": " + layer.summary();
    }
}
