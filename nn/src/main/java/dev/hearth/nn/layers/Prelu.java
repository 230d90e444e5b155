package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Fans;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Functional;
import java.util.Objects;

/**
 * Parametric rectified linear unit: f(x) = x for x &gt; 0, else ax, with a learned slope a (He et al.
 * 2015, §2.1). ∂f/∂a = min(0, x), summed over whatever shares a. The paper does not decay a; its
 * {@link Role#SLOPE} lets an optimizer keep to that.
 *
 * <p>Any shape, kept. Learns {@code slope}, [1] or [features].
 *
 * <pre>{@code
 * Layer hidden = Layers.sequence(new Linear(128), new Prelu(SlopeSharing.PER_CHANNEL));
 * }</pre>
 *
 * @param sharing whether the layer or each feature has a slope
 * @param slope what a begins with, finite
 */
public record Prelu(SlopeSharing sharing, double slope) implements Activation {

    /** Refuses a slope that is not a finite number. */
    public Prelu {
        Objects.requireNonNull(sharing, "sharing");
        if (!Double.isFinite(slope)) {
            throw Check.error(
                    "Prelu needs a finite slope to begin with",
                    "slope=" + slope,
                    "Use 0.25 as in the paper");
        }
    }

    /**
     * With slopes that begin at 0.25, as in the paper.
     *
     * @param sharing whether the layer or each feature has a slope
     */
    public Prelu(SlopeSharing sharing) {
        this(sharing, 0.25);
    }

    @Override
    public Complexity cost(Shape in) {
        return new Complexity(slopes(in), 0, 0);
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        Constant start = new Constant(slope);
        Parameter a = parameters.parameter("slope", Role.SLOPE, start, new Fans(1, 1), slopes(in));
        return (x, pass) -> Functional.prelu(x, a.in(pass).to(x.dtype()));
    }

    private long slopes(Shape in) {
        return sharing == SlopeSharing.SHARED ? 1 : in.features();
    }
}
