package dev.hearth.nn;

/**
 * A letter whose machine is y = W∗x + b with a {@code weight} and, if it has one, a {@code bias}
 * [units]: a factor and an offset for each unit can go into them.
 */
public interface BiasedSum extends Layer {

    /**
     * The same with a bias.
     *
     * @return this, if it has one
     */
    Layer biased();
}
