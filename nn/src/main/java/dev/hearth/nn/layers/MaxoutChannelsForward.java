package dev.hearth.nn.layers;

import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;

/** The forward function of a {@link MaxoutChannels}: the maximum of each group of adjacent features. */
public record MaxoutChannelsForward(int pieces) implements Forward {

    @Override
    public Tensor apply(Tensor x, Context pass) {
        if (x.dimensions() != 4) {
            return Functional.maxOfGroups(x, pieces);
        }
        long units = x.size(1) / pieces;
        return x.reshape(x.size(0), units, pieces, x.size(2), x.size(3))
                .amax(Tensor.Keep.NOTHING, 2);
    }
}
