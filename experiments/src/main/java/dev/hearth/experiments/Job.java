package dev.hearth.experiments;

import dev.hearth.train.TrainingListener;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One arm of an experiment with one seed. Done twice in the same folder, it is done once. */
public interface Job {

    /**
     * Which variant.
     *
     * @return as in the checks
     */
    String arm();

    /**
     * Which seed; equal seeds of different arms are paired.
     *
     * @return from 1
     */
    long seed();

    /** The recipe that it trains, if it trains one. */
    default Optional<RunSpec> spec() {
        return Optional.empty();
    }

    /**
     * How much work it is, in units that are alike within a plan.
     *
     * @return above 0
     */
    double effort();

    /**
     * Does it, or finds it done.
     *
     * @param place on what
     * @param folder where its files go
     * @param listeners told how it goes
     * @return what was measured
     */
    Result run(Run.Place place, Path folder, List<TrainingListener> listeners);
}
