package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;

/**
 * A place where somebody may look on: hands what flows through to the pass's observer, unchanged.
 * Costs nothing when nobody looks.
 *
 * @param name what the observer is told
 */
public record Tap(String name) implements Layer {

    /** Refuses a tap without a name. */
    public Tap {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "A Tap needs a name. Received: a blank one. Name what flows there.");
        }
    }

    @Override
    public Shape out(Shape in) {
        return in;
    }

    @Override
    public Complexity cost(Shape in) {
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters home) {
        return (x, pass) -> {
            pass.observe(name, x);
            return x;
        };
    }
}
