package dev.hearth.nn.dense;

import dev.hearth.nn.Forward;
import dev.hearth.nn.Pass;
import dev.hearth.tensor.Tensor;

/**
 * The machine of a {@link Maxout}: its linear pieces, then the greatest of each unit's.
 *
 * @param sums of the pieces
 * @param greatest of each unit
 */
public record PiecewiseLinear(Affine sums, Greatest greatest) implements Forward {

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return greatest.apply(sums.apply(x, pass), pass);
    }
}
