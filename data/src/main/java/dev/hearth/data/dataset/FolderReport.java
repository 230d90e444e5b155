package dev.hearth.data.dataset;

import dev.hearth.data.BadDataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is found in a folder of labelled pictures before a net is trained on it. Every picture is decoded,
 * at an eighth of its size where that is possible.
 *
 * <pre>{@code
 * FolderReport pets = FolderReport.of(Path.of("pets"));
 * if (!pets.broken().isEmpty()) {
 *     System.out.println(pets.broken().get(0).why());
 * }
 * }</pre>
 *
 * @param folder as it was given
 * @param parts what to learn from and, where it has a folder of its own, what to be measured on
 * @param leftOut what training passes over
 * @param broken pictures that cannot be read, all of them
 * @param damaged pictures that are read although something is wrong with them
 * @param duplicates files that are the same, byte for byte
 * @param small classes to learn from that have fewer than {@link #FEW} different readable pictures
 * @param sizes of the readable pictures
 */
public record FolderReport(
        String folder,
        List<Part> parts,
        List<LeftOut> leftOut,
        List<Picture> broken,
        List<Picture> damaged,
        List<Duplicates> duplicates,
        List<String> small,
        Sizes sizes) {

    /** A class with fewer different pictures is told. */
    public static final int FEW = 20;

    /**
     * A folder that holds a folder for each class.
     *
     * @param name {@code train}, {@code val} and so on; empty if it is the whole folder
     * @param classes by name
     */
    public record Part(String name, List<ClassCount> classes) {

        private boolean has(String label) {
            return classes.stream().anyMatch(each -> each.name().equals(label));
        }
    }

    /**
     * The pictures of a class.
     *
     * @param pictures files that are named as pictures
     * @param readable how many of these can be read
     * @param different how many of these differ, byte for byte
     * @param bytes of all files
     */
    public record ClassCount(String name, int pictures, int readable, int different, long bytes) {}

    /**
     * Files or folders that are passed over for the same reason.
     *
     * @param examples the first few, relative to the folder
     */
    public record LeftOut(Reason reason, int count, List<String> examples) {}

    /** Why something is passed over. */
    public enum Reason {
        /** Its name begins with a dot. */
        HIDDEN("hidden"),
        /** A folder within a class. */
        SUB_FOLDER("folder within a class", "folders within a class"),
        /** A picture that lies beside the classes. */
        OUTSIDE_A_CLASS("picture outside of a class", "pictures outside of a class"),
        /** A folder beside those to learn from and to be measured on. */
        OTHER_FOLDER("folder beside those that are used", "folders beside those that are used"),
        /** An iPhone's photograph. */
        HEIC("HEIC: add hearth-heif, or convert to JPEG"),
        /** An AV1 picture. */
        AVIF("AVIF: add hearth-heif, or convert to JPEG or PNG"),
        /** Raw files of cameras, vector graphics and the like. */
        OTHER_PICTURE(
                "picture of another kind: convert it to JPEG or PNG",
                "pictures of other kinds: convert them to JPEG or PNG"),
        /** No picture by its name. */
        OTHER_FILE("not named as a picture", "not named as pictures");

        private final String one;
        private final String many;

        Reason(String words) {
            this(words, words);
        }

        Reason(String one, String many) {
            this.one = one;
            this.many = many;
        }

        /** The reason as text, behind a count. */
        public String words(int count) {
            return count == 1 ? one : many;
        }
    }

    /**
     * A picture and what was found.
     *
     * @param name relative to the folder
     * @param why as a reader says it
     */
    public record Picture(String name, String why) {}

    /**
     * Files that are the same, byte for byte.
     *
     * @param names relative to the folder
     * @param where what that does to training
     */
    public record Duplicates(Where where, List<String> names) {}

    /** Where the same picture lies. */
    public enum Where {
        /** Within one class: it counts for more. */
        ONE_CLASS("in one class"),
        /** In several classes: one of the labels is wrong. */
        SEVERAL_CLASSES("in several classes, so that a label is wrong"),
        /** To learn from and to be measured on: the error comes out too low. */
        BOTH_PARTS("both to learn from and to be measured on, so that the error comes out too low");

        private final String words;

        Where(String words) {
            this.words = words;
        }

        /** The place as text. */
        public String words() {
            return words;
        }
    }

    /**
     * Sizes of pictures by their pixels, such as {@code 640×480}; empty without a picture.
     *
     * @param smallest the one with the fewest pixels
     * @param middle the median
     * @param largest the one with the most
     */
    public record Sizes(String smallest, String middle, String largest) {}

    /** Copies the lists. */
    public FolderReport {
        parts = List.copyOf(parts);
        leftOut = List.copyOf(leftOut);
        broken = List.copyOf(broken);
        damaged = List.copyOf(damaged);
        duplicates = List.copyOf(duplicates);
        small = List.copyOf(small);
    }

    /**
     * Looks at a folder, on all cores.
     *
     * @throws BadDataException if it is none, or cannot be listed
     */
    public static FolderReport of(Path folder) {
        return of(folder, (looked, all) -> {});
    }

    /**
     * The same, and tells how far it is.
     *
     * @param told from several threads at once
     */
    public static FolderReport of(Path folder, Progress told) {
        return new FolderScan(folder, told).report();
    }

    /** Told after each picture. */
    @FunctionalInterface
    public interface Progress {

        /**
         * How far it is.
         *
         * @param looked pictures that were looked at
         * @param all of the folder
         */
        void looked(int looked, int all);
    }

    /** How many pictures can be read. */
    public int readable() {
        return parts.stream()
                .flatMap(part -> part.classes().stream())
                .mapToInt(ClassCount::readable)
                .sum();
    }

    /** Classes that are to be learned and not to be measured on, or the other way round. */
    public List<String> inOnePart() {
        return parts.stream()
                .flatMap(part -> part.classes().stream().map(ClassCount::name))
                .distinct()
                .filter(name -> !parts.stream().allMatch(part -> part.has(name)))
                .toList();
    }

    /**
     * Whether there is a class, all parts have the same ones, each has a picture that can be read, and no
     * picture is broken.
     */
    public boolean isUsable() {
        return broken.isEmpty()
                && inOnePart().isEmpty()
                && parts.stream()
                        .allMatch(
                                part ->
                                        !part.classes().isEmpty()
                                                && part.classes().stream()
                                                        .allMatch(each -> each.readable() > 0));
    }

    /** The broken files, as {@link ImageFolder#open(Path, dev.hearth.data.transform.InputSpec)} lists them. */
    public Set<Path> brokenFiles() {
        Path root = Path.of(folder);
        return broken.stream().map(each -> root.resolve(each.name())).collect(Collectors.toSet());
    }

    /**
     * Refuses a folder with broken pictures, naming all, or the first twenty, and the classes of which none
     * can be read.
     *
     * @param remedy what else could be done than to repair them
     * @throws BadDataException if there is one
     */
    public void refuseBroken(String remedy) {
        if (broken.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        broken.stream().limit(20).forEach(each -> lines.add(each.name() + " (" + each.why() + ")"));
        int more = broken.size() - lines.size();
        throw new BadDataException(
                "Pictures that can all be read are needed in " + folder,
                broken.size()
                        + " that cannot: "
                        + String.join("; ", lines)
                        + (more > 0 ? "; and " + more + " more" : ""),
                remedy + withoutPictures());
    }

    /** What is to be done about classes without a picture that can be read. */
    private String withoutPictures() {
        List<String> names =
                parts.stream()
                        .flatMap(part -> part.classes().stream())
                        .filter(each -> each.readable() == 0)
                        .map(ClassCount::name)
                        .distinct()
                        .toList();
        if (names.isEmpty()) {
            return "";
        }
        boolean isOne = names.size() == 1;
        return (isOne ? ". The class " : ". The classes ")
                + String.join(", ", names)
                + (isOne ? " has" : " have")
                + " no picture that can be read: add some, or remove "
                + (isOne ? "its folder" : "their folders");
    }
}
