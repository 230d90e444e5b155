package dev.hearth.nn.layers;

import dev.hearth.nn.Arrangement;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import java.util.Collections;
import java.util.List;

/**
 * The same layer several times in a row, each time with its own parameters, named 0, 1, 2, …, as in a
 * {@link Sequence}.
 *
 * <pre>{@code
 * Layer blocks = Layers.repeat(3, new Residual(Layers.conv(64, 3)));
 * }</pre>
 *
 * @param times above 0
 */
public record Repeat(int times, Layer layer) implements Layer {

    /** Refuses less than once. */
    public Repeat {
        if (times < 1) {
            throw Check.error(
                    "Repeat needs at least one time",
                    "times=" + times,
                    "Leave the layer out instead");
        }
    }

    private Sequence written() {
        return new Sequence(Collections.nCopies(times, layer));
    }

    @Override
    public Shape out(Shape in) {
        return written().out(in);
    }

    @Override
    public Complexity cost(Shape in) {
        return written().cost(in);
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return written().build(in, parameters);
    }

    @Override
    public List<ChildLayer> children(Shape in) {
        return written().children(in);
    }

    @Override
    public Arrangement arrangement() {
        return Arrangement.CHAIN;
    }

    /** A {@link Sequence}: the layers may differ. */
    @Override
    public Layer withChildren(List<Layer> layers) {
        return new Sequence(layers);
    }

    @Override
    public String summary() {
        return times + " × " + layer.summary();
    }
}
