package dev.hearth.data.download;

/** Hears how far a download is. Called on the downloading thread, after each piece of data. */
@FunctionalInterface
public interface DownloadProgress {

    /** Says nothing to nobody. */
    DownloadProgress SILENT = (fileName, done, total) -> {};

    /**
     * So far.
     *
     * @param fileName what is downloaded
     * @param done bytes on disk, those of an earlier try included
     * @param total bytes in all, 0 where unknown
     */
    void at(String fileName, long done, long total);
}
