package dev.hearth.nn.combine;

import dev.hearth.nn.Cost;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Tensor;
import java.util.List;

/**
 * Layers one after another: fₙ(… f₂(f₁(x))). Parts are named 0, 1, 2, …
 *
 * @param layers at least one
 */
public record Sequence(List<Layer> layers) implements Layer {

    /** Refuses nothing at all, and copies the list. */
    public Sequence {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException(
                    "Sequence needs at least one layer. Received: none. Name some.");
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
    public Cost cost(Shape in) {
        Cost cost = Cost.NONE;
        Shape shape = in;
        for (Layer layer : layers) {
            cost = cost.plus(layer.cost(shape));
            shape = layer.out(shape);
        }
        return cost;
    }

    @Override
    public Forward build(Shape in, Parameters home) {
        Forward[] parts = new Forward[layers.size()];
        Shape shape = in;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = layers.get(i).build(shape, home.within(Integer.toString(i)));
            shape = layers.get(i).out(shape);
        }
        return (x, pass) -> {
            Tensor value = x;
            for (Forward part : parts) {
                value = part.apply(value, pass);
            }
            return value;
        };
    }
}
