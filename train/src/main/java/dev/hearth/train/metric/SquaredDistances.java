package dev.hearth.train.metric;

import dev.hearth.tensor.DType;
import dev.hearth.tensor.Tensor;

/**
 * How close rows are, by tiles that stay in the cache: c(x, s) = x·s − |s|²/2, so that |x − s|² =
 * |x|² − 2c. One matrix product, because |s|² is a column of the references and 1 one of the
 * queries. Both are taken from a common centre, so that little is left to cancel.
 */
final class SquaredDistances {

    /** Rows of queries in a tile. */
    static final int QUERIES = 512;

    /** Rows of references in a tile. */
    static final int REFERENCES = 2048;

    private SquaredDistances() {}

    /** References, [n × (d + 1)]. */
    static Tensor references(Tensor rows, Tensor centre) {
        Tensor moved = rows.sub(centre);
        Tensor half = moved.square().sum(Tensor.Keep.DIMENSIONS, 1).mul(-0.5);
        return Tensor.concat(1, moved, half);
    }

    /** Queries, [n × (d + 1)]. */
    static Tensor queries(Tensor rows, Tensor centre) {
        Tensor moved = rows.sub(centre);
        return Tensor.concat(1, moved, moved.narrow(1, 0, 1).filledLike(1));
    }

    /** |x|² of queries, in double precision. */
    static double[] squares(Tensor queries) {
        return queries.narrow(1, 0, queries.size(1) - 1)
                .to(DType.FLOAT64)
                .square()
                .sum(Tensor.Keep.NOTHING, 1)
                .toDoubles();
    }

    /** Whatever the images' extents, a row each; without a record for backward. */
    static Tensor flat(String who, Tensor images) {
        if (images.dimensions() < 2 || images.size(0) < 1 || !images.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    who
                            + " needs floating-point rows, [n × d]. Received: "
                            + images
                            + ". Give a batch of at least one.");
        }
        Tensor rows = images.detach();
        return rows.dimensions() == 2 ? rows : rows.flatten(1);
    }

    /** Rows that go with others. */
    static Tensor fitting(String who, Tensor images, long width) {
        Tensor rows = flat(who, images);
        if (rows.size(1) != width) {
            throw new IllegalArgumentException(
                    who
                            + " needs rows of "
                            + width
                            + " numbers. Received: "
                            + images
                            + ". Compare images of one extent.");
        }
        return rows;
    }

    /** Refuses what no distance can be taken of. */
    static void finite(String who, Tensor rows) {
        if (!Double.isFinite(rows.square().mean().item())) {
            throw new IllegalArgumentException(
                    who
                            + " needs finite numbers. Received: "
                            + rows
                            + " with NaN or infinity in it. Say that the run diverged.");
        }
    }
}
