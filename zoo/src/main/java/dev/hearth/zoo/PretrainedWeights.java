package dev.hearth.zoo;

import dev.hearth.data.download.DataCatalog;

/**
 * Weights that were published for a model of the registry.
 *
 * @param dataset under which {@code ./hearth data fetch} downloads them, an entry of {@link DataCatalog}
 */
public record PretrainedWeights(String dataset) {

    /** The folder below the root of all data sets. */
    public String folder() {
        return DataCatalog.published().entry(dataset).folder();
    }

    /** The file below the root of all data sets. */
    public String file() {
        return folder() + "/model.safetensors";
    }
}
