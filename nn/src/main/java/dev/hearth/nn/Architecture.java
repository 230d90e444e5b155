package dev.hearth.nn;

/**
 * A layer that is a whole net, described by the layers that it is made of. A record implements it
 * with one method, {@link #tower}, that reads like the paper's figure.
 */
public interface Architecture extends Layer {

    /**
     * What it is made of.
     *
     * @return the same letter each time
     */
    Layer tower();

    @Override
    default Shape out(Shape in) {
        return tower().out(in);
    }

    @Override
    default Cost cost(Shape in) {
        return tower().cost(in);
    }

    @Override
    default Forward build(Shape in, Parameters home) {
        return tower().build(in, home);
    }
}
