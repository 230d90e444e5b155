package dev.hearth.nn.layers;

import dev.hearth.nn.CompiledLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import java.util.Optional;

/**
 * Dropout: when training, each number is set to 0 with probability {@code rate} and else divided by
 * 1 − rate, so that its mean stays; otherwise nothing happens (Srivastava et al. 2014, in the
 * inverted form of §10).
 *
 * <p>Any shape, kept.
 *
 * <pre>{@code
 * Layer hidden = Layers.sequence(new Linear(128), new Elu(), new Dropout(0.5));
 * }</pre>
 *
 * @param rate the share that is dropped, in [0, 1)
 */
public record Dropout(double rate) implements Layer {

    /** Refuses a rate outside of [0, 1). */
    public Dropout {
        DropRate.check("Dropout", rate);
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
        return new DropoutForward(rate);
    }

    @Override
    public Optional<CompiledLayer> compiled(Shape in) {
        return Optional.of(new CompiledDropout(new DropoutForward(rate)));
    }
}
