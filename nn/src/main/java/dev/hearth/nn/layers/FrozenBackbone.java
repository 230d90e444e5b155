package dev.hearth.nn.layers;

import dev.hearth.nn.Arrangement;
import dev.hearth.nn.BackboneForward;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A net of which only the head learns, on a trained backbone: the last layer with a weight, and what follows it,
 * such as a normalisation. The layers before the head that have parameters, all that precede those, and a
 * global pool that follows (behind a ReLU or ELU, perhaps), compute as in {@link dev.hearth.nn.Phase#TESTING} in
 * every phase, record nothing for the backward pass, and are frozen: neither an optimizer nor its modifiers
 * change their parameters or running statistics ({@link Frozen} freezes by name). The names of the parameters
 * are those of the net.
 *
 * <pre>{@code
 * Layer head = new FrozenBackbone(Layers.sequence(Layers.conv(32, 3), Layers.globalAvgPool(), Layers.linear(5)));
 * }</pre>
 */
public record FrozenBackbone(Layer net) implements Layer {

    public FrozenBackbone {
        Objects.requireNonNull(net, "net");
    }

    @Override
    public Shape out(Shape in) {
        return net.out(in);
    }

    @Override
    public Complexity cost(Shape in) {
        return net.cost(in);
    }

    @Override
    public List<ChildLayer> children(Shape in) {
        return List.of(new ChildLayer("", net, in));
    }

    @Override
    public Arrangement arrangement() {
        return Arrangement.WRAPPER;
    }

    @Override
    public Layer withChildren(List<Layer> layers) {
        return new FrozenBackbone(layers.get(0));
    }

    /** {@inheritDoc} It is a {@link BackboneForward}, unless nothing is frozen. */
    @Override
    public Forward build(Shape in, Parameters parameters) {
        List<ChildLayer> links = divided(new ChildLayer("", net, in));
        int learning = ChildLayer.head(links);
        int frozen = lastLearning(links, learning) + 1;
        for (int i = frozen; frozen > 0 && i < learning && isSteady(links.get(i).layer()); i++) {
            frozen = isSummary(links.get(i).layer()) ? i + 1 : frozen;
        }
        Parameters still = parameters.freezing(name -> true);
        List<Forward> parts = new ArrayList<>();
        for (ChildLayer link : links) {
            parts.add(link.build(parts.size() < frozen ? still : parameters));
        }
        List<Forward> backbone = List.copyOf(parts.subList(0, frozen));
        List<Forward> head = List.copyOf(parts.subList(frozen, parts.size()));
        return frozen == 0
                ? (x, pass) -> Sequence.oneByOne(head, x, pass)
                : new Divided(backbone, head, links.get(frozen).in());
    }

    /** Both parts. */
    private record Divided(List<Forward> backbone, List<Forward> rest, Shape featureShape)
            implements BackboneForward {

        @Override
        public Tensor features(Tensor x, Context pass) {
            try (var quiet = NoGrad.open()) {
                return Sequence.oneByOne(backbone, x, pass.still());
            }
        }

        @Override
        public Tensor head(Tensor features, Context pass) {
            return Sequence.oneByOne(rest, features, pass);
        }
    }

    /** Layers without parameters that are the same in every phase. */
    private static boolean isSteady(Layer layer) {
        return layer instanceof Named named
                ? isSteady(named.layer())
                : layer instanceof Relu
                        || layer instanceof Elu
                        || layer instanceof LeakyRelu
                        || isSummary(layer);
    }

    /** Those of them that leave less to keep of an example. */
    private static boolean isSummary(Layer layer) {
        return layer instanceof Named named
                ? isSummary(named.layer())
                : layer instanceof GlobalAvgPool
                        || layer instanceof GlobalMaxPool
                        || layer instanceof Flatten;
    }

    /** A chain, of whose links only the last with a weight is taken apart further. */
    private static List<ChildLayer> divided(ChildLayer part) {
        if (part.layer().arrangement() != Arrangement.CHAIN) {
            return List.of(part);
        }
        List<ChildLayer> links = new ArrayList<>(part.children());
        int head = ChildLayer.head(links);
        links.addAll(head, divided(links.remove(head)));
        return links;
    }

    /** The last of the links before {@code end} that has learned parameters, or -1. */
    private static int lastLearning(List<ChildLayer> links, int end) {
        for (int i = end - 1; i >= 0; i--) {
            if (links.get(i).layer().cost(links.get(i).in()).parameters() > 0) {
                return i;
            }
        }
        return -1;
    }
}
