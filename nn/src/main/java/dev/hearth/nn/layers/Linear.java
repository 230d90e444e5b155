package dev.hearth.nn.layers;

import dev.hearth.nn.BiasedSum;
import dev.hearth.nn.CompiledLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.CustomGradient;
import dev.hearth.nn.Fans;
import dev.hearth.nn.Initializer;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.tensor.Check;
import java.util.Optional;

/**
 * A fully connected layer: y = W·x + b, vector [in] → vector [units].
 *
 * <pre>{@code
 * Layer classifier = new Linear(10);
 * }</pre>
 *
 * @param units outputs, above 0
 * @param weights how W [units × in] begins
 * @param biases how b [units] begins
 */
public record Linear(int units, Bias bias, Initializer weights, Initializer biases)
        implements BiasedSum, CustomGradient {

    /** Refuses a layer without units. */
    public Linear {
        if (units < 1) {
            throw Check.error(
                    "Linear needs at least one unit",
                    "units=" + units,
                    "Give the count of outputs");
        }
    }

    /**
     * With a bias that begins at zero and weights from N(0, 2/in) (He et al. 2015).
     *
     * @param units outputs, above 0
     */
    public Linear(int units) {
        this(units, Bias.YES, new HeNormal(), Constant.ZERO);
    }

    @Override
    public Linear biased() {
        return new Linear(units, Bias.YES, weights, biases);
    }

    @Override
    public Shape out(Shape in) {
        Shape.vector("Linear", in);
        return new Shape.Vector(units);
    }

    @Override
    public Complexity cost(Shape in) {
        long products = (long) Shape.vector("Linear", in).size() * units;
        return new Complexity(products + (bias == Bias.YES ? units : 0), 0, products);
    }

    @Override
    public LinearForward build(Shape in, Parameters parameters) {
        int inputs = Shape.vector("Linear", in).size();
        Fans fans = new Fans(inputs, units);
        Parameter w = parameters.parameter("weight", Role.WEIGHT, weights, fans, units, inputs);
        if (bias == Bias.NO) {
            return new LinearForward(w, Optional.empty());
        }
        Parameter b = parameters.parameter("bias", Role.BIAS, biases, fans, units);
        return new LinearForward(w, Optional.of(b));
    }

    @Override
    public Optional<CompiledLayer> compiled(Shape in) {
        return Optional.of(new CompiledLinear(bias));
    }
}
