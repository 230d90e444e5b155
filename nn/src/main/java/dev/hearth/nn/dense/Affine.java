package dev.hearth.nn.dense;

import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Pass;
import dev.hearth.nn.WeightedSum;
import dev.hearth.tensor.Tensor;
import java.util.Optional;

/**
 * The machine of a {@link Linear}: y = W·x + b.
 *
 * @param weight W [units × in]
 * @param bias b [units], if there is one
 */
public record Affine(Parameter weight, Optional<Parameter> bias) implements Forward {

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return new WeightedSum(weight, bias, Affine::product).apply(x, pass);
    }

    private static Tensor product(Tensor x, Tensor weight, Optional<Tensor> bias) {
        return bias.isPresent() ? x.linear(weight, bias.get()) : x.linear(weight);
    }
}
