package dev.hearth.zoo.weightnorm;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Padding.VALID;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;

/**
 * A small net that plays on a small grid, for machines on which {@link NatureDqn} and Atari are out of
 * reach: one 3×3 convolution and one hidden layer. Ours.
 *
 * <p>Image → vector [actions].
 *
 * <pre>{@code
 * Layer plain = new GridDqn(16, 64, 4);   // on 6×10×10: 66,740 parameters
 * }</pre>
 *
 * @param filters of the convolution
 * @param units of the hidden layer
 * @param actions count of values
 */
public record GridDqn(int filters, int units, int actions) implements Composite {

    /** Refuses a game without a choice. */
    public GridDqn {
        if (actions < 2) {
            throw new IllegalArgumentException(
                    "GridQ needs at least two actions. Received: actions="
                            + actions
                            + ". Raiders has 4.");
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
