package dev.hearth.data.download;

import java.util.List;

/**
 * A public data set.
 *
 * @param name what it is called, such as {@code cifar-10}
 * @param folder the folder it lies in, below the store's root
 * @param packing how it travels
 * @param sources what to download
 * @param pieces what must lie in the folder afterwards
 */
public record DatasetSource(
        String name,
        String folder,
        Packing packing,
        List<DownloadSource> sources,
        List<DatasetFile> pieces) {

    /** How a data set travels. */
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

    /**
     * The count of examples as published.
     *
     * @param holds train or test
     * @return the sum over its files
     */
    public int examples(DatasetFile.Holds holds) {
        return pieces.stream()
                .filter(p -> p.holds() == holds)
                .mapToInt(DatasetFile::examples)
                .sum();
    }
}
