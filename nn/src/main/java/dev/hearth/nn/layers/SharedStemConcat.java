package dev.hearth.nn.layers;

import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.CustomGradient;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Branches of which some get features of one layer that they share: the features of {@code
 * opening(x)} are divided among the branches in order, {@code shares.get(i)} of them for branch i; a
 * branch with a share of 0 gets x itself. The branches' outputs are concatenated as in a {@link
 * Concat}. Parameters' names begin with {@code opening}, 0, 1, 2, …
 *
 * <p>An Inception block becomes one when the 1×1 convolutions over its input are merged ({@link
 * dev.hearth.nn.fold.Simplification#SHARED_OPENINGS}).
 *
 * <pre>{@code
 * Layer block = new SharedStemConcat(
 *     Layers.sequence(Layers.conv(160, 1), Layers.relu()),
 *     List.of(96, 64, 0),
 *     List.of(new Identity(), Layers.conv(96, 3), Layers.avgPool(3)));
 * }</pre>
 *
 * @param opening gives as many features as the shares have together
 * @param shares features of the opening that each branch takes, 0 or more
 * @param branches as many as shares
 */
public record SharedStemConcat(Layer opening, List<Integer> shares, List<Layer> branches)
        implements Layer {

    /** Copies the lists and refuses shares that do not fit the branches. */
    public SharedStemConcat {
        shares = List.copyOf(shares);
        branches = List.copyOf(branches);
        if (shares.size() != branches.size()
                || branches.isEmpty()
                || shares.stream().anyMatch(share -> share < 0)) {
            throw Check.error(
                    "SharedStemConcat needs a share of 0 or more for each branch, at least one",
                    shares + " for " + branches.size() + " branches",
                    "Give 0 to one that takes the input itself");
        }
    }

    /** The opening, then the branches. */
    @Override
    public List<ChildLayer> children(Shape in) {
        Shape opened = opening.out(in);
        List<ChildLayer> children = new ArrayList<>();
        children.add(new ChildLayer("opening", opening, in));
        for (int i = 0; i < branches.size(); i++) {
            int share = shares.get(i);
            Shape its = share == 0 ? in : opened.withFeatures(share);
            children.add(new ChildLayer(Integer.toString(i), branches.get(i), its));
        }
        return children;
    }

    @Override
    public Layer withChildren(List<Layer> layers) {
        return new SharedStemConcat(layers.get(0), shares, layers.subList(1, layers.size()));
    }

    @Override
    public Shape out(Shape in) {
        int divided = shares.stream().mapToInt(Integer::intValue).sum();
        int features = opening.out(in).features();
        if (divided != features) {
            throw Check.error(
                    "SharedStemConcat needs shares that take all features of the opening, "
                            + features,
                    shares + ", " + divided + " together",
                    "Change the shares, or the features of the opening");
        }
        return Concat.joined(
                children(in).stream()
                        .skip(1)
                        .map(branch -> branch.layer().out(branch.in()))
                        .toList());
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.sum(children(in));
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        out(in);
        List<Forward> parts = children(in).stream().map(each -> each.build(parameters)).toList();
        UnaryOperator<Tensor> branching = CustomGradient.branching(children(in));
        return (x, pass) -> {
            Tensor all = branching.apply(x);
            Tensor opened = branching.apply(parts.get(0).apply(all, pass));
            Tensor[] outs = new Tensor[branches.size()];
            int from = 0;
            for (int i = 0; i < outs.length; i++) {
                int share = shares.get(i);
                Tensor its = share == 0 ? all : opened.narrow(1, from, share);
                outs[i] = parts.get(i + 1).apply(its, pass);
                from += share;
            }
            return Tensor.concat(1, outs);
        };
    }
}
