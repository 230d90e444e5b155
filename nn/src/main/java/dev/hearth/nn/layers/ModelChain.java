package dev.hearth.nn.layers;

import dev.hearth.nn.Arrangement;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * A model as the longest chain of layers that it is ({@link Arrangement#CHAIN}), so that what an
 * initial part of it gives can be kept and the rest applied to it several times. It uses the model's
 * own parameters, also after they change; its tensors belong to the scope that was open when it was
 * made.
 *
 * <pre>{@code
 * static List<Tensor> twice(Model net, Tensor images, Seed seed) {
 *     ModelChain chain = ModelChain.of(net);
 *     int still = chain.undrawn(images);            // links that draw nothing when testing
 *     Tensor kept = chain.apply(0, still, images, Context.testing(seed));
 *     return List.of(
 *             chain.apply(still, chain.length(), kept, Context.testing(seed.child(0))),
 *             chain.apply(still, chain.length(), kept, Context.testing(seed.child(1))));
 * }
 * }</pre>
 */
public final class ModelChain {

    private final Model network;
    private final List<Forward> links;

    private ModelChain(Model network, List<Forward> links) {
        this.network = network;
        this.links = links;
    }

    public static ModelChain of(Model network) {
        try (var quiet = NoGrad.open()) {
            Parameters same = network.parameters().again();
            return new ModelChain(
                    network,
                    ChildLayer.chain(network.layer(), network.in()).stream()
                            .map(link -> link.build(same))
                            .toList());
        }
    }

    /** How many links there are, at least 1. */
    public int length() {
        return links.size();
    }

    /**
     * How many first links draw nothing in a {@link Context#testing} pass: what they give is the same
     * in every such pass.
     */
    public int undrawn(Tensor x) {
        Context pass = Context.testing(new Seed(0));
        Tensor value = x;
        for (int i = 0; i < links.size(); i++) {
            value = apply(i, i + 1, value, pass);
            if (pass.hasDrawn()) {
                return i;
            }
        }
        return links.size();
    }

    /**
     * Applies links {@code from} to {@code to - 1}, in the net's own precision. All of them together give the
     * net's answer bit for bit, wherever the chain is cut.
     *
     * @param x a batch of examples where {@code from} is 0, else what link {@code from - 1} gave
     * @return what the last of them gives; {@code x} itself where there are none
     */
    public Tensor apply(int from, int to, Tensor x, Context pass) {
        Objects.checkFromToIndex(from, to, links.size());
        if (from == to) {
            return from == 0 ? network.input(x) : x;
        }
        Tensor value = network.part(pass, () -> along(from, to, x, pass));
        return to == links.size() ? network.widened(value) : value;
    }

    private Tensor along(int from, int to, Tensor x, Context pass) {
        Tensor value = from == 0 ? network.input(x) : x;
        for (Forward link : links.subList(from, to)) {
            value = link.apply(value, pass);
        }
        return value;
    }
}
