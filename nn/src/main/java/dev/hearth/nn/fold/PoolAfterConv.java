package dev.hearth.nn.fold;

import dev.hearth.nn.layers.AvgPool2d;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.PaddedCells;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Moves a mean pool after a 1×1 convolution that has fewer filters than channels. */
final class PoolAfterConv {

    private PoolAfterConv() {}

    static FoldNode of(FoldNode node) {
        if (!(node instanceof FoldNode.Chain chain)) {
            return node;
        }
        List<FoldNode> parts = new ArrayList<>(chain.parts());
        for (int i = 0; i + 1 < parts.size(); i++) {
            if (parts.get(i) instanceof FoldNode.Leaf pool
                    && parts.get(i + 1) instanceof FoldNode.Leaf point
                    && commute(pool, point)) {
                parts.set(i, new FoldNode.Leaf(point.layer(), pool.in(), point.own()));
                parts.set(
                        i + 1,
                        new FoldNode.Leaf(pool.layer(), point.layer().out(pool.in()), Map.of()));
            }
        }
        return new FoldNode.Chain(parts);
    }

    private static boolean commute(FoldNode.Leaf pool, FoldNode.Leaf point) {
        return pool.layer() instanceof AvgPool2d mean
                && mean.padded() == PaddedCells.LEFT_OUT
                // Where it strides, the convolution would have more places to compute.
                && mean.window().strideRows() == 1
                && mean.window().strideColumns() == 1
                && point.layer() instanceof Conv2d sum
                && MergedPointwise.isPoint(sum, point.in())
                && sum.filters() < pool.in().features();
    }
}
