package dev.hearth.train.recipe;

import java.util.Map;
import java.util.Set;

/**
 * What a run needs to know, whatever is learned: which images, in which batches, how often. A {@link
 * Recipe} is of one net, a {@link GanRecipe} of two that play against each other.
 */
public interface RunSpec {

    /**
     * What it is called.
     *
     * @return such as {@code elu/mnist-8x128/relu}
     */
    String name();

    /**
     * Which images.
     *
     * @return the corpus
     */
    Setting<DatasetSpec> corpus();

    /**
     * What is done to them once.
     *
     * @return the preparation
     */
    Setting<Preprocessing> preparation();

    /**
     * Examples a step.
     *
     * @return above 0
     */
    Setting<Integer> batch();

    /**
     * Ways through the training images.
     *
     * @return above 0
     */
    Setting<Integer> epochs();

    /**
     * All knobs, for people.
     *
     * @return by name, in order
     */
    Map<String, Setting<?>> knobs();

    /**
     * Settings that are left out of the hash, because they came after results that stand and have the value
     * that was there before.
     *
     * @return names
     */
    default Set<String> unhashed() {
        return Set.of();
    }

    /**
     * Whether a knob is no count of examples or epochs that a machine could do.
     *
     * @param knob of a recipe
     * @return true below 1 and above a million
     */
    static boolean isNoCount(Setting<Integer> knob) {
        return knob.value() < 1 || knob.value() > 1_000_000;
    }
}
