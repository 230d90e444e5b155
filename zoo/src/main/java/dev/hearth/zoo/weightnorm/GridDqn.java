package dev.hearth.zoo.weightnorm;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Padding.VALID;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.tensor.Check;

/**
 * A small Q-network for a small grid, not of the paper, where {@link NatureDqn} and Atari cost too much:
 * one 3×3 convolution and one hidden layer.
 *
 * <p>Image → vector [actions].
 *
 * <pre>{@code
 * Layer plain = new GridDqn(16, 64, 4);   // on 6×10×10: 66,740 parameters
 * }</pre>
 *
 * @param filters of the convolution
 * @param units of the hidden layer
 */
public record GridDqn(int filters, int units, int actions) implements Composite {

    /** Refuses fewer than two actions. */
    public GridDqn {
        if (actions < 2) {
            throw Check.error(
                    "GridDqn needs at least two actions", "actions=" + actions, "Raiders has 4");
        }
    }

    @Override
    public Layer body() {
        return sequence(
                conv(filters, 3).padding(VALID),
                relu(),
                flatten(),
                linear(units),
                relu(),
                linear(actions));
    }
}
