package dev.hearth.data.fetch;

import dev.hearth.data.BadData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The folder that holds the public data sets: brings them, checks them, tells what is there. Nothing
 * that lies there already is ever overwritten.
 *
 * <pre>{@code
 * DataStore store = new DataStore(Path.of("data"));
 * Report report = store.fetch("mnist", Progress.SILENT);
 * }</pre>
 */
public final class DataStore {

    private final Path root;
    private final DataCatalog catalog;
    private final Download download;

    /**
     * The public data sets, in a folder.
     *
     * @param root made when first needed
     */
    public DataStore(Path root) {
        this(root, DataCatalog.published(), new Download());
    }

    /**
     * Other data sets, or another way to bring them.
     *
     * @param root made when first needed
     * @param catalog the data sets
     * @param download brings files
     */
    public DataStore(Path root, DataCatalog catalog, Download download) {
        this.root = root;
        this.catalog = catalog;
        this.download = download;
    }

    /**
     * Brings a data set here, as far as it is missing. An archive that lies in the root already is
     * unpacked instead of downloaded.
     *
     * @param name such as {@code mnist}
     * @param progress hears how far each file is
     * @return how it stands now: all files right, or unchecked
     * @throws BadData if there is no data set of that name, if other files are in its place, or if
     *     it cannot be brought
     */
    public Report fetch(String name, Progress progress) {
        Published published = catalog.entry(name);
        Report before = verify(name);
        if (before.asPublished()) {
            return before;
        }
        Path folder = before.folder();
        boolean fresh =
                before.findings().stream().noneMatch(f -> f.state() != Finding.State.MISSING);
        boolean occupied =
                published.packing() == Published.Packing.TAR_GZ
                        ? Files.exists(folder)
                        : before.has(Finding.State.DIFFERENT) || before.has(Finding.State.WRONG);
        if (occupied) {
            throw new BadData(
                    "Fetching " + name + " needs a free place",
                    folder
                            + (fresh
                                    ? ", which is there without the files"
                                    : ", which holds "
                                            + before.findings().stream()
                                                    .filter(f -> f.state() != Finding.State.RIGHT)
                                                    .map(f -> f.fileName() + ": " + f.why())
                                                    .collect(Collectors.joining("; "))),
                    "Move it away, then fetch again; to use it as it is, do not fetch");
        }
        if (published.packing() == Published.Packing.FILES) {
            files(published, before, progress);
        } else {
            archive(published, folder, progress);
        }
        Report after = verify(name);
        if (!after.asPublished()) {
            throw new BadData(
                    "Fetching " + name,
                    after.findings().stream()
                            .filter(f -> f.state() != Finding.State.RIGHT)
                            .map(f -> f.fileName() + ": " + f.why())
                            .collect(Collectors.joining("; ")),
                    "Move " + folder + " away and fetch again");
        }
        return after;
    }

    private void files(Published published, Report before, Progress progress) {
        for (int i = 0; i < published.pieces().size(); i++) {
            if (before.findings().get(i).state() == Finding.State.MISSING) {
                Source source = source(published, published.pieces().get(i));
                download.fetch(source, before.folder().resolve(source.fileName()), progress);
            }
        }
    }

    private static Source source(Published published, Piece piece) {
        return published.sources().stream()
                .filter(
                        source ->
                                source.fileName().equals(piece.fileName())
                                        || source.fileName().equals(piece.fileName() + ".gz"))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "The catalog needs a source of "
                                                + piece.fileName()
                                                + ". Received: "
                                                + published.sources()
                                                + ". Add it."));
    }

    private void archive(Published published, Path folder, Progress progress) {
        for (Source source : published.sources()) {
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
                throw new BadData(
                        "Fetching " + published.name() + " to " + folder,
                        "a disk that will not take it: " + e.getMessage(),
                        "Check the room on the disk and the folder's permissions",
                        e);
            }
        }
    }

    private static void match(Path archive, Source source) throws IOException {
        for (Checksum wanted : source.checksums()) {
            Checksum came;
            try (InputStream in = Files.newInputStream(archive)) {
                came = Checksum.of(wanted.kind(), in);
            }
            if (!came.equals(wanted)) {
                throw new BadData(
                        "The archive " + archive + " of " + wanted,
                        came.hex(),
                        "Remove it, and fetch again");
            }
        }
    }

    /** Notes what nobody published sums of. */
    private static void pin(Published published, Path folder) throws IOException {
        Map<String, Checksum> sums = new TreeMap<>();
        for (Piece piece : published.pieces()) {
            Path file = folder.resolve(piece.fileName());
            if (piece.checksums().isEmpty() && Files.isRegularFile(file)) {
                try (InputStream in = Files.newInputStream(file)) {
                    sums.put(piece.fileName(), Checksum.of(Checksum.Kind.SHA_256, in));
                }
            }
        }
        if (!sums.isEmpty()) {
            new Pins(folder).add(sums);
        }
    }

    /**
     * Compares what is here with what was published, reading every byte.
     *
     * @param name such as {@code mnist}
     * @return one finding a file
     * @throws BadData if there is no data set of that name
     */
    public Report verify(String name) {
        Published published = catalog.entry(name);
        Path folder = root.resolve(published.folder());
        Pins pins = new Pins(folder);
        return new Report(
                name,
                folder,
                published.pieces().stream()
                        .map(piece -> new Inspection(folder, piece).finding(pins))
                        .toList());
    }

    /**
     * Tells what is here, from sizes and headers alone.
     *
     * @return one holding for each data set of the catalog, in its order
     */
    public List<Holding> info() {
        return catalog.entries().stream().map(this::holding).toList();
    }

    private Holding holding(Published published) {
        Path folder = root.resolve(published.folder());
        boolean whole = true;
        int train = 0;
        int test = 0;
        long bytes = 0;
        for (Piece piece : published.pieces()) {
            Inspection inspection = new Inspection(folder, piece);
            if (!inspection.present()) {
                whole = false;
                continue;
            }
            try {
                bytes += Files.size(inspection.file());
                int examples = inspection.examples();
                train += piece.holds() == Piece.Holds.TRAIN ? examples : 0;
                test += piece.holds() == Piece.Holds.TEST ? examples : 0;
            } catch (IOException | BadData e) {
                whole = false;
            }
        }
        return new Holding(published.name(), folder, whole, train, test, bytes, published);
    }
}
