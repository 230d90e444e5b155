package dev.hearth.data.dataset;

import dev.hearth.data.Sha256;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.image.ReducedPicture;
import dev.hearth.data.image.ReductionFactor;
import dev.hearth.tensor.Check;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Decoded pictures, kept in a file for each folder of pictures, so that a second epoch, and a second run,
 * reads bytes instead of decoding. Java's memory holds an index alone; the system's file cache holds what
 * is read often.
 *
 * <p>A picture is found by the SHA-256 of its file and by what was done to it, so one that has changed is
 * decoded anew. Each has a checksum, and one that was written in part, or has changed on the disk, counts
 * as absent. Nothing is kept beyond a limit, or where the disk would be nearly full. Several processes can
 * use and fill a file at the same time.
 *
 * <pre>{@code
 * ImageFolder pets =
 *         ImageFolder.open(Path.of("pets"), InputSpec.unscaled(160, 0.875))
 *                 .cached(new PictureCache(Path.of("cache")));
 * }</pre>
 */
public final class PictureCache {

    /** The most bytes that all files together have unless said otherwise. */
    public static final long MOST_BYTES = 20_000_000_000L;

    private static final String SUFFIX = ".pictures";
    private static final System.Logger LOG = System.getLogger(PictureCache.class.getName());

    private final Path folder;
    private final long most;
    private final Map<Path, Pictures> opened = new ConcurrentHashMap<>();

    /** At most 20 GB. */
    public PictureCache(Path folder) {
        this(folder, MOST_BYTES);
    }

    /**
     * With a limit of one's own.
     *
     * @param folder where the files lie; made when the first picture is kept
     * @param mostBytes of all files together, and at most a hundredth more for each that is filled at the
     *     same time; those that were not used for longest go first
     */
    public PictureCache(Path folder, long mostBytes) {
        this.folder = Objects.requireNonNull(folder, "folder");
        this.most = mostBytes;
        if (mostBytes < 1) {
            throw Check.error(
                    "PictureCache needs a limit above 0 bytes",
                    mostBytes,
                    "Leave the pictures uncached instead");
        }
    }

    /** Those of a folder of pictures. */
    Pictures of(Path pictures) {
        Path whole = pictures.toAbsolutePath().normalize();
        Path last = whole.getFileName();
        String name = last == null ? "" : last.toString().replaceAll("[^\\p{L}\\p{N}._-]", "_");
        String digits = Sha256.of(whole.toString()).substring(0, 16);
        return opened.computeIfAbsent(
                folder.resolve(name + "-" + digits + SUFFIX), file -> new Pictures(file));
    }

    /** The file of another folder of pictures. */
    private record Other(Path file, long bytes, long used) {

        Other(Path file) {
            this(file, file.toFile().length(), file.toFile().lastModified());
        }
    }

    /**
     * How many bytes a file may have. Where it needs more, those that were not used for longest are removed,
     * but none that is in use here.
     */
    private synchronized long room(Path file, long needed) throws IOException {
        List<Other> others;
        try (Stream<Path> all = Files.list(folder)) {
            others =
                    all.filter(each -> each.toString().endsWith(SUFFIX) && !each.equals(file))
                            .map(Other::new)
                            .sorted(Comparator.comparingLong(Other::used))
                            .toList();
        }
        long room = most - others.stream().mapToLong(Other::bytes).sum();
        for (Other other : others) {
            // On some systems one that another process uses stays.
            if (room < needed
                    && !opened.containsKey(other.file())
                    && other.file().toFile().delete()) {
                room += other.bytes();
            }
        }
        return room;
    }

    /** The kept pictures of one folder. */
    final class Pictures {

        private final Path file;
        private Optional<PicturePack> pack = Optional.empty();
        private boolean failed;

        private Pictures(Path file) {
            this.file = file;
        }

        /** What a function of a picture's bytes and of {@code how} gives. */
        Picture square(
                Path picture, FileContent content, String how, Function<byte[], Picture> maker) {
            Optional<PicturePack> kept = pack();
            PicturePack.Key key = new PicturePack.Key(content.sha256(), how);
            Optional<ReducedPicture> found = kept.flatMap(each -> each.get(key));
            if (found.isPresent()) {
                return found.get().picture();
            }
            byte[] bytes = PictureReader.bytes(picture);
            Picture made = maker.apply(bytes);
            put(kept, key, bytes, new ReducedPicture(made, 0, 0, 1, Set.of()));
            return made;
        }

        /** A picture, decoded to the size that a rule gives for its extent. */
        ReducedPicture reduced(
                Path picture,
                FileContent content,
                ReductionFactor reduction,
                Function<byte[], ReducedPicture> maker) {
            Optional<PicturePack> kept = pack();
            Optional<ReducedPicture> found =
                    kept.flatMap(
                            each ->
                                    each.extent(content.sha256())
                                            .map(e -> reduction.of(e.width(), e.height()))
                                            .flatMap(by -> each.get(key(content, by))));
            if (found.isPresent()) {
                return found.get();
            }
            byte[] bytes = PictureReader.bytes(picture);
            ReducedPicture made = maker.apply(bytes);
            put(kept, key(content, made.factor()), bytes, made);
            return made;
        }

        /** Unless the file has changed since its content was looked at. */
        private static void put(
                Optional<PicturePack> kept,
                PicturePack.Key key,
                byte[] bytes,
                ReducedPicture made) {
            if (kept.isPresent() && Sha256.of(bytes).equals(key.sha256())) {
                kept.get().put(key, made);
            }
        }

        private PicturePack.Key key(FileContent content, int factor) {
            return new PicturePack.Key(content.sha256(), "1/" + factor);
        }

        /** Opened on first use, and again where an interrupted thread has closed it. */
        private synchronized Optional<PicturePack> pack() {
            if (pack.isPresent() && pack.get().isOpen() || failed) {
                return failed ? Optional.empty() : pack;
            }
            try {
                Files.createDirectories(folder);
                room(file, file.toFile().length());
                if (Files.exists(file)) {
                    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
                }
                pack = Optional.of(PicturePack.open(file, most, needed -> room(file, needed)));
            } catch (ClosedChannelException closed) {
                // By an interrupt; it is opened for the next picture.
                return Optional.empty();
            } catch (IOException failure) {
                // Everything works without it, more slowly.
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Decoded pictures are not kept: {0}",
                        failure.toString());
                failed = true;
            }
            return pack;
        }
    }
}
