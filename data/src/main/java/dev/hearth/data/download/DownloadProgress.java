package dev.hearth.data.download;

/** Hears how far a download is. Called on the downloading thread, after each piece of data. */
@FunctionalInterface
public interface DownloadProgress {

    /** Says nothing to nobody. */
    DownloadProgress SILENT = (fileName, done, total) -> {};

    /** So far. */
    void at(String fileName, long done, long total);
}
