package dev.hearth.nn.dense;

import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Pass;
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
        return bias.isPresent()
                ? x.linear(weight.in(pass), bias.get().in(pass))
                : x.linear(weight.in(pass));
    }
}
