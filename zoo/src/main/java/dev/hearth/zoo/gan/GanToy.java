package dev.hearth.zoo.gan;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Repeat;
import dev.hearth.nn.layers.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * A small fully connected ReLU net, not of the paper: a generator or a discriminator of points of one
 * or two dimensions, for experiments on mixtures of known density.
 *
 * @param layers hidden layers, above 0
 * @param units of each hidden layer, above 0
 * @param outputs coordinates of a point, or 1 for a logit
 */
public record GanToy(int layers, int units, int outputs) implements Composite {

    /** Refuses a net without hidden layers. */
    public GanToy {
        Repeat.check("GanToy", "layers", layers);
    }

    @Override
    public Layer body() {
        List<Layer> stack = new ArrayList<>(List.of(new Flatten()));
        for (int i = 0; i < layers; i++) {
            stack.add(new Linear(units));
            stack.add(new Relu());
        }
        stack.add(new Linear(outputs));
        return new Sequence(stack);
    }
}
