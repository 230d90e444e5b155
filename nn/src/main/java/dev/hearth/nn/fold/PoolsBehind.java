package dev.hearth.nn.fold;

import dev.hearth.nn.conv.Conv2d;
import dev.hearth.nn.pool.AvgPool2d;
import dev.hearth.nn.pool.PaddedCells;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A mean pool goes behind a 1×1 convolution that has fewer filters than channels. */
final class PoolsBehind {

    private PoolsBehind() {}

    static Node of(Node node) {
        if (!(node instanceof Node.Chain chain)) {
            return node;
        }
        List<Node> parts = new ArrayList<>(chain.parts());
        for (int i = 0; i + 1 < parts.size(); i++) {
            if (parts.get(i) instanceof Node.Leaf pool
                    && parts.get(i + 1) instanceof Node.Leaf point
                    && commute(pool, point)) {
                parts.set(i, new Node.Leaf(point.layer(), pool.in(), point.own()));
                parts.set(
                        i + 1, new Node.Leaf(pool.layer(), point.layer().out(pool.in()), Map.of()));
            }
        }
        return new Node.Chain(parts);
    }

    private static boolean commute(Node.Leaf pool, Node.Leaf point) {
        return pool.layer() instanceof AvgPool2d mean
                && mean.padded() == PaddedCells.LEFT_OUT
                // Where it strides, the convolution would have more places to compute.
                && mean.window().strideRows() == 1
                && mean.window().strideColumns() == 1
                && point.layer() instanceof Conv2d sum
                && SharedOpenings.isPoint(sum, point.in())
                && sum.filters() < pool.in().features();
    }
}
