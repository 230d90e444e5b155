package dev.hearth.data.download;

/** Is told how far a download is. Called on the downloading thread, after each piece of data. */
@FunctionalInterface
public interface DownloadProgress {

    /** Ignores it. */
    DownloadProgress SILENT = (fileName, done, total) -> {};

    /** So far. */
    void at(String fileName, long done, long total);
}
