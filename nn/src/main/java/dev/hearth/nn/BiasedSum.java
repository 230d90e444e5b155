package dev.hearth.nn;

/**
 * A layer that computes y = W∗x + b with a {@code weight} and, if it has one, a {@code bias} [units]: a
 * factor and an offset for each unit can be multiplied into them.
 */
public interface BiasedSum extends Layer {

    /** The same with a bias; this, if it has one. */
    Layer biased();
}
