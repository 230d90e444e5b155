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
        List<Forward> chain = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (!(layers.get(i) instanceof Tap)) {
                chain.add(parts.get(i));
            }
        }
        for (Fusion fusion : Fusion.ALL) {
            chain = fusion.fused(chain);
        }
        List<Forward> fused = List.copyOf(chain);
        return (x, pass) -> oneByOne(pass.isObserved() ? parts : fused, x, pass);
    }

    static Tensor oneByOne(List<Forward> parts, Tensor x, Context pass) {
        Tensor value = x;
        for (Forward part : parts) {
            value = part.apply(value, pass);
        }
        return value;
    }
}
