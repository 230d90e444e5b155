package dev.hearth.train.dataset;

import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the images of one name come from; see {@link DatasetProvider#with}.
 *
 * <pre>{@code
 * static DatasetProvider datasets(Dataset training, Dataset testing) {
 *     return new DatasetProvider(Path.of("data"), Path.of("cache"))
 *             .with("mine", spec -> new DatasetProvider.Sets(training, testing));
 * }
 * }</pre>
 */
@FunctionalInterface
public interface DatasetOpener {

    /**
     * Opens both sets as they are. Of what is opened the provider takes as many images as the recipe says,
     * and prepares them.
     *
     * @param spec name and counts, for sets that are drawn
     * @throws dev.hearth.data.BadDataException if they are not there or cannot be read
     */
    DatasetProvider.Sets open(DatasetSpec spec);

    /**
     * The same for a source that prepares its images itself, such as pictures of any size: empty,
     * unless overridden: the provider opens and prepares them.
     */
    default Optional<DatasetProvider.Sets> openPrepared(
            DatasetSpec spec, Preprocessing preparation) {
        return Optional.empty();
    }

    /** Whether the images can be opened on this computer. */
    default boolean isHere() {
        return true;
    }

    /** The share that is held out at random to be measured on, in (0, 1); empty where none is. */
    default Optional<Double> heldOut() {
        return Optional.empty();
    }

    /** The folder of pictures that a run writes a list of, with the split into training and testing. */
    default Optional<Path> pictures() {
        return Optional.empty();
    }
}
