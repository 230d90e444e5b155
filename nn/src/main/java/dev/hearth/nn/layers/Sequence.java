package dev.hearth.nn.layers;

import dev.hearth.nn.Arrangement;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers one after another: fₙ(… f₂(f₁(x))). Their parameters' names begin with 0, 1, 2, …
 *
 * @param layers at least one
 */
public record Sequence(List<Layer> layers) implements Layer {

    /** Numbers of 4 MB, which workers exchange at a time while a backward pass goes on. */
    private static final long BUCKET = 1 << 20;

    /** Copies the list and refuses an empty one. */
    public Sequence {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw Check.error("Sequence needs at least one layer", "none", "Name some");
        }
    }

    @Override
    public Shape out(Shape in) {
        Shape shape = in;
        for (Layer layer : layers) {
            shape = layer.out(shape);
        }
        return shape;
    }

    @Override
    public Complexity cost(Shape in) {
        return Complexity.sum(children(in));
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        List<Forward> parts = new ArrayList<>();
        List<Long> begins = new ArrayList<>();
        for (ChildLayer child : children(in)) {
            begins.add(parameters.end());
            parts.add(child.build(parameters));
        }
        return chained(parts, begins, parameters);
    }

    @Override
    public List<ChildLayer> children(Shape in) {
        List<ChildLayer> children = new ArrayList<>();
        Shape shape = in;
        for (Layer layer : layers) {
            children.add(new ChildLayer(Integer.toString(children.size()), layer, shape));
            shape = layer.out(shape);
        }
        return children;
    }

    @Override
    public Arrangement arrangement() {
        return Arrangement.CHAIN;
    }

    @Override
    public Layer withChildren(List<Layer> others) {
        return new Sequence(others);
    }

    @Override
    public String summary() {
        return layers.size() + (layers.size() == 1 ? " layer" : " layers");
    }

    /** The parts in order, fused where possible in passes without an observer. */
    private Forward chained(List<Forward> parts, List<Long> begins, Parameters parameters) {
        begins.add(parameters.end());
        List<Forward> fused = fused(parts, begins, Long.MAX_VALUE);
        boolean isSmall = !parameters.isTrunk() || parameters.end() - begins.get(0) < BUCKET;
        return new Chain(parts, fused, isSmall ? fused : fused(parts, begins, BUCKET), parameters);
    }

    /**
     * One function after another.
     *
     * @param parts of the layers, for observers
     * @param fused the same in fewer or cheaper functions
     * @param watched these with points at which workers exchange gradients
     */
    private record Chain(
            List<Forward> parts, List<Forward> fused, List<Forward> watched, Parameters parameters)
            implements FollowedForward {

        @Override
        public Tensor apply(Tensor x, Context pass) {
            boolean isWatched = watched != fused && pass.isWatched(parameters);
            return oneByOne(pass.isObserved() ? parts : isWatched ? watched : fused, x, pass);
        }

        @Override
        public Forward followedBy(PointwiseForward activation) {
            List<Forward> followed = followed(fused, activation);
            return new Chain(
                    followed(parts, activation),
                    followed,
                    watched == fused ? followed : followed(watched, activation),
                    parameters);
        }

        private static List<Forward> followed(List<Forward> chain, PointwiseForward activation) {
            List<Forward> longer = new ArrayList<>(chain);
            int last = longer.size() - 1;
            if (!longer.isEmpty() && longer.get(last) instanceof FollowedForward before) {
                longer.set(last, before.followedBy(activation));
            } else {
                longer.add(activation);
            }
            return List.copyOf(longer);
        }
    }

    /** With a point before a part that learns, where so many numbers were declared since the last one. */
    private List<Forward> fused(List<Forward> parts, List<Long> begins, long bucket) {
        List<Forward> chain = new ArrayList<>();
        long last = begins.get(0);
        for (int i = 0; i < parts.size(); i++) {
            if (!(layers.get(i) instanceof Tap)) {
                long begin = begins.get(i);
                if (begin - last >= bucket && begins.get(i + 1) > begin) {
                    chain.add((x, pass) -> pass.pointAt(x, begin));
                    last = begin;
                }
                chain.add(parts.get(i));
            }
        }
        for (Fusion fusion : Fusion.ALL) {
            chain = fusion.fused(chain);
        }
        return List.copyOf(chain);
    }

    static Tensor oneByOne(List<Forward> parts, Tensor x, Context pass) {
        Tensor value = x;
        for (Forward part : parts) {
            value = part.apply(value, pass);
        }
        return value;
    }
}
