package dev.hearth.nn.fold;

import dev.hearth.nn.Layer;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.nn.layers.Activation;
import dev.hearth.nn.layers.AvgPool2d;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A convolution whose filters are no multiple of 64 becomes two side by side. */
final class SplitFilters {

    /** Filters that a thread computes at a time. */
    private static final int STEP = 64;

    /** Numbers in a vector: what is no multiple of it is computed in another way. */
    private static final int LANES = 16;

    private SplitFilters() {}

    static FoldNode of(FoldNode node) {
        if (node instanceof FoldNode.Leaf leaf) {
            return apart(leaf) ? new FoldNode.Branches(halves(leaf)) : node;
        }
        if (!(node instanceof FoldNode.Chain chain)) {
            return node;
        }
        List<FoldNode> parts = new ArrayList<>();
        int i = 0;
        while (i < chain.parts().size()) {
            FoldNode part = chain.parts().get(i++);
            // Bottom up, the convolutions of this chain have become branches already.
            if (part instanceof FoldNode.Branches branches
                    && branches.parts().stream().allMatch(SplitFilters::isHalf)) {
                List<FoldNode> each = new ArrayList<>(branches.parts());
                while (i < chain.parts().size()
                        && chain.parts().get(i) instanceof FoldNode.Leaf behind
                        && isByChannel(behind)) {
                    each.replaceAll(half -> behind(half, behind.layer()));
                    i++;
                }
                parts.add(new FoldNode.Branches(each));
            } else {
                parts.add(part);
            }
        }
        return new FoldNode.Chain(parts);
    }

    /** Whether it does to a channel what it would do to that channel alone. */
    private static boolean isByChannel(FoldNode.Leaf leaf) {
        return leaf.own().isEmpty()
                && (leaf.layer() instanceof Activation && !(leaf.layer() instanceof Softmax)
                        || leaf.layer() instanceof AvgPool2d
                        || leaf.layer() instanceof MaxPool2d);
    }

    private static FoldNode behind(FoldNode half, Layer layer) {
        List<FoldNode> parts = half instanceof FoldNode.Chain chain ? chain.parts() : List.of(half);
        FoldNode.Leaf last = (FoldNode.Leaf) parts.get(parts.size() - 1);
        List<FoldNode> longer = new ArrayList<>(parts);
        longer.add(new FoldNode.Leaf(layer, last.layer().out(last.in()), Map.of()));
        return new FoldNode.Chain(longer);
    }

    private static boolean isHalf(FoldNode node) {
        return node instanceof FoldNode.Leaf leaf && leaf.layer() instanceof Conv2d;
    }

    private static boolean apart(FoldNode.Leaf leaf) {
        return leaf.layer() instanceof Conv2d sum
                && sum.groups() == 1
                && sum.filters() > STEP
                && sum.filters() < 2 * STEP
                && sum.filters() % (2 * LANES) == 0;
    }

    private static List<FoldNode> halves(FoldNode.Leaf leaf) {
        Conv2d sum = (Conv2d) leaf.layer();
        int half = sum.filters() / 2;
        return List.of(filters(leaf, sum, 0, half), filters(leaf, sum, half, sum.filters()));
    }

    /** Some of a convolution's filters. */
    static FoldNode.Leaf filters(FoldNode.Leaf leaf, Conv2d sum, int from, int to) {
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
        return new FoldNode.Leaf(some, leaf.in(), own);
    }
}
