package dev.hearth.nn.layers;

import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.WeightedSum;
import dev.hearth.tensor.Tensor;
import java.util.Optional;

/**
 * The forward function of a {@link Linear}: y = W·x + b.
 *
 * @param weight W [units × in]
 * @param bias b [units], if there is one
 */
public record LinearForward(Parameter weight, Optional<Parameter> bias) implements Forward {

    @Override
    public Tensor apply(Tensor x, Context pass) {
        return new WeightedSum(weight, bias, LinearForward::product).apply(x, pass);
    }

    private static Tensor product(Tensor x, Tensor weight, Optional<Tensor> bias) {
        return bias.isPresent() ? x.linear(weight, bias.get()) : x.linear(weight);
    }
}
