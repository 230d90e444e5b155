package dev.hearth.train;

import dev.hearth.data.Loader;
import java.util.List;
import java.util.Map;

/** What is trained: participants that are updated in turn on each batch, and how they are measured. */
public interface Task {

    /** What is trained, in the order of updates: at least one. */
    List<Participant> participants();

    /** When participants follow their gradients: one after the other, unless said otherwise. */
    default UpdateOrder updateOrder() {
        return UpdateOrder.ALTERNATING;
    }

    /** Where batches come from: the same order for the same seed. */
    Loader loader();

    /**
     * How many numbers an example has. Losses are read after fewer steps where a batch has many. It follows
     * from the recipe alone, since a run that goes on needs the same steps between two readings.
     */
    default long exampleSize() {
        return loader().pixels().count();
    }

    /**
     * What was fitted once before training and is needed to use the net later, such as a whitening:
     * stored with every checkpoint, and compared when a run goes on: numbers by name, the same each
     * time.
     */
    default Map<String, float[]> fitted() {
        return Map.of();
    }

    /**
     * Measures after an epoch. Must not change anything that training depends on.
     *
     * @param epoch how many are done, from 1
     * @return figures by name, each finite; one that is not means that the training has diverged
     */
    Map<String, Double> evaluate(int epoch);
}
