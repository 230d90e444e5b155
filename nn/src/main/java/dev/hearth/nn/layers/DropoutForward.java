package dev.hearth.nn.layers;

import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.tensor.Tensor;
import java.util.Optional;

/** The forward function of a {@link Dropout}. */
public record DropoutForward(double rate) implements Forward {

    @Override
    public Tensor apply(Tensor x, Context pass) {
        return mask(x, pass).map(x::mul).orElse(x);
    }

    /**
     * What x is multiplied by in a pass.
     *
     * @return 0 or 1/(1 − rate) for each of its numbers, of one example for all in a pass that {@link
     *     Context#predicting predicts}; empty where nothing is dropped
     */
    public Optional<Tensor> mask(Tensor x, Context pass) {
        if (!pass.isNoisy() || rate == 0) {
            return Optional.empty();
        }
        double keep = 1 - rate;
        return Optional.of(
                pass.draw(x, (random, shape) -> random.mask(keep, 1 / keep, shape)).to(x.dtype()));
    }
}
