package dev.hearth.data.download;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which version of a file its {@code .part} file is the beginning of: the server's strong ETag, in a file beside it (RFC
 * 9110, §8.8.3 and §13.1.5). Of a file with published sums none is kept, since they tell whether all parts of it are of
 * one version.
 */
final class PartVersion {

    private static final Pattern STRONG = Pattern.compile("\"[!#-~]*\"");

    private final Path file;
    private final boolean hasSums;

    PartVersion(DownloadSource source, Path part) {
        file = part.resolveSibling(part.getFileName() + ".etag");
        hasSums = !source.checksums().isEmpty();
    }

    /** Whether the rest alone can be asked for. */
    boolean isKnown() {
        return hasSums || kept().isPresent();
    }

    /** Of this version; of another one a server that follows the RFC sends the whole. */
    void askForRest(HttpRequest.Builder request, long have) {
        request.header("Range", "bytes=" + have + "-");
        kept().ifPresent(tag -> request.header("If-Range", tag));
    }

    /** Whether a rest that came is of this version. */
    boolean isThatOf(HttpHeaders answer) {
        return hasSums || kept().equals(strong(answer));
    }

    /** Keeps the version of a whole that begins to come. */
    void begin(HttpHeaders answer) {
        try {
            Optional<String> tag = strong(answer);
            if (tag.isPresent() && !hasSums) {
                Files.writeString(file, tag.get());
            } else {
                end();
            }
        } catch (IOException e) {
            // Unchecked, to be told from what the network does.
            throw new UncheckedIOException(e);
        }
    }

    /** Where there is no part any more. */
    void end() throws IOException {
        Files.deleteIfExists(file);
    }

    private static Optional<String> strong(HttpHeaders answer) {
        return answer.firstValue("ETag").filter(tag -> STRONG.matcher(tag).matches());
    }

    private Optional<String> kept() {
        if (hasSums || !Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file)).filter(tag -> STRONG.matcher(tag).matches());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
