package dev.hearth.nn.layers;

import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.tensor.Tensor;

/** The forward function of a {@link Maxout}: its linear pieces, then the maximum of each unit's. */
public record MaxoutForward(LinearForward sums, MaxoutChannelsForward greatest) implements Forward {

    @Override
    public Tensor apply(Tensor x, Context pass) {
        return greatest.apply(sums.apply(x, pass), pass);
    }
}
