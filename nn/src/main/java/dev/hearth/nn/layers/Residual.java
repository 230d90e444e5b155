package dev.hearth.nn.layers;

import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.CustomGradient;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.OwnsResult;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A shortcut around a layer: y = x + scale·body(x) (He et al. 2016; the scale is Szegedy et al.
 * 2016, §3.3 and fig. 20, who use 0.1 to 0.3 to keep wide nets stable). An activation afterwards is
 * the caller's. The parameters' names begin with {@code body}.
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

    /** Refuses a scale of 0 and one that is not finite. */
    public Residual {
        if (scale == 0 || !Double.isFinite(scale)) {
            throw Check.error(
                    "Residual needs a scale that is finite and not 0",
                    "scale=" + scale,
                    "Use 1 for a plain sum, 0.1 to 0.3 to damp");
        }
    }

    /** The plain sum x + body(x). */
    public Residual(Layer body) {
        this(body, 1);
    }

    @Override
    public Shape out(Shape in) {
        Shape out = body.out(in);
        if (!out.equals(in)) {
            throw Check.error(
                    "Residual needs a body that keeps the shape",
                    in + " becomes " + out,
                    "End the body in a 1×1 convolution with "
                            + in.features()
                            + " filters, and let it not stride");
        }
        return in;
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return body.cost(in);
    }

    @Override
    public List<ChildLayer> children(Shape in) {
        return List.of(new ChildLayer("body", body, in));
    }

    @Override
    public Layer withChildren(List<Layer> layers) {
        return new Residual(layers.get(0), scale);
    }

    @Override
    public String summary() {
        return "x + " + (scale == 1 ? "" : scale + "·") + "(" + body.summary() + ")";
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        out(in);
        Forward inner = body.build(in, parameters.scope("body"));
        UnaryOperator<Tensor> branching = CustomGradient.branching(children(in));
        // Closes what only leads to the sum; what the backward pass reads, autograd keeps.
        return (OwnsResult)
                (x, pass) -> {
                    try (var scope = Scope.open()) {
                        Tensor both = branching.apply(x);
                        return scope.keep(both.add(inner.apply(both, pass), scale));
                    }
                };
    }
}
