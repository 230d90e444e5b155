package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Branches side by side, of which some begin with channels of one opening that they share: the features
 * of {@code opening(x)} are dealt out from first to last, so many to each branch, and a branch with a
 * share of 0 gets x itself. The branches' outputs are joined as in a {@link Concat}. Parts are named
 * {@code opening}, 0, 1, 2, …
 *
 * <p>It is what becomes of an Inception block whose 1×1 convolutions over one input are made one.
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

    /** Refuses shares that are not the branches', and copies the lists. */
    public SharedStemConcat {
        shares = List.copyOf(shares);
        branches = List.copyOf(branches);
        if (shares.size() != branches.size()
                || branches.isEmpty()
                || shares.stream().anyMatch(share -> share < 0)) {
            throw new IllegalArgumentException(
                    "Fork needs a share of 0 or more for each branch, at least one. Received: "
                            + shares
                            + " for "
                            + branches.size()
                            + " branches. Give 0 to one that takes the input itself.");
        }
    }

    /**
     * What a branch gets.
     *
     * @param in the shape of one example that comes to the whole
     * @param branch from 0
     * @return the shape of one example that comes to the branch
     */
    public Shape in(Shape in, int branch) {
        int share = shares.get(branch);
        if (share == 0) {
            return in;
        }
        return opening.out(in) instanceof Shape.Image image
                ? new Shape.Image(share, image.height(), image.width())
                : new Shape.Vector(share);
    }

    /** What the branches give together. */
    private Shape joined(Shape in) {
        int dealt = shares.stream().mapToInt(Integer::intValue).sum();
        int features = opening.out(in).features();
        if (dealt != features) {
            throw new IllegalArgumentException(
                    "Fork needs shares that take all of the opening's features, "
                            + features
                            + ". Received: "
                            + shares
                            + ", "
                            + dealt
                            + " together. Deal them all.");
        }
        return Concat.joined(
                IntStream.range(0, branches.size())
                        .mapToObj(i -> branches.get(i).out(in(in, i)))
                        .toList());
    }

    @Override
    public Shape out(Shape in) {
        return joined(in);
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        Complexity cost = opening.cost(in);
        for (int i = 0; i < branches.size(); i++) {
            cost = cost.plus(branches.get(i).cost(in(in, i)));
        }
        return cost;
    }

    @Override
    public Forward build(Shape in, Parameters home) {
        out(in);
        Forward first = opening.build(in, home.scope("opening"));
        Forward[] parts = new Forward[branches.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = branches.get(i).build(in(in, i), home.scope(Integer.toString(i)));
        }
        return (x, pass) -> {
            Tensor opened = first.apply(x, pass);
            Tensor[] outs = new Tensor[parts.length];
            int from = 0;
            for (int i = 0; i < parts.length; i++) {
                int share = shares.get(i);
                Tensor mine = share == 0 ? x : opened.narrow(1, from, share);
                outs[i] = parts[i].apply(mine, pass);
                from += share;
            }
            return Tensor.concat(1, outs);
        };
    }
}
