package dev.hearth.train.task;

import dev.hearth.nn.Model;
import dev.hearth.tensor.Seed;
import dev.hearth.train.Task;
import dev.hearth.train.dataset.DatasetProvider;
import java.util.List;
import java.util.Map;

/** A task that leaves a net behind, which can be looked at. */
public interface ModelTask extends Task {

    /**
     * What has learned: the net that is used afterwards.
     *
     * @return the classifier, the generator
     */
    Model network();

    /**
     * The figures that a log has columns for.
     *
     * @return names
     */
    List<String> logged();

    /**
     * Lets somebody look at it, as it will be used.
     *
     * @param probe who looks
     * @param sets what it was trained and measured on
     * @param seed for the probe
     * @return figures by name
     */
    default Map<String, Double> look(
            PostTrainingMetric probe, DatasetProvider.Sets sets, Seed seed) {
        return probe.look(network(), sets, seed);
    }
}
