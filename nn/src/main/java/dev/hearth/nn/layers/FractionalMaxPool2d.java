package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.CustomGradient;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.SelectsMaximum;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.PoolRegions;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;

/**
 * Fractional max-pooling (Graham 2014, §2): the greatest of each of some regions that are drawn, so
 * that an image shrinks by a ratio α between 1 and 2 and not by whole numbers. On each axis, n
 * regions cover N cells, n &lt; N, and begin 1 or 2 cells after one another. Ratios above 2 work in the same
 * way, which the paper says to be possible: with p = ⌊α⌋, regions begin p or p + 1 cells after one another,
 * and those of the author's code, which overlap, are ⌈N/n⌉ wide instead of 2. The gradient goes
 * to the greatest cell, the first of equals, and adds up where regions overlap.
 *
 * <p>Each pass draws afresh, when testing too, for each example and axis, from the pass's own
 * randomness; channels share a draw, unless {@link RegionSharing#PER_CHANNEL}. What an example gets
 * depends on its index in the batch and not on the other examples; in a pass that {@link
 * Context#predicting predicts}, all examples share the draw of the first.
 *
 * <p>Image [channels × height × width] → image [channels × rows.out(height) × columns.out(width)].
 *
 * <pre>{@code
 * Layer pool = new FractionalMaxPool2d(Math.sqrt(2), RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
 * Shape out = pool.out(new Shape.Image(32, 35, 35));   // 32×25×25
 * Layer byFormula = new FractionalMaxPool2d(1.4, RegionOverlap.DISJOINT, IncrementDraw.PSEUDORANDOM)
 *     .convention(RegionConvention.PAPER_FORMULA);
 * Layer uneven = new FractionalMaxPool2d(Reduction.by(1.4), Reduction.to(20));
 * }</pre>
 */
public record FractionalMaxPool2d(
        Reduction rows,
        Reduction columns,
        RegionOverlap windows,
        IncrementDraw draw,
        RegionConvention convention,
        RegionSharing offsets)
        implements Layer, CustomGradient {

    /**
     * One ratio for both axes, as in the author's programs.
     *
     * @param ratio α, above 1 and not whole
     */
    public FractionalMaxPool2d(double ratio, RegionOverlap windows, IncrementDraw draw) {
        this(
                Reduction.by(ratio),
                Reduction.by(ratio),
                windows,
                draw,
                RegionConvention.AUTHOR_CODE,
                RegionSharing.PER_EXAMPLE);
    }

    /** Overlapping and random, as in the author's programs, with a reduction for each axis. */
    public FractionalMaxPool2d(Reduction rows, Reduction columns) {
        this(
                rows,
                columns,
                RegionOverlap.OVERLAPPING,
                IncrementDraw.RANDOM,
                RegionConvention.AUTHOR_CODE,
                RegionSharing.PER_EXAMPLE);
    }

    /** The same with other windows. */
    public FractionalMaxPool2d windows(RegionOverlap other) {
        return new FractionalMaxPool2d(rows, columns, other, draw, convention, offsets);
    }

    /** The same with another draw. */
    public FractionalMaxPool2d draw(IncrementDraw other) {
        return new FractionalMaxPool2d(rows, columns, windows, other, convention, offsets);
    }

    /** The same with another convention. */
    public FractionalMaxPool2d convention(RegionConvention other) {
        return new FractionalMaxPool2d(rows, columns, windows, draw, other, offsets);
    }

    /** The same with other offsets. */
    public FractionalMaxPool2d offsets(RegionSharing other) {
        return new FractionalMaxPool2d(rows, columns, windows, draw, convention, other);
    }

    @Override
    public Shape out(Shape in) {
        Shape.Image image = Shape.image("FractionalMaxPool2d", in);
        return new Shape.Image(
                image.channels(), rows.out(image.height()), columns.out(image.width()));
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        Shape.Image from = Shape.image("FractionalMaxPool2d", in);
        Shape.Image to = (Shape.Image) out(in);
        Increments down = new Increments(from.height(), to.height(), windows, convention);
        Increments across = new Increments(from.width(), to.width(), windows, convention);
        return (SelectsMaximum) (x, pass) -> pooled(x, down, across, pass);
    }

    /**
     * The pool whose regions are those of one draw: what this pool computes in a pass that {@link
     * Context#predicting predicts}.
     *
     * @param in the shape of one example
     * @param pass from which the draw is taken, as a batch would
     * @throws IllegalArgumentException if each channel has regions of its own
     */
    public RegionMaxPool2d drawn(Shape in, Context pass) {
        if (offsets == RegionSharing.PER_CHANNEL) {
            throw Check.error(
                    "A fractional pool with fixed regions needs one draw for all channels",
                    this,
                    "Use RegionSharing.PER_EXAMPLE");
        }
        Shape.Image from = Shape.image("FractionalMaxPool2d", in);
        Shape.Image to = (Shape.Image) out(in);
        RandomStream random = new Seed(pass.random().nextLong()).child(0).stream();
        Increments down = new Increments(from.height(), to.height(), windows, convention);
        Increments across = new Increments(from.width(), to.width(), windows, convention);
        AxisRegions heights = new AxisRegions(from.height(), down.drawn(draw, random));
        return new RegionMaxPool2d(
                heights, new AxisRegions(from.width(), across.drawn(draw, random)));
    }

    private Tensor pooled(Tensor x, Increments down, Increments across, Context pass) {
        Seed layer = new Seed(pass.random().nextLong());
        int examples = Math.toIntExact(x.size(0));
        int channels = offsets == RegionSharing.PER_CHANNEL ? Math.toIntExact(x.size(1)) : 1;
        int drawn = pass.sharesDraws() ? channels : examples * channels;
        RegionBounds[] heights = new RegionBounds[examples * channels];
        RegionBounds[] widths = new RegionBounds[examples * channels];
        RandomStream random = null;
        for (int set = 0; set < heights.length; set++) {
            if (set < drawn) {
                if (set % channels == 0) {
                    long example = pass.sharesDraws() ? 0 : pass.example(set / channels, examples);
                    random = layer.child(example).stream();
                }
                heights[set] = down.drawn(draw, random);
                widths[set] = across.drawn(draw, random);
            } else {
                heights[set] = heights[set - drawn];
                widths[set] = widths[set - drawn];
            }
        }
        PoolRegions rowSpans = RegionBounds.spans(down.in(), heights);
        PoolRegions columnSpans = RegionBounds.spans(across.in(), widths);
        return Functional.maxPoolRegions(x, rowSpans, columnSpans);
    }

    @Override
    public String toString() {
        return "FractionalMaxPool2d["
                + (rows.equals(columns) ? rows : rows + " × " + columns)
                + ", "
                + windows
                + ", "
                + draw
                + (convention == RegionConvention.AUTHOR_CODE ? "" : ", " + convention)
                + (offsets == RegionSharing.PER_EXAMPLE ? "" : ", " + offsets)
                + "]";
    }
}
