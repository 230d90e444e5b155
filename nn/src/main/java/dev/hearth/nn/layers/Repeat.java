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
 * @param times from 1 to {@link #MOST}
 */
public record Repeat(int times, Layer layer) implements Layer {

    /** A net of more layers than this cannot be told from a typing error. */
    public static final int MOST = 10_000;

    /** Refuses another count. */
    public Repeat {
        check("Repeat", "times", times);
    }

    /**
     * Refuses a count of equal layers, or of steps, below 1 or above {@link #MOST}.
     *
     * @param who has it
     * @param name of the setting
     */
    public static void check(String who, String name, int times) {
        if (times < 1 || times > MOST) {
            throw Check.error(
                    who + " needs " + name + " from 1 to " + MOST,
                    name + "=" + times,
                    "Give a count in that range");
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
