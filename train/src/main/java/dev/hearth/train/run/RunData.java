package dev.hearth.train.run;

import dev.hearth.train.dataset.DataIdentity;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.dataset.PictureSplit;
import dev.hearth.train.recipe.RunSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The data of a run, opened when it is first asked for: images of a provider, or none. */
final class RunData {

    private final RunSpec recipe;
    private final DatasetProvider datasets;
    private DatasetProvider.Sets sets;
    private DataIdentity identity;

    RunData(RunSpec recipe, DatasetProvider datasets) {
        this.recipe = recipe;
        this.datasets = datasets;
    }

    boolean isHere() {
        return recipe.images().filter(images -> datasets.has(images.spec().set())).isPresent();
    }

    DatasetProvider.Sets sets() {
        if (sets == null) {
            RunSpec.Images images =
                    recipe.images()
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    recipe.name() + " has no images"));
            sets = datasets.open(images.spec(), images.preparation());
        }
        return sets;
    }

    /** Empty where there are no images. */
    Optional<DataIdentity> identity() {
        if (identity == null && recipe.images().isPresent()) {
            identity = DataIdentity.of(sets(), folder());
        }
        return Optional.ofNullable(identity);
    }

    /** For results and recipe files. */
    Map<String, String> entries() {
        Map<String, String> entries =
                new TreeMap<>(identity().map(DataIdentity::entries).orElseGet(recipe::data));
        recipe.images()
                .flatMap(images -> datasets.heldOut(images.spec().set()))
                .ifPresent(share -> entries.put("heldOut", share.toString()));
        return entries;
    }

    /** Of pictures in a folder of one's own. */
    Optional<PictureSplit> split() {
        return folder().map(pictures -> PictureSplit.of(pictures, sets()));
    }

    private Optional<Path> folder() {
        return recipe.images().flatMap(images -> datasets.folder(images.spec().set()));
    }
}
