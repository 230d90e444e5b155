package dev.hearth.optim.loss;

import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;
import java.util.Optional;

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
    public Optional<CompiledLoss> compiled() {
        return Optional.of(new CompiledSquaredError());
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        LossOperands.alike("MeanSquaredError", output, target);
        return Functional.meanSquaredError(output, target);
    }
}
