package dev.hearth.data.download;

import java.util.List;

/**
 * A public data set.
 *
 * @param folder the folder it lies in, below the store's root
 * @param packing how it is packed
 */
public record DatasetSource(
        String name,
        String folder,
        Packing packing,
        List<DownloadSource> sources,
        List<DatasetFile> pieces) {

    /** How a data set is packed. */
    public enum Packing {
        /** Each source lands in the folder as it is. */
        FILES,
        /** Each source is a compressed archive that holds the folder. */
        TAR_GZ
    }

    /** Copies the lists. */
    public DatasetSource {
        sources = List.copyOf(sources);
        pieces = List.copyOf(pieces);
    }

    /** The count of examples as published. */
    public int examples(DatasetFile.Holds holds) {
        return pieces.stream()
                .filter(p -> p.holds() == holds)
                .mapToInt(DatasetFile::examples)
                .sum();
    }
}
