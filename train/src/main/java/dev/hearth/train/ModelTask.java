package dev.hearth.train;

import dev.hearth.nn.Model;
import dev.hearth.tensor.Seed;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A task that trains a model which is used afterwards: a classifier, a generator. */
public interface ModelTask extends Task {

    /** The model, as it is trained. */
    Model network();

    /** All models whose parameters a step changes. */
    default List<Model> trained() {
        return List.of(network());
    }

    /** The figures that a log has columns for, besides loss and learning rate. */
    List<String> logged();

    /**
     * Does something with the model as it will be used: with averaged weights, where they are averaged.
     *
     * @param use must not change the model
     * @return what {@code use} returns
     */
    default <T> T withTrained(Function<Model, T> use) {
        return use.apply(network());
    }

    /**
     * Listeners that belong to the task, such as one that draws samples after each epoch.
     *
     * @param folder of the run
     */
    default List<TrainingListener> listeners(Path folder, Seed seed) {
        return List.of();
    }
}
