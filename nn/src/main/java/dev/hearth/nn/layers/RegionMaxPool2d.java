package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.CustomGradient;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.SelectsMaximum;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.PoolRegions;

/**
 * The greatest of each of some fixed regions, products of intervals of rows and of columns, channel
 * by channel: fractional max-pooling with given regions instead of random ones.
 *
 * <p>Image [channels × rows.cells × columns.cells] → image [channels × rows.count × columns.count].
 *
 * <pre>{@code
 * AxisRegions regions = AxisRegions.pseudorandom(
 *     25, 18, RegionOverlap.OVERLAPPING, RegionConvention.AUTHOR_CODE, 0.5);
 * Layer pool = new RegionMaxPool2d(regions, regions);   // 25×25 → 18×18
 * }</pre>
 */
public record RegionMaxPool2d(AxisRegions rows, AxisRegions columns)
        implements Layer, CustomGradient {

    @Override
    public Shape out(Shape in) {
        Shape.Image image = Shape.image("RegionMaxPool2d", in);
        if (image.height() != rows.cells() || image.width() != columns.cells()) {
            throw Check.error(
                    "RegionMaxPool2d needs images of "
                            + rows.cells()
                            + "×"
                            + columns.cells()
                            + ", for which its regions are made",
                    image,
                    "Make regions for that size");
        }
        return new Shape.Image(image.channels(), rows.count(), columns.count());
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        out(in);
        PoolRegions down = RegionBounds.spans(rows.cells(), rows.bounds());
        PoolRegions across = RegionBounds.spans(columns.cells(), columns.bounds());
        return (SelectsMaximum) (x, pass) -> Functional.maxPoolRegions(x, down, across);
    }
}
