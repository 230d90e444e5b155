package dev.hearth.data.download;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Downloads a file over HTTP into a {@code .part} file beside its place, and moves it there once its
 * size and checksums are right. An interrupted download continues where it ended, in this run or the
 * next (RFC 9110, §14, range requests); one without published sums only where the server says, by its
 * ETag, that the file is still the same. What does not match is removed.
 *
 * <pre>{@code
 * DownloadSource source = DataCatalog.published().entry("mnist").sources().get(0);
 * new Download().fetch(source, Path.of("data/mnist", source.fileName()), DownloadProgress.SILENT);
 * }</pre>
 */
public final class Download {

    /** Beyond this, a file of unknown size is no data set of ours: 16 GiB. */
    private static final long MOST_BYTES = 1L << 34;

    private final HttpClient client;
    private final int attempts;
    private final Duration pause;
    private final Duration patience;

    /** Four attempts a mirror, a second's pause that doubles, half a minute's patience. */
    public Download() {
        this(4, Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    /**
     * With limits of one's own.
     *
     * @param patience how long to wait for a connection, an answer, or more data
     */
    public Download(int attempts, Duration pause, Duration patience) {
        if (attempts < 1 || pause.isNegative() || patience.isNegative() || patience.isZero()) {
            throw Check.error(
                    "Download needs an attempt or more and times above 0",
                    "attempts=" + attempts + ", pause=" + pause + ", patience=" + patience,
                    "Use Download() for the usual ones");
        }
        this.attempts = attempts;
        this.pause = pause;
        this.patience = patience;
        this.client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .connectTimeout(patience)
                        .build();
    }

    /** The server will not give it, or gives something else: asking again is no use. */
    private static final class Refusal extends Exception {
        Refusal(String message) {
            super(message);
        }
    }

    /**
     * Downloads a file.
     *
     * @param target where to; replaced if it exists
     * @throws BadDataException if no mirror gives it, if what came does not match, if the disk will not take
     *     it, or if another process is fetching it
     */
    public void fetch(DownloadSource source, Path target, DownloadProgress progress) {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        PartVersion version = new PartVersion(source, part);
        List<String> failures = new ArrayList<>();
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            boolean arrived;
            try (FileChannel file =
                            FileChannel.open(
                                    part,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE);
                    FileLock lock = lock(file)) {
                if (lock == null) {
                    throw new BadDataException(
                            "Fetching " + source.fileName(),
                            part + ", which another download is writing",
                            "Wait until that has ended");
                }
                arrived = arrives(source, target, file, version, progress, failures);
                file.force(true);
            }
            if (arrived) {
                version.end();
                Files.move(
                        part,
                        target,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                return;
            }
            if (Files.size(part) == 0) {
                version.end();
                Files.delete(part);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BadDataException(
                    "Fetching " + source.fileName() + " to " + target,
                    "a disk that will not take it: " + e.getMessage(),
                    "Check the free space of the disk and the folder's permissions",
                    e);
        }
        throw new BadDataException(
                "Fetching " + source.fileName() + size(source),
                String.join("; ", failures),
                "Try again, or without a network place the file at "
                        + target
                        + " yourself, from "
                        + source.mirrors().get(0));
    }

    private static FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String size(DownloadSource source) {
        return source.bytes() == 0 ? "" : " (" + source.bytes() + " bytes)";
    }

    private boolean arrives(
            DownloadSource source,
            Path target,
            FileChannel file,
            PartVersion version,
            DownloadProgress progress,
            List<String> failures)
            throws IOException {
        for (URI mirror : source.mirrors()) {
            for (int attempt = 0; attempt < attempts; attempt++) {
                if (!version.isKnown()) {
                    file.truncate(0);
                }
                boolean resumed = file.size() > 0;
                try {
                    pull(source, mirror, file, version, progress);
                    String wrong = mismatch(source, target, file);
                    if (wrong.isEmpty()) {
                        return true;
                    }
                    file.truncate(0);
                    if (!resumed) {
                        throw new Refusal(wrong);
                    }
                    // The beginning may be another file's, from an earlier run: once more in whole.
                    failures.add(mirror + ": " + wrong + " after resuming");
                } catch (Refusal e) {
                    failures.add(mirror + ": " + e.getMessage());
                    break;
                } catch (IOException e) {
                    failures.add(mirror + ": " + said(e));
                    rest(attempt, source);
                }
            }
        }
        return false;
    }

    private static String said(IOException e) {
        String message = e.getMessage();
        if (e instanceof ConnectException) {
            return "no connection" + (message == null ? "" : ", " + message);
        }
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private void rest(int attempt, DownloadSource source) {
        if (attempt + 1 == attempts) {
            return;
        }
        try {
            Thread.sleep(pause.toMillis() << attempt);
        } catch (InterruptedException e) {
            throw interrupted(source, e);
        }
    }

    private static BadDataException interrupted(DownloadSource source, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new BadDataException(
                "Fetching " + source.fileName(),
                "an interruption",
                "Fetch it again; it goes on from what has come if it can",
                e);
    }

    /** Appends to the file what it lacks. */
    private void pull(
            DownloadSource source,
            URI mirror,
            FileChannel file,
            PartVersion version,
            DownloadProgress progress)
            throws IOException, Refusal {
        if (source.bytes() > 0 && file.size() > source.bytes()) {
            file.truncate(0);
        }
        long have = file.size();
        if (source.bytes() > 0 && have == source.bytes()) {
            return;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(mirror).timeout(patience).GET();
        if (have > 0) {
            version.askForRest(request, have);
        }
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw interrupted(source, e);
        }
        try (InputStream body = response.body()) {
            have = begin(response, file, version, have);
            long announced = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            long whole = announced < 0 ? source.bytes() : have + announced;
            if (source.bytes() > 0 && whole != source.bytes()) {
                throw new Refusal("a file of " + whole + " bytes");
            }
            copy(body, file, have, source, whole, progress);
        }
    }

    /** What the status says of where the body belongs. */
    private static long begin(
            HttpResponse<InputStream> response, FileChannel file, PartVersion version, long have)
            throws IOException, Refusal {
        int status = response.statusCode();
        switch (status) {
            case 200 -> {
                file.truncate(0);
                version.begin(response.headers());
                return 0;
            }
            case 206 -> {
                String range = response.headers().firstValue("Content-Range").orElse("");
                if (!range.startsWith("bytes " + have + "-")) {
                    file.truncate(0);
                    throw new IOException("another range than was asked for: " + range);
                }
                if (!version.isThatOf(response.headers())) {
                    file.truncate(0);
                    throw new IOException("the rest of another version than had begun to come");
                }
                return have;
            }
            case 416 -> {
                file.truncate(0);
                throw new IOException("no more than what was here already");
            }
            case 408, 425, 429 -> throw new IOException("HTTP status " + status);
            default -> {
                if (status >= 500) {
                    throw new IOException("HTTP status " + status);
                }
                throw new Refusal("HTTP status " + status);
            }
        }
    }

    private void copy(
            InputStream body,
            FileChannel file,
            long begin,
            DownloadSource source,
            long total,
            DownloadProgress progress)
            throws IOException, Refusal {
        long most = source.bytes() > 0 ? source.bytes() : MOST_BYTES;
        long at = begin;
        byte[] buffer = new byte[1 << 16];
        file.position(at);
        try (ReadTimeout waiting = new ReadTimeout(body, patience)) {
            progress.at(source.fileName(), at, total);
            for (int n = more(body, buffer, waiting, at); n >= 0; ) {
                if (at + n > most) {
                    file.truncate(0);
                    throw new Refusal("more than " + most + " bytes");
                }
                write(file, ByteBuffer.wrap(buffer, 0, n));
                at += n;
                progress.at(source.fileName(), at, total);
                n = more(body, buffer, waiting, at);
            }
            if (total > 0 && at != total) {
                throw new IOException("a connection that ended after " + at + " bytes");
            }
        }
    }

    private int more(InputStream body, byte[] buffer, ReadTimeout waiting, long at)
            throws IOException {
        try {
            int count = body.read(buffer);
            waiting.heard();
            if (waiting.lost()) {
                throw new IOException("closed");
            }
            return count;
        } catch (IOException e) {
            throw waiting.lost()
                    ? new IOException("nothing for " + patience.toMillis() + " ms", e)
                    : new IOException("a connection that was cut after " + at + " bytes", e);
        }
    }

    /** Unchecked, to be told from what the network does. */
    private static void write(FileChannel file, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a whole file; empty where nothing is. */
    private static String mismatch(DownloadSource source, Path target, FileChannel file)
            throws IOException {
        for (Checksum wanted : source.checksums()) {
            Checksum came = sum(wanted.kind(), file);
            if (!came.equals(wanted)) {
                return "a file of " + came + " instead of " + wanted.hex();
            }
        }
        if (source.checksums().isEmpty()) {
            PinnedHashes pins = new PinnedHashes(target.toAbsolutePath().getParent());
            String name = target.getFileName().toString();
            Checksum came = sum(Checksum.Kind.SHA_256, file);
            Optional<Checksum> pinned = pins.of(name);
            if (pinned.isPresent() && !pinned.get().equals(came)) {
                return "a file of "
                        + came
                        + " instead of "
                        + pinned.get().hex()
                        + ", which came first";
            }
            if (pinned.isEmpty()) {
                pins.add(Map.of(name, came));
            }
        }
        return "";
    }

    private static Checksum sum(Checksum.Kind kind, FileChannel file) throws IOException {
        file.position(0);
        // Not closed: that would close the file.
        return Checksum.of(kind, Channels.newInputStream(file));
    }
}
