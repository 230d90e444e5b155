package dev.hearth.nn.fold;

import dev.hearth.nn.Layer;
import dev.hearth.nn.activation.Activation;
import dev.hearth.nn.activation.Softmax;
import dev.hearth.nn.conv.Conv2d;
import dev.hearth.nn.dense.Bias;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.nn.pool.AvgPool2d;
import dev.hearth.nn.pool.MaxPool2d;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A convolution whose filters are no multiple of 64 becomes two side by side. */
final class BalancedFilters {

    /** Filters that a thread computes at a time. */
    private static final int STEP = 64;

    /** Numbers in a vector: what is no multiple of it is computed in another way. */
    private static final int LANES = 16;

    private BalancedFilters() {}

    static Node of(Node node) {
        if (node instanceof Node.Leaf leaf) {
            return apart(leaf) ? new Node.Branches(halves(leaf)) : node;
        }
        if (!(node instanceof Node.Chain chain)) {
            return node;
        }
        List<Node> parts = new ArrayList<>();
        int i = 0;
        while (i < chain.parts().size()) {
            Node part = chain.parts().get(i++);
            // Bottom up, the convolutions of this chain have become branches already.
            if (part instanceof Node.Branches branches
                    && branches.parts().stream().allMatch(BalancedFilters::isHalf)) {
                List<Node> each = new ArrayList<>(branches.parts());
                while (i < chain.parts().size()
                        && chain.parts().get(i) instanceof Node.Leaf behind
                        && isByChannel(behind)) {
                    each.replaceAll(half -> behind(half, behind.layer()));
                    i++;
                }
                parts.add(new Node.Branches(each));
            } else {
                parts.add(part);
            }
        }
        return new Node.Chain(parts);
    }

    /** Whether it does to a channel what it would do to that channel alone. */
    private static boolean isByChannel(Node.Leaf leaf) {
        return leaf.own().isEmpty()
                && (leaf.layer() instanceof Activation && !(leaf.layer() instanceof Softmax)
                        || leaf.layer() instanceof AvgPool2d
                        || leaf.layer() instanceof MaxPool2d);
    }

    private static Node behind(Node half, Layer layer) {
        List<Node> parts = half instanceof Node.Chain chain ? chain.parts() : List.of(half);
        Node.Leaf last = (Node.Leaf) parts.get(parts.size() - 1);
        List<Node> longer = new ArrayList<>(parts);
        longer.add(new Node.Leaf(layer, last.layer().out(last.in()), Map.of()));
        return new Node.Chain(longer);
    }

    private static boolean isHalf(Node node) {
        return node instanceof Node.Leaf leaf && leaf.layer() instanceof Conv2d;
    }

    private static boolean apart(Node.Leaf leaf) {
        return leaf.layer() instanceof Conv2d sum
                && sum.groups() == 1
                && sum.filters() > STEP
                && sum.filters() < 2 * STEP
                && sum.filters() % (2 * LANES) == 0;
    }

    private static List<Node> halves(Node.Leaf leaf) {
        Conv2d sum = (Conv2d) leaf.layer();
        int half = sum.filters() / 2;
        return List.of(filters(leaf, sum, 0, half), filters(leaf, sum, half, sum.filters()));
    }

    /** Some of a convolution's filters. */
    static Node.Leaf filters(Node.Leaf leaf, Conv2d sum, int from, int to) {
        int size = leaf.own().get("weight").length / sum.filters();
        Map<String, float[]> own = new TreeMap<>();
        own.put("weight", Arrays.copyOfRange(leaf.own().get("weight"), from * size, to * size));
        if (sum.bias() == Bias.YES) {
            own.put("bias", Arrays.copyOfRange(leaf.own().get("bias"), from, to));
        }
        Conv2d some =
                new Conv2d(
                        to - from,
                        sum.window(),
                        sum.dilationRows(),
                        sum.dilationColumns(),
                        1,
                        sum.bias(),
                        new HeNormal(),
                        Constant.ZERO);
        return new Node.Leaf(some, leaf.in(), own);
    }
}
