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
 * The net of deep Q-learning on Atari (Mnih et al. 2015, extended data table 1; spragunr/deep_q_rl,
 * run_nature.py), as in Salimans and Kingma 2016, §5.4: from four grey screens a value for each action.
 * With 4 actions 1,686,180 parameters.
 *
 * <p>Image 4×84×84 → vector [actions].
 *
 * <pre>{@code
 * Layer plain = new NatureDqn(6);
 * Layer normalized = Layers.weightNorm(plain);
 * }</pre>
 */
public record NatureDqn(int actions) implements Composite {

    /** Refuses fewer than two actions. */
    public NatureDqn {
        if (actions < 2) {
            throw Check.error(
                    "NatureDqn needs at least two actions",
                    "actions=" + actions,
                    "Space Invaders has 6");
        }
    }

    @Override
    public Layer body() {
        return sequence(
                conv(32, 8).stride(4).padding(VALID), // → 32×20×20
                relu(),
                conv(64, 4).stride(2).padding(VALID), // → 64×9×9
                relu(),
                conv(64, 3).padding(VALID), //           → 64×7×7
                relu(),
                flatten(),
                linear(512),
                relu(),
                linear(actions));
    }
}
