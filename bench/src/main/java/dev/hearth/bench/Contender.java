package dev.hearth.bench;

/** One way to do a {@link Work}; what it learns, it keeps from stretch to stretch. */
public interface Contender {

    /**
     * What it is called in the figures.
     *
     * @return a few words
     */
    String name();

    /**
     * Does the whole stretch once.
     *
     * @return the mean loss of its steps
     */
    double run();
}
