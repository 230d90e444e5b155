package dev.hearth.train.recipe;

import dev.hearth.nn.Precision;
import dev.hearth.train.ModelTask;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A recipe: everything that a run needs to know, whatever is trained. A public record whose components are
 * a name and {@link Setting}s implements it; {@link Recipe} is of one model, {@link GanRecipe} of a
 * generator and a discriminator. It is written as JSON before the run, hashed, and stored with every
 * checkpoint and result. {@link RecipeJson#with} makes one of one's own known.
 */
public interface RunSpec {

    /** Such as {@code elu/mnist-8x128/relu}. */
    String name();

    /** Examples a step. */
    Setting<Integer> batch();

    /** How many epochs there are. */
    int epochCount();

    /** Which epoch's weights the run ends with. */
    default EpochChoice epochChoice() {
        return new EpochChoice.Last();
    }

    /** The images that are trained on; empty for a task that finds its examples itself. */
    default Optional<Images> images() {
        return Optional.empty();
    }

    /**
     * What tells the data from other data where there are no images.
     *
     * @return entries for {@link dev.hearth.train.run.Result#dataset}
     */
    default Map<String, String> data() {
        return Map.of();
    }

    /**
     * What is trained.
     *
     * @param context of the run
     * @return new; its tensors belong to the scope that is open now
     */
    ModelTask task(TaskContext context);

    /**
     * Members that are left out of the hash, because they came after results that stand and have the value
     * that was meant before.
     */
    default Set<String> unhashed() {
        return Set.of();
    }

    /** The recipe as one worker trains it: this one, unless it is a {@link DataParallelRecipe}. */
    default RunSpec undivided() {
        return this;
    }

    /** How many workers train it together, usually 1. */
    default int workerCount() {
        return 1;
    }

    /** Over which examples batch normalisation takes its statistics in training. */
    default BatchStatistics statistics() {
        return BatchStatistics.LOCAL;
    }

    /** The settings by name, in the order of the record's components. */
    default Map<String, Setting<?>> settings() {
        Map<String, Setting<?>> settings = new LinkedHashMap<>();
        for (RecordComponent component : getClass().getRecordComponents()) {
            try {
                if (component.getAccessor().invoke(this) instanceof Setting<?> setting) {
                    settings.put(component.getName(), setting);
                }
            } catch (ReflectiveOperationException failure) {
                throw new IllegalStateException(
                        "A recipe needs to be a public record. Received: "
                                + getClass().getName()
                                + ". Make it public.",
                        failure);
            }
        }
        return settings;
    }

    /**
     * Which images, and what is done to them once.
     *
     * @param spec name and counts
     * @param preparation fitted on the training images
     */
    record Images(DatasetSpec spec, Preprocessing preparation) {}

    /** The precision of recipes that name none, as those of earlier releases. */
    static Setting<Precision> float32() {
        return new Setting<>(Precision.FLOAT32, Origin.ours("none is named"));
    }

    /** Whether a setting is below 1 or above a million, and so no count of examples or epochs. */
    static boolean isNoCount(Setting<Integer> setting) {
        return setting.value() < 1 || setting.value() > 1_000_000;
    }
}
