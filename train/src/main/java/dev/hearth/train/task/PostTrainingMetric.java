package dev.hearth.train.task;

import dev.hearth.nn.Model;
import dev.hearth.tensor.Seed;
import dev.hearth.train.dataset.DatasetProvider;
import java.nio.file.Path;
import java.util.Map;

/** Something measured on a net once it is trained; its figures join the run's metrics. */
@FunctionalInterface
public interface PostTrainingMetric {

    /**
     * Looks.
     *
     * @param network trained; must not be changed
     * @param sets what it was trained and measured on
     * @param seed for whatever chance the probe needs
     * @return figures by name
     */
    Map<String, Double> look(Model network, DatasetProvider.Sets sets, Seed seed);

    /**
     * Looks, and may leave files beside the run's own, such as pictures.
     *
     * @param network trained; must not be changed
     * @param sets what it was trained and measured on
     * @param seed for whatever chance the probe needs
     * @param folder of the run
     * @return figures by name
     */
    default Map<String, Double> look(
            Model network, DatasetProvider.Sets sets, Seed seed, Path folder) {
        return look(network, sets, seed);
    }
}
