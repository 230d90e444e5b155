package dev.hearth.data.download;

import dev.hearth.tensor.Check;
import java.net.URI;
import java.util.List;

/**
 * A file to download.
 *
 * @param mirrors where it is published, tried in order
 * @param checksums what it must match, all of them; where there are none, its SHA-256 is pinned on
 *     first use
 */
public record DownloadSource(
        String fileName, List<URI> mirrors, long bytes, List<Checksum> checksums) {

    /** Refuses a source from nowhere. */
    public DownloadSource {
        mirrors = List.copyOf(mirrors);
        checksums = List.copyOf(checksums);
        if (mirrors.isEmpty() || bytes < 0) {
            throw Check.error(
                    "Source needs a mirror and a size that is not below 0",
                    mirrors + ", " + bytes + " bytes",
                    "Give an address, and 0 for an unknown size");
        }
    }
}
