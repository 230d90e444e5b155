package dev.hearth.nn.fold;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Activation;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Identity;
import dev.hearth.nn.layers.SharedStemConcat;
import dev.hearth.nn.layers.Softmax;
import dev.hearth.tensor.ConvParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The 1×1 convolutions that open several branches become one. */
final class MergedPointwise {

    private MergedPointwise() {}

    /** How a branch begins: a 1×1 convolution, an activation without parameters, and what follows. */
    private record Opening(FoldNode.Leaf sum, Layer activation, List<FoldNode> rest) {

        static Optional<Opening> of(FoldNode branch) {
            List<FoldNode> parts =
                    branch instanceof FoldNode.Chain chain ? chain.parts() : List.of(branch);
            if (parts.size() > 1
                    && parts.get(0) instanceof FoldNode.Leaf sum
                    && sum.layer() instanceof Conv2d conv
                    && isPoint(conv, sum.in())
                    && parts.get(1) instanceof FoldNode.Leaf behind
                    && behind.layer() instanceof Activation
                    && !(behind.layer() instanceof Softmax)
                    && behind.own().isEmpty()) {
                return Optional.of(
                        new Opening(sum, behind.layer(), parts.subList(2, parts.size())));
            }
            return Optional.empty();
        }

        Conv2d conv() {
            return (Conv2d) sum.layer();
        }

        FoldNode behind() {
            if (rest.isEmpty()) {
                return new FoldNode.Leaf(new Identity(), sum.layer().out(sum.in()), Map.of());
            }
            return rest.size() == 1 ? rest.get(0) : new FoldNode.Chain(rest);
        }
    }

    static FoldNode of(FoldNode node) {
        if (!(node instanceof FoldNode.Branches branches)) {
            return node;
        }
        List<Optional<Opening>> openings = branches.parts().stream().map(Opening::of).toList();
        Optional<Layer> activation =
                openings.stream().flatMap(Optional::stream).map(Opening::activation).findFirst();
        List<Opening> alike =
                openings.stream()
                        .flatMap(Optional::stream)
                        .filter(each -> each.activation().equals(activation.orElseThrow()))
                        .toList();
        if (alike.size() < 2) {
            return node;
        }
        List<Integer> shares = new ArrayList<>();
        List<FoldNode> parts = new ArrayList<>();
        for (int i = 0; i < openings.size(); i++) {
            Optional<Opening> mine = openings.get(i).filter(alike::contains);
            shares.add(mine.map(each -> each.conv().filters()).orElse(0));
            parts.add(mine.map(Opening::behind).orElse(branches.parts().get(i)));
        }
        FoldNode.Leaf sum = joined(alike.stream().map(Opening::sum).toList());
        FoldNode.Leaf behind =
                new FoldNode.Leaf(activation.orElseThrow(), sum.layer().out(sum.in()), Map.of());
        parts.add(0, new FoldNode.Chain(List.of(sum, behind)));
        List<String> names = new ArrayList<>(List.of("opening"));
        IntStream.range(0, shares.size()).forEach(i -> names.add(Integer.toString(i)));
        // Of this layer only the shares count: it is emitted with other children.
        Layer shared =
                new SharedStemConcat(
                        new Identity(), shares, Collections.nCopies(shares.size(), new Identity()));
        return new FoldNode.Inner(shared, branches.features(), names, parts);
    }

    /** The filters of several convolutions over one input in one. */
    private static FoldNode.Leaf joined(List<FoldNode.Leaf> sums) {
        float[] weight = new float[0];
        float[] bias = new float[0];
        for (FoldNode.Leaf sum : sums) {
            Conv2d conv = (Conv2d) sum.layer();
            float[] own = sum.own().getOrDefault("bias", new float[conv.filters()]);
            weight = joined(weight, sum.own().get("weight"));
            bias = joined(bias, own);
        }
        Conv2d all = new Conv2d(bias.length, 1);
        boolean biased = sums.stream().anyMatch(sum -> ((Conv2d) sum.layer()).bias() == Bias.YES);
        return biased
                ? new FoldNode.Leaf(all, sums.get(0).in(), Map.of("weight", weight, "bias", bias))
                : new FoldNode.Leaf(all.noBias(), sums.get(0).in(), Map.of("weight", weight));
    }

    private static float[] joined(float[] first, float[] second) {
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** A convolution that looks at each place of the image by itself. */
    static boolean isPoint(Conv2d sum, Shape in) {
        if (sum.groups() != 1 || sum.window().height() != 1 || sum.window().width() != 1) {
            return false;
        }
        ConvParameters geometry = sum.window().over("Conv2d", Shape.image("Conv2d", in), 1, 1);
        return geometry.strideRows() == 1
                && geometry.strideColumns() == 1
                && geometry.top() + geometry.bottom() + geometry.left() + geometry.right() == 0;
    }
}
