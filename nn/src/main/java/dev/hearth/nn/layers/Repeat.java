package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import java.util.Collections;

/**
 * The same letter several times in a row, each time with parameters of its own. Parts are named 0,
 * 1, 2, …, as in a {@link Sequence}.
 *
 * <pre>{@code
 * Layer blocks = Layers.repeat(3, new Residual(Layers.conv(64, 3)));
 * }</pre>
 *
 * @param times above 0
 * @param layer what is repeated
 */
public record Repeat(int times, Layer layer) implements Layer {

    /** Refuses less than once. */
    public Repeat {
        if (times < 1) {
            throw new IllegalArgumentException(
                    "Repeat needs at least one time. Received: times="
                            + times
                            + ". Leave the layer out instead.");
        }
    }

    /**
     * The same written out.
     *
     * @return the layer as often as it is repeated
     */
    public Sequence written() {
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
    public Forward build(Shape in, Parameters home) {
        return written().build(in, home);
    }
}
