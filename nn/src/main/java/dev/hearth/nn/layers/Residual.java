package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.OwnsResult;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Scope;

/**
 * A shortcut around a layer: y = x + scale·body(x) (He et al. 2016; the scale is Szegedy et al.
 * 2016, §3.3 and fig. 20, who use 0.1 to 0.3 to keep wide nets stable). An activation afterwards is
 * the caller's. Parts are named {@code body}.
 *
 * <p>Any shape that the body keeps.
 *
 * <pre>{@code
 * Layer block = Layers.residual(0.17, Layers.sequence(Layers.conv(32, 1), Layers.conv(64, 3)));
 * }</pre>
 *
 * @param body ends in the shape that it begins with
 * @param scale of the body, finite and not 0
 */
public record Residual(Layer body, double scale) implements Layer {

    /** Refuses a scale that silences the body or is no number. */
    public Residual {
        if (scale == 0 || !Double.isFinite(scale)) {
            throw new IllegalArgumentException(
                    "Residual needs a scale that is finite and not 0. Received: scale="
                            + scale
                            + ". Use 1 for a plain sum, 0.1 to 0.3 to damp.");
        }
    }

    /**
     * The plain sum x + body(x).
     *
     * @param body ends in the shape that it begins with
     */
    public Residual(Layer body) {
        this(body, 1);
    }

    @Override
    public Shape out(Shape in) {
        Shape out = body.out(in);
        if (!out.equals(in)) {
            throw new IllegalArgumentException(
                    "Residual needs a body that keeps the shape. Received: "
                            + in
                            + " becomes "
                            + out
                            + ". End the body in a 1×1 convolution with "
                            + in.features()
                            + " filters, and let it not stride.");
        }
        return in;
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return body.cost(in);
    }

    @Override
    public Forward build(Shape in, Parameters home) {
        out(in);
        Forward inner = body.build(in, home.scope("body"));
        // What only leads to the sum dies with the room; what backward reads, the record keeps.
        return (OwnsResult)
                (x, pass) -> {
                    try (var room = Scope.open()) {
                        return room.keep(x.add(inner.apply(x, pass), scale));
                    }
                };
    }
}
