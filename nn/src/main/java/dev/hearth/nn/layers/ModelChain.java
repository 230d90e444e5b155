package dev.hearth.nn.layers;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A living net laid out as the chain that it is, so that it can be applied in two goes: what comes
 * out of a beginning can be kept and the rest applied to it several times. It shares the net's
 * numbers, of now and of later.
 *
 * <p>Sequences, repeats, names and {@link Composite}s are laid out; branches and shortcuts are one
 * link each. Its tensors belong to the scope that was open when it was made.
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

    /**
     * Lays out a net.
     *
     * @param network a net that lives
     * @return its links, sharing its parameters
     */
    public static ModelChain of(Model network) {
        List<Forward> links = new ArrayList<>();
        try (var quiet = NoGrad.open()) {
            lay(network.layer(), network.in(), network.parameters().again(), links);
        }
        return new ModelChain(network, List.copyOf(links));
    }

    private static void lay(Layer layer, Shape in, Parameters home, List<Forward> links) {
        if (layer instanceof Composite composite) {
            lay(composite.body(), in, home, links);
        } else if (layer instanceof Named named) {
            lay(named.layer(), in, home.scope(named.name()), links);
        } else if (layer instanceof Repeat repeat) {
            lay(repeat.written(), in, home, links);
        } else if (layer instanceof Sequence sequence) {
            Shape shape = in;
            for (int i = 0; i < sequence.layers().size(); i++) {
                Layer part = sequence.layers().get(i);
                lay(part, shape, home.scope(Integer.toString(i)), links);
                shape = part.out(shape);
            }
        } else {
            links.add(layer.build(in, home));
        }
    }

    /**
     * How many links there are.
     *
     * @return at least 1
     */
    public int length() {
        return links.size();
    }

    /**
     * How many links from the beginning draw nothing in a pass for testing: what they give is the
     * same in every such pass.
     *
     * @param x a batch of examples to try it on
     * @return from 0 to {@link #length}
     */
    public int undrawn(Tensor x) {
        Context pass = Context.testing(new Seed(0));
        Tensor value = entering(x);
        for (int i = 0; i < links.size(); i++) {
            value = links.get(i).apply(value, pass);
            if (pass.hasDrawn()) {
                return i;
            }
        }
        return links.size();
    }

    /**
     * Applies some of the links.
     *
     * @param from the first of them, from 0
     * @param to behind the last of them
     * @param x what goes into the first: a batch of examples where {@code from} is 0, else what the
     *     link before gave
     * @param pass phase and randomness
     * @return what comes out of the last; {@code x} itself where there are none
     */
    public Tensor apply(int from, int to, Tensor x, Context pass) {
        Objects.checkFromToIndex(from, to, links.size());
        Tensor value = from == 0 ? entering(x) : x;
        for (Forward link : links.subList(from, to)) {
            value = link.apply(value, pass);
        }
        return value;
    }

    private Tensor entering(Tensor x) {
        long[] wanted = network.in().batch(x.dimensions() == 0 ? 0 : x.size(0));
        if (!Arrays.equals(x.shape(), wanted)) {
            throw new IllegalArgumentException(
                    "This chain was made for a batch of "
                            + network.in()
                            + ". Received: "
                            + x
                            + ". Reshape the batch.");
        }
        return network.in() instanceof Shape.Image ? x.channelsLast() : x;
    }
}
