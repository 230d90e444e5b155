package dev.hearth.data.download;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.Check;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The folder of the public data sets: downloads them, checks them, lists them. Nothing
 * that lies there already is ever overwritten.
 *
 * <pre>{@code
 * DataStore store = new DataStore(Path.of("data"));
 * DatasetReport report = store.fetch("mnist", DownloadProgress.SILENT);
 * }</pre>
 */
public final class DataStore {

    private final Path root;
    private final DataCatalog catalog;
    private final Download download;

    /** The public data sets, in a folder. */
    public DataStore(Path root) {
        this(root, DataCatalog.published(), new Download());
    }

    /** Other data sets, or another way to download them. */
    public DataStore(Path root, DataCatalog catalog, Download download) {
        this.root = root;
        this.catalog = catalog;
        this.download = download;
    }

    /**
     * Downloads what is missing of a data set. An archive that lies in the root already is
     * unpacked instead of downloaded.
     *
     * @throws BadDataException if there is no data set of that name, if other files are in its place, or if
     *     it cannot be brought
     */
    public DatasetReport fetch(String name, DownloadProgress progress) {
        DatasetSource published = catalog.entry(name);
        DatasetReport before = verify(name);
        if (before.asPublished()) {
            return before;
        }
        Path folder = before.folder();
        boolean fresh =
                before.findings().stream().noneMatch(f -> f.state() != FileStatus.State.MISSING);
        boolean occupied =
                published.packing() == DatasetSource.Packing.TAR_GZ
                        ? Files.exists(folder)
                        : before.has(FileStatus.State.DIFFERENT)
                                || before.has(FileStatus.State.WRONG);
        if (occupied) {
            throw new BadDataException(
                    "Fetching " + name + " needs a free place",
                    folder
                            + (fresh
                                    ? ", which is there without the files"
                                    : ", which holds "
                                            + before.findings().stream()
                                                    .filter(
                                                            f ->
                                                                    f.state()
                                                                            != FileStatus.State
                                                                                    .RIGHT)
                                                    .map(f -> f.fileName() + ": " + f.why())
                                                    .collect(Collectors.joining("; "))),
                    "Move it away, then fetch again; to use it as it is, do not fetch");
        }
        if (published.packing() == DatasetSource.Packing.FILES) {
            files(published, before, progress);
        } else {
            archive(published, folder, progress);
        }
        DatasetReport after = verify(name);
        if (!after.asPublished()) {
            throw new BadDataException(
                    "Fetching " + name,
                    after.findings().stream()
                            .filter(f -> f.state() != FileStatus.State.RIGHT)
                            .map(f -> f.fileName() + ": " + f.why())
                            .collect(Collectors.joining("; ")),
                    "Move " + folder + " away and fetch again");
        }
        return after;
    }

    private void files(DatasetSource published, DatasetReport before, DownloadProgress progress) {
        for (int i = 0; i < published.pieces().size(); i++) {
            if (before.findings().get(i).state() == FileStatus.State.MISSING) {
                DownloadSource source = source(published, published.pieces().get(i));
                download.fetch(source, before.folder().resolve(source.fileName()), progress);
            }
        }
    }

    private static DownloadSource source(DatasetSource published, DatasetFile piece) {
        return published.sources().stream()
                .filter(
                        source ->
                                source.fileName().equals(piece.fileName())
                                        || source.fileName().equals(piece.fileName() + ".gz"))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        Check.message(
                                                "The catalog needs a source of " + piece.fileName(),
                                                published.sources(),
                                                "Add it")));
    }

    private void archive(DatasetSource published, Path folder, DownloadProgress progress) {
        for (DownloadSource source : published.sources()) {
            Path archive = root.resolve(source.fileName());
            boolean ours = !Files.exists(archive);
            try {
                if (ours) {
                    download.fetch(source, archive, progress);
                } else {
                    match(archive, source);
                }
                new Archives().unpack(archive, folder);
                pin(published, folder);
                if (ours) {
                    Files.delete(archive);
                }
            } catch (IOException e) {
                throw new BadDataException(
                        "Fetching " + published.name() + " to " + folder,
                        "a disk that will not take it: " + e.getMessage(),
                        "Check the free space of the disk and the folder's permissions",
                        e);
            }
        }
    }

    private static void match(Path archive, DownloadSource source) throws IOException {
        for (Checksum wanted : source.checksums()) {
            Checksum came;
            try (InputStream in = Files.newInputStream(archive)) {
                came = Checksum.of(wanted.kind(), in);
            }
            if (!came.equals(wanted)) {
                throw new BadDataException(
                        "The archive " + archive + " of " + wanted,
                        came.hex(),
                        "Remove it, and fetch again");
            }
        }
    }

    /** Notes the sums that are not published. */
    private static void pin(DatasetSource published, Path folder) throws IOException {
        Map<String, Checksum> sums = new TreeMap<>();
        for (DatasetFile piece : published.pieces()) {
            Path file = folder.resolve(piece.fileName());
            if (piece.checksums().isEmpty() && Files.isRegularFile(file)) {
                try (InputStream in = Files.newInputStream(file)) {
                    sums.put(piece.fileName(), Checksum.of(Checksum.Kind.SHA_256, in));
                }
            }
        }
        if (!sums.isEmpty()) {
            new PinnedHashes(folder).add(sums);
        }
    }

    /**
     * Compares what is here with what was published, reading every byte.
     *
     * @throws BadDataException if there is no data set of that name
     */
    public DatasetReport verify(String name) {
        DatasetSource published = catalog.entry(name);
        Path folder = root.resolve(published.folder());
        PinnedHashes pins = new PinnedHashes(folder);
        return new DatasetReport(
                name,
                folder,
                published.pieces().stream()
                        .map(piece -> new FileInspection(folder, piece).finding(pins))
                        .toList());
    }

    /** Tells what is here, from sizes and headers alone. */
    public List<LocalDataset> info() {
        return catalog.entries().stream().map(this::holding).toList();
    }

    private LocalDataset holding(DatasetSource published) {
        Path folder = root.resolve(published.folder());
        boolean whole = true;
        int train = 0;
        int test = 0;
        long bytes = 0;
        for (DatasetFile piece : published.pieces()) {
            FileInspection inspection = new FileInspection(folder, piece);
            if (!inspection.present()) {
                whole = false;
                continue;
            }
            try {
                bytes += Files.size(inspection.file());
                int examples = inspection.examples();
                train += piece.holds() == DatasetFile.Holds.TRAIN ? examples : 0;
                test += piece.holds() == DatasetFile.Holds.TEST ? examples : 0;
            } catch (IOException | BadDataException e) {
                whole = false;
            }
        }
        return new LocalDataset(published.name(), folder, whole, train, test, bytes, published);
    }
}
