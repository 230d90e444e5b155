package dev.hearth.nn.layers;

import dev.hearth.nn.CompiledLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import java.util.Optional;

/**
 * The identity, which gives its input to the observer of the pass ({@link dev.hearth.nn.Context#observedBy}). Costs
 * nothing without one.
 */
public record Tap(String name) implements Layer {

    /** Refuses a tap without a name. */
    public Tap {
        if (name.isBlank()) {
            throw Check.error("A Tap needs a name", "a blank one", "Name the tensor that it gives");
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
    public Forward build(Shape in, Parameters parameters) {
        return (x, pass) -> {
            pass.observe(name, x);
            return x;
        };
    }

    @Override
    public Optional<CompiledLayer> compiled(Shape in) {
        return Optional.of(CompiledLayer.IDENTITY);
    }
}
