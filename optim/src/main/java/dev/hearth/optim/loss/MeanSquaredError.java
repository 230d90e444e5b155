package dev.hearth.optim.loss;

import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;

/**
 * Mean of (x − y)² over all numbers of the batch.
 *
 * <p>Output x: any shape. Target y: the same shape and type.
 *
 * <pre>{@code
 * Tensor loss = new MeanSquaredError().of(decoder.apply(code, pass), pictures);
 * }</pre>
 */
public record MeanSquaredError() implements Loss {

    @Override
    public Tensor of(Tensor output, Tensor target) {
        LossOperands.alike("MeanSquaredError", output, target);
        return Functional.meanSquaredError(output, target);
    }
}
