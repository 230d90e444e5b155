package dev.hearth.train;

import dev.hearth.data.Loader;
import java.util.List;
import java.util.Map;

/** What is trained: players who take turns on batches, and how they are measured. */
public interface Task {

    /**
     * Who takes turns, in order.
     *
     * @return at least one
     */
    List<Player> players();

    /**
     * Where batches come from.
     *
     * @return the same order for the same seed
     */
    Loader loader();

    /**
     * Measures after an epoch. Must not change anything that training depends on.
     *
     * @param epoch how many are done, from 1
     * @return figures by name, each finite; one that is not means that the training has diverged
     */
    Map<String, Double> evaluate(int epoch);
}
