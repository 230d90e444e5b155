package dev.hearth.train.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.Subset;
import dev.hearth.data.dataset.FileContent;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which pictures of a folder a run learns from and which it is measured on: {@code split.csv} of the
 * run folder, with a row a picture.
 *
 * <pre>{@code
 * static long seenBefore(Path run, List<Path> pictures) {
 *     return PictureSplit.read(run).map(split -> split.learnedAmong(pictures)).orElse(0L);
 * }
 * }</pre>
 *
 * @param pictures in the sets' order, those to learn from first
 */
public record PictureSplit(List<Entry> pictures) {

    private static final String FILE = "split.csv";
    private static final String HEADER = "side,bytes,sha256,picture\n";
    private static final Pattern ROW =
            Pattern.compile(
                    "(training|testing),(\\d{1,18}),([0-9a-f]{64}),\"([^\"]*+(?:\"\"[^\"]*+)*+)\"\n");
    private static final String PICTURE = "A picture of a run's split";

    /** What a picture is for. */
    public enum Side {
        /** To learn from. */
        TRAINING,
        /** To be measured on. */
        TESTING
    }

    /**
     * A picture.
     *
     * @param side what it is for
     * @param name within the folder of pictures, such as {@code cat/1.jpg}
     * @param content what its file holds
     */
    public record Entry(Side side, String name, FileContent content) {}

    /** Copies the list. */
    public PictureSplit {
        pictures = List.copyOf(pictures);
    }

    /**
     * That of two sets of pictures.
     *
     * @param folder that names are relative to
     * @param sets of pictures in files
     * @return a row a picture
     */
    public static PictureSplit of(Path folder, DatasetProvider.Sets sets) {
        List<Entry> entries = new ArrayList<>();
        for (Side side : Side.values()) {
            Dataset set = side == Side.TRAINING ? sets.training() : sets.testing();
            for (int i = 0; i < set.size(); i++) {
                Place place = place(set, i);
                Path file = folder.relativize(place.whole().file(place.index()));
                String name = file.toString().replace(file.getFileSystem().getSeparator(), "/");
                entries.add(new Entry(side, name, place.whole().content(place.index())));
            }
        }
        return new PictureSplit(entries);
    }

    /** An example where its file is known. */
    private record Place(ImageFolder whole, int index) {}

    private static Place place(Dataset set, int index) {
        if (set instanceof ImageFolder whole) {
            return new Place(whole, index);
        }
        if (set instanceof Subset part) {
            return place(part.origin(), part.index(index));
        }
        throw new IllegalArgumentException(
                "Files are those of pictures in a folder. Received: "
                        + set.name()
                        + ". Open a PictureFolder.");
    }

    /** Where an example lies. */
    static Path file(Dataset set, int index) {
        Place place = place(set, index);
        return place.whole().file(place.index());
    }

    /**
     * How many pictures to be measured on are, byte for byte, among those that another run, or this
     * one, has learned from.
     *
     * @param before whose pictures to learn from
     * @return 0 where what is measured is new to it
     */
    public long measuredAndLearnedIn(PictureSplit before) {
        Set<FileContent> learned = before.learned();
        return pictures.stream()
                .filter(each -> each.side() == Side.TESTING && learned.contains(each.content()))
                .count();
    }

    /**
     * How many of some files are, byte for byte, among the pictures to learn from. Only those of a size
     * that occurs there are read.
     *
     * @param files to be looked for
     * @return at most as many as there are
     * @throws BadDataException if one is gone or cannot be read
     */
    public long learnedAmong(Collection<Path> files) {
        Set<FileContent> learned = learned();
        Set<Long> sizes = learned.stream().map(FileContent::bytes).collect(Collectors.toSet());
        return files.parallelStream()
                .filter(file -> sizes.contains(file.toFile().length()))
                .filter(file -> learned.contains(FileContent.of(file, PICTURE)))
                .count();
    }

    private Set<FileContent> learned() {
        Set<FileContent> learned = new HashSet<>();
        for (Entry each : pictures) {
            if (each.side() == Side.TRAINING) {
                learned.add(each.content());
            }
        }
        return learned;
    }

    /**
     * The files that a run is measured on, as they were when it was trained.
     *
     * @param folder of the pictures
     * @return in the set's order
     * @throws BadDataException if one is gone or has changed
     */
    public List<Path> measured(Path folder) {
        List<Entry> testing =
                pictures.stream().filter(each -> each.side() == Side.TESTING).toList();
        List<String> other =
                testing.parallelStream()
                        .filter(each -> !isUnchanged(folder.resolve(each.name()), each.content()))
                        .map(Entry::name)
                        .toList();
        if (!other.isEmpty()) {
            throw new BadDataException(
                    "The "
                            + testing.size()
                            + " pictures that a run is measured on are needed as they were, in "
                            + folder,
                    other.size() + " that are gone or have changed, such as " + other.get(0),
                    "Put them back, or name the pictures to be measured on");
        }
        return testing.stream().map(each -> folder.resolve(each.name())).toList();
    }

    private static boolean isUnchanged(Path file, FileContent content) {
        return file.toFile().isFile()
                && file.toFile().length() == content.bytes()
                && FileContent.of(file, PICTURE).equals(content);
    }

    /**
     * Writes it whole or not at all.
     *
     * @param run the folder of a run
     */
    public void write(Path run) {
        StringBuilder text = new StringBuilder(HEADER);
        for (Entry each : pictures) {
            text.append(each.side().name().toLowerCase(Locale.ROOT))
                    .append(',')
                    .append(each.content().bytes())
                    .append(',')
                    .append(each.content().sha256())
                    .append(",\"")
                    .append(each.name().replace("\"", "\"\""))
                    .append("\"\n");
        }
        AtomicFile.write(run.resolve(FILE), text.toString());
    }

    /**
     * That of a run.
     *
     * @param run its folder
     * @return empty where the run was not of a folder of pictures, or wrote none down
     * @throws BadDataException if the file is there and cannot be read
     */
    public static Optional<PictureSplit> read(Path run) {
        Path file = run.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException failure) {
            throw broken(file, Objects.toString(failure.getMessage(), failure.toString()), failure);
        }
        List<Entry> entries = new ArrayList<>();
        Matcher row = ROW.matcher(text);
        int at = text.startsWith(HEADER) ? HEADER.length() : 0;
        while (row.find(at) && row.start() == at) {
            entries.add(
                    new Entry(
                            Side.valueOf(row.group(1).toUpperCase(Locale.ROOT)),
                            row.group(4).replace("\"\"", "\""),
                            new FileContent(Long.parseLong(row.group(2)), row.group(3))));
            at = row.end();
        }
        if (at < text.length() || entries.isEmpty()) {
            throw broken(
                    file, "a row that is none: " + text.substring(at).lines().findFirst(), null);
        }
        return Optional.of(new PictureSplit(entries));
    }

    private static BadDataException broken(Path file, String came, Exception cause) {
        return new BadDataException(
                "The pictures of a run are read from " + file,
                came,
                "Train it again, or name the pictures to be measured on",
                cause);
    }
}
