package dev.hearth.train.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.BadDataException;
import dev.hearth.data.ImageShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What tells the data of a run from other data: digests of what it learns from and is measured on, and
 * the classes. It stands in a run's recipe file, checkpoint and result, and is compared before a run
 * goes on or is taken for done.
 *
 * @param name of the training set
 * @param training digest of the examples to learn from
 * @param testing digest of those to be measured on
 * @param classes their names
 * @param examples to learn from
 * @param testExamples to be measured on
 * @param pixels the extent of a test image as a model takes it, such as {@code 3x32x32}; empty where an
 *     earlier release wrote none
 * @param folder of the pictures, if they lie in one
 */
public record DataIdentity(
        String name,
        String training,
        String testing,
        List<String> classes,
        int examples,
        int testExamples,
        String pixels,
        Optional<Path> folder) {

    private static final int NAMED = 6;
    private static final String JOINED = "classes";

    /** A list in JSON, where names have a comma in them that hides where they end. */
    private static final String LISTED = "classNames";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies the list. */
    public DataIdentity {
        classes = List.copyOf(classes);
    }

    /**
     * That of two sets.
     *
     * @param sets to learn from and to be measured on
     * @param folder of the pictures, if they lie in one
     * @return read from all of their contents
     */
    public static DataIdentity of(DatasetProvider.Sets sets, Optional<Path> folder) {
        return new DataIdentity(
                sets.training().name(),
                sets.training().digest(),
                sets.testing().digest(),
                sets.training().classNames(),
                sets.training().size(),
                sets.testing().size(),
                written(sets.testing().pixels()),
                folder.map(path -> path.toAbsolutePath().normalize()));
    }

    private static String written(ImageShape pixels) {
        return pixels.channels() + "x" + pixels.height() + "x" + pixels.width();
    }

    /**
     * The extent of an image as a model takes it.
     *
     * @param entries of a file
     * @return empty where an earlier release wrote none
     */
    public static Optional<ImageShape> pixels(Map<String, String> entries) {
        String written = entries.getOrDefault("pixels", "");
        if (!written.matches("\\d{1,6}x\\d{1,6}x\\d{1,6}")) {
            return Optional.empty();
        }
        int[] sizes = Stream.of(written.split("x")).mapToInt(Integer::parseInt).toArray();
        return Optional.of(new ImageShape(sizes[0], sizes[1], sizes[2]));
    }

    /**
     * The names of the classes.
     *
     * @param entries of a file
     * @return in the order of the labels; empty where none are written
     * @throws BadDataException if they are written as a list that is no JSON
     */
    public static List<String> classes(Map<String, String> entries) {
        String listed = entries.get(LISTED);
        if (listed == null) {
            return split(entries.getOrDefault(JOINED, ""));
        }
        try {
            List<String> names = new ArrayList<>();
            JSON.readTree(listed).forEach(each -> names.add(each.asText()));
            return names;
        } catch (JsonProcessingException damaged) {
            throw new BadDataException(
                    "A run's file has its classes as a list in JSON",
                    listed,
                    "Train it anew, or write down what they were",
                    damaged);
        }
    }

    private static List<String> split(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(", "));
    }

    private static String joined(List<String> names) {
        return String.join(", ", names);
    }

    /** For a file: words by key. */
    public Map<String, String> entries() {
        Map<String, String> entries = new TreeMap<>();
        entries.put("name", name);
        entries.put("digest", training);
        entries.put("testDigest", testing);
        entries.put(JOINED, joined(classes));
        if (!split(joined(classes)).equals(classes)) {
            entries.put(LISTED, JSON.valueToTree(classes).toString());
        }
        entries.put("examples", Integer.toString(examples));
        entries.put("testExamples", Integer.toString(testExamples));
        if (!pixels.isEmpty()) {
            entries.put("pixels", pixels);
        }
        folder.ifPresent(path -> entries.put("folder", path.toString()));
        return Collections.unmodifiableMap(entries);
    }

    /**
     * From a file.
     *
     * @param entries words by key
     * @return empty where an earlier version wrote them, which did not tell data apart
     */
    public static Optional<DataIdentity> read(Map<String, String> entries) {
        for (String count : List.of("examples", "testExamples")) {
            if (!entries.getOrDefault(count, "").matches("\\d{1,9}")) {
                return Optional.empty();
            }
        }
        for (String word : List.of("name", "digest", "testDigest", JOINED)) {
            if (!entries.containsKey(word)) {
                return Optional.empty();
            }
        }
        return Optional.of(
                new DataIdentity(
                        entries.get("name"),
                        entries.get("digest"),
                        entries.get("testDigest"),
                        classes(entries),
                        Integer.parseInt(entries.get("examples")),
                        Integer.parseInt(entries.get("testExamples")),
                        entries.getOrDefault("pixels", ""),
                        Optional.ofNullable(entries.get("folder")).map(Path::of)));
    }

    /**
     * Whether both speak of the same data, whatever they are called and wherever they lie.
     *
     * @param other of another run, or of the same one earlier
     * @return true if digests and classes are equal
     */
    public boolean isSame(DataIdentity other) {
        return training.equals(other.training)
                && testing.equals(other.testing)
                // Joined, as an earlier release wrote them.
                && joined(classes).equals(joined(other.classes));
    }

    /** Whether they are a person's own pictures in a folder: true if there is a folder. */
    public boolean isOfPictures() {
        return folder.isPresent();
    }

    /**
     * For people.
     *
     * @return such as {@code 10 images of cat, dog to learn from and 2 to be measured on}
     */
    public String words() {
        String few =
                classes.size() <= NAMED
                        ? joined(classes)
                        : joined(classes.subList(0, NAMED))
                                + ", … ("
                                + classes.size()
                                + " classes)";
        return String.format(
                Locale.ROOT,
                "%s images of %s to learn from and %s to be measured on",
                examples,
                few,
                testExamples);
    }

    /**
     * How this, of an earlier run, differs from today's.
     *
     * @param today of the run that is asked for
     * @return words
     */
    public String against(DataIdentity today) {
        boolean alike = Objects.equals(words(), today.words());
        return words()
                + (alike
                        ? ", as many and of the same classes as today's, but not the same"
                        : "; today there are " + today.words());
    }
}
