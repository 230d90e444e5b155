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
import java.util.Optional;

/**
 * Layers one after another: fₙ(… f₂(f₁(x))). Their parameters' names begin with 0, 1, 2, …
 *
 * @param layers at least one
 */
public record Sequence(List<Layer> layers) implements Layer {

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
        return chained(children(in).stream().map(each -> each.build(parameters)).toList());
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
    private Forward chained(List<Forward> parts) {
        int first = layers.get(0) instanceof Flatten ? 1 : 0;
        List<Forward> rest = new ArrayList<>();
        for (int i = first; i < parts.size(); i++) {
            if (!(layers.get(i) instanceof Tap)) {
                rest.add(parts.get(i));
            }
        }
        int length = FusedDense.length(rest);
        if (length < 2) {
            List<Forward> beginning = new ArrayList<>(parts.subList(0, first));
            beginning.addAll(rest);
            List<Forward> joined = FusedForwards.joined(beginning);
            return (x, pass) -> oneByOne(pass.isObserved() ? parts : joined, x, pass);
        }
        FusedDense dense = FusedDense.of(rest.subList(0, length));
        List<Forward> behind = FusedForwards.joined(rest.subList(length, rest.size()));
        return (x, pass) -> {
            if (!pass.isObserved()) {
                Tensor flat = first == 1 ? parts.get(0).apply(x, pass) : x;
                Optional<Tensor> value = dense.apply(flat, pass, pass.spared(x));
                if (value.isPresent()) {
                    return oneByOne(behind, value.get(), pass);
                }
            }
            return oneByOne(parts, x, pass);
        };
    }

    private static Tensor oneByOne(List<Forward> parts, Tensor x, Context pass) {
        Tensor value = x;
        for (Forward part : parts) {
            value = part.apply(value, pass);
        }
        return value;
    }
}
