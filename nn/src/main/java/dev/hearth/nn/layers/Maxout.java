package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.CustomGradient;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Initializer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.tensor.Check;
import java.util.Objects;

/**
 * Maxout: each unit is the greatest of several linear pieces, yⱼ = maxₖ(wⱼₖ·x + bⱼₖ), vector [in] →
 * vector [units] (Goodfellow et al. 2013, §3). The gradient goes to the greatest piece.
 *
 * <p>Learns one {@link Linear} of units × pieces outputs; the pieces of a unit lie side by side.
 *
 * <pre>{@code
 * Layer discriminator = Layers.sequence(new Maxout(240, 5), new Maxout(240, 5), new Linear(1));
 * }</pre>
 *
 * @param units outputs, above 0
 * @param pieces linear pieces of each, at least 2
 * @param weights how W [units·pieces × in] begins
 * @param biases how b [units·pieces] begins
 */
public record Maxout(int units, int pieces, Initializer weights, Initializer biases)
        implements Layer, CustomGradient {

    /** Refuses a layer without units, and a maximum over fewer than two pieces. */
    public Maxout {
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(biases, "biases");
        if (units < 1 || pieces < 2 || (long) units * pieces > Integer.MAX_VALUE) {
            throw Check.error(
                    "Maxout needs at least one unit of at least two pieces",
                    "units=" + units + ", pieces=" + pieces,
                    "Use Linear for one piece");
        }
    }

    /**
     * With biases that begin at zero and weights from N(0, 2/in).
     *
     * @param units outputs, above 0
     * @param pieces linear pieces of each, at least 2
     */
    public Maxout(int units, int pieces) {
        this(units, pieces, new HeNormal(), Constant.ZERO);
    }

    @Override
    public Shape out(Shape in) {
        Shape.vector("Maxout", in);
        return new Shape.Vector(units);
    }

    @Override
    public Complexity cost(Shape in) {
        return linear().cost(Shape.vector("Maxout", in));
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        LinearForward sums = linear().build(Shape.vector("Maxout", in), parameters);
        return new MaxoutForward(sums, new MaxoutChannelsForward(pieces));
    }

    private Linear linear() {
        return new Linear(units * pieces, Bias.YES, weights, biases);
    }
}
