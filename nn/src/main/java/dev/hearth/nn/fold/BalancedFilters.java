package dev.hearth.nn.fold;

import dev.hearth.nn.activation.Activation;
import dev.hearth.nn.conv.Conv2d;
import dev.hearth.nn.dense.Bias;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
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
        for (int i = 0; i < chain.parts().size(); i++) {
            Node part = chain.parts().get(i);
            // Bottom up, the convolutions of this chain have become branches already.
            if (part instanceof Node.Branches branches
                    && branches.parts().stream().allMatch(BalancedFilters::isHalf)
                    && i + 1 < chain.parts().size()
                    && chain.parts().get(i + 1) instanceof Node.Leaf behind
                    && behind.layer() instanceof Activation
                    && behind.own().isEmpty()) {
                List<Node> each = new ArrayList<>();
                for (Node half : branches.parts()) {
                    Node.Leaf sum = (Node.Leaf) half;
                    each.add(
                            new Node.Chain(
                                    List.of(
                                            sum,
                                            new Node.Leaf(
                                                    behind.layer(),
                                                    sum.layer().out(sum.in()),
                                                    Map.of()))));
                }
                parts.add(new Node.Branches(each));
                i++;
            } else {
                parts.add(part);
            }
        }
        return new Node.Chain(parts);
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
