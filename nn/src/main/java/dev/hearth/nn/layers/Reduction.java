package dev.hearth.nn.layers;

import dev.hearth.tensor.Check;

/**
 * How much fractional max-pooling shrinks an axis.
 *
 * <pre>{@code
 * Layer pool = new FractionalMaxPool2d(Reduction.by(1.4), Reduction.to(25));
 * }</pre>
 */
public sealed interface Reduction {

    /**
     * How many cells come out.
     *
     * @return n with 0 &lt; n &lt; cells
     * @throws IllegalArgumentException if there is no such n, or not the one asked for
     */
    int out(int cells);

    /**
     * By a ratio.
     *
     * @param ratio α, above 1 and not whole
     */
    static Reduction by(double ratio) {
        return new Ratio(ratio);
    }

    /**
     * To a size.
     *
     * @param cells how many come out, above 0
     */
    static Reduction to(int cells) {
        return new Size(cells);
    }

    /**
     * By a ratio: the least n from which {@link SizeChain#before} leads to at least as many cells, so
     * that each step of a chain of sizes is undone exactly.
     *
     * @param ratio α, above 1 and not whole
     */
    record Ratio(double ratio) implements Reduction {

        /** Refuses what is no fraction above 1. */
        public Ratio {
            SizeChain.refuse(ratio);
        }

        @Override
        public int out(int cells) {
            return SizeChain.after(ratio, cells);
        }

        @Override
        public String toString() {
            return "by " + ratio;
        }
    }

    /**
     * To a size.
     *
     * @param cells how many come out, above 0
     */
    record Size(int cells) implements Reduction {

        /** Refuses an axis without cells. */
        public Size {
            if (cells < 1) {
                throw Check.error(
                        "FractionalMaxPool2d needs an output size above 0",
                        "cells=" + cells,
                        "Use 1 for one cell");
            }
        }

        @Override
        public int out(int in) {
            AxisRegions.refuse(in, cells);
            return cells;
        }

        @Override
        public String toString() {
            return "to " + cells;
        }
    }
}
