package dev.hearth.zoo.elu;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Repeat;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.nn.layers.Tap;
import java.util.ArrayList;
import java.util.List;

/**
 * The fully connected net of the MNIST experiment (Clevert et al. 2015, §4.1.1): hidden layers of
 * equal width, each followed by the activation, then the logits. 8×128 in the paper: 217,354
 * parameters. Experiments observe the {@link Tap}s {@code sum 1}, {@code sum 2}, … before the
 * activations and {@code hidden 1}, … behind them.
 *
 * <p>Image or vector → vector [classes].
 *
 * <pre>{@code
 * Layer net = new EluMnist(8, 128, 10, new Elu());
 * }</pre>
 *
 * @param layers hidden layers, above 0
 * @param units of each hidden layer
 * @param activation behind each hidden layer
 */
public record EluMnist(int layers, int units, int classes, Layer activation) implements Composite {

    /** Refuses a net without hidden layers, or with thousands. */
    public EluMnist {
        Repeat.check("EluMnist", "layers", layers);
    }

    @Override
    public Layer body() {
        List<Layer> stack = new ArrayList<>();
        stack.add(new Flatten());
        for (int i = 1; i <= layers; i++) {
            stack.add(new Linear(units));
            stack.add(new Tap("sum " + i));
            stack.add(activation);
            stack.add(new Tap("hidden " + i));
        }
        stack.add(new Linear(classes));
        return new Sequence(stack);
    }
}
