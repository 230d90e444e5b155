package dev.hearth.nn.layers;

import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;

/**
 * The machine of a {@link MaxoutChannels}: the greatest of each group of neighbouring features.
 *
 * @param pieces features in a group
 */
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
