package dev.hearth.nn.fold;

import dev.hearth.nn.Identity;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.activation.Activation;
import dev.hearth.nn.activation.Softmax;
import dev.hearth.nn.conv.Conv2d;
import dev.hearth.nn.dense.Bias;
import dev.hearth.tensor.Geometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The 1×1 convolutions that open several branches become one. */
final class SharedOpenings {

    private SharedOpenings() {}

    /** How a branch opens: a 1×1 convolution, an activation that needs no numbers, and the rest. */
    private record Opening(Node.Leaf sum, Layer activation, List<Node> rest) {

        static Optional<Opening> of(Node branch) {
            List<Node> parts = branch instanceof Node.Chain chain ? chain.parts() : List.of(branch);
            if (parts.size() > 1
                    && parts.get(0) instanceof Node.Leaf sum
                    && sum.layer() instanceof Conv2d conv
                    && isPoint(conv, sum.in())
                    && parts.get(1) instanceof Node.Leaf behind
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

        Node behind() {
            if (rest.isEmpty()) {
                return new Node.Leaf(new Identity(), sum.layer().out(sum.in()), Map.of());
            }
            return rest.size() == 1 ? rest.get(0) : new Node.Chain(rest);
        }
    }

    static Node of(Node node) {
        if (!(node instanceof Node.Branches branches)) {
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
        List<Node> parts = new ArrayList<>();
        for (int i = 0; i < openings.size(); i++) {
            Optional<Opening> mine = openings.get(i).filter(alike::contains);
            shares.add(mine.map(each -> each.conv().filters()).orElse(0));
            parts.add(mine.map(Opening::behind).orElse(branches.parts().get(i)));
        }
        Node.Leaf sum = joined(alike.stream().map(Opening::sum).toList());
        Node.Leaf behind =
                new Node.Leaf(activation.orElseThrow(), sum.layer().out(sum.in()), Map.of());
        return new Node.Forked(new Node.Chain(List.of(sum, behind)), shares, parts);
    }

    /** The filters of several convolutions over one input in one. */
    private static Node.Leaf joined(List<Node.Leaf> sums) {
        float[] weight = new float[0];
        float[] bias = new float[0];
        for (Node.Leaf sum : sums) {
            Conv2d conv = (Conv2d) sum.layer();
            float[] own = sum.own().getOrDefault("bias", new float[conv.filters()]);
            weight = joined(weight, sum.own().get("weight"));
            bias = joined(bias, own);
        }
        Conv2d all = new Conv2d(bias.length, 1);
        boolean biased = sums.stream().anyMatch(sum -> ((Conv2d) sum.layer()).bias() == Bias.YES);
        return biased
                ? new Node.Leaf(all, sums.get(0).in(), Map.of("weight", weight, "bias", bias))
                : new Node.Leaf(all.noBias(), sums.get(0).in(), Map.of("weight", weight));
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
        Geometry geometry = sum.window().over("Conv2d", Shape.image("Conv2d", in), 1, 1);
        return geometry.strideRows() == 1
                && geometry.strideColumns() == 1
                && geometry.top() + geometry.bottom() + geometry.left() + geometry.right() == 0;
    }
}
