package dev.hearth.nn.dense;

import dev.hearth.nn.Forward;
import dev.hearth.nn.Pass;
import dev.hearth.tensor.Tensor;

/**
 * The machine of a {@link MaxoutChannels}: the greatest of each group of neighbouring features.
 *
 * @param pieces features in a group
 */
public record Greatest(int pieces) implements Forward {

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        if (x.dimensions() != 4) {
            return x.maxOfGroups(pieces);
        }
        long units = x.size(1) / pieces;
        return x.reshape(x.size(0), units, pieces, x.size(2), x.size(3))
                .amax(Tensor.Keep.NOTHING, 2);
    }
}
