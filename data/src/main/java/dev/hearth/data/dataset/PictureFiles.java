package dev.hearth.data.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.InMemoryDataset;
import dev.hearth.data.image.FileBytes;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All pictures below a folder, in folders or not, of one class: what a generator learns from. JPEG and
 * PNG; links are followed, names that begin with a dot, folders' too, and other endings are passed over.
 * Each is decoded once and kept as the net sees it.
 *
 * <p>Which pictures are for testing depends on their names alone, so that none changes sides when others
 * come or go.
 *
 * <pre>{@code
 * InputSpec view = new InputSpec(1, 48, 1, Interpolation.BICUBIC, 0, 1);
 * Dataset faces = PictureFiles.read(Path.of("faces"), view, 0.1, Split.TRAIN);
 * }</pre>
 */
public final class PictureFiles {

    private static final String ASKED = "A folder of pictures";
    private static final List<String> SUFFIXES = List.of(".jpg", ".jpeg", ".png");
    private static final Seed HELD_OUT = new Seed(1406_2661).child("held out");

    /** Of floats, about 2 GB. */
    private static final long MOST = 1L << 29;

    private PictureFiles() {}

    /**
     * Reads one part.
     *
     * @param tested the share of the pictures that is for testing, in (0, 1); at least one picture
     * @throws BadDataException if the folder is missing or unreadable, holds fewer than two pictures, or
     *     one of them is broken
     */
    public static Dataset read(Path folder, InputSpec view, double tested, Split split) {
        if (!(tested > 0 && tested < 1)) {
            throw Check.error(
                    "PictureFiles needs a share for testing above 0 and below 1",
                    tested,
                    "Use 0.1 for every tenth picture");
        }
        List<Path> files = part(folder, list(folder), tested, split);
        int values = view.pixels().count();
        if ((long) values * files.size() > MOST) {
            throw new BadDataException(
                    ASKED
                            + " is kept in memory, at most "
                            + MOST / values
                            + " pictures of this size",
                    files.size() + " in " + folder,
                    "Use fewer pictures or smaller squares");
        }
        float[] images = new float[values * files.size()];
        PictureReader reader = new PictureReader();
        for (int i = 0; i < files.size(); i++) {
            view.scale(view.square(reader.read(files.get(i))), images, i * values);
        }
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return InMemoryDataset.of(
                (name == null ? "pictures" : name.toString()) + "/" + split.word(),
                view.pixels(),
                List.of("picture"),
                images,
                new int[files.size()]);
    }

    /** By a number for each name; where no picture would be on a side, the nearest goes there. */
    private static List<Path> part(Path folder, List<Path> files, double tested, Split split) {
        List<Path> byNumber =
                files.stream().sorted(Comparator.comparingDouble(f -> number(folder, f))).toList();
        long count = files.stream().filter(file -> number(folder, file) < tested).count();
        int testing = (int) Math.min(Math.max(count, 1), files.size() - 1);
        List<Path> chosen =
                split == Split.TEST
                        ? byNumber.subList(0, testing)
                        : byNumber.subList(testing, files.size());
        Set<Path> kept = new HashSet<>(chosen);
        return files.stream().filter(kept::contains).toList();
    }

    private static double number(Path folder, Path file) {
        return HELD_OUT.child(relative(folder, file)).stream().nextDouble();
    }

    /** With slashes on every system. */
    private static String relative(Path folder, Path file) {
        List<String> names = new ArrayList<>();
        folder.relativize(file).forEach(part -> names.add(part.toString()));
        return String.join("/", names);
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadDataException(
                    ASKED,
                    Files.exists(folder) ? folder + ", which is no folder" : "no folder " + folder,
                    "Name a folder with JPEG or PNG files in it");
        }
        List<Path> found;
        try (Stream<Path> inside = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            found =
                    inside.filter(file -> isPicture(folder, file))
                            .sorted(
                                    Comparator.comparing(
                                            file -> relative(folder, file), FileNames.ORDER))
                            .toList();
        } catch (IOException failure) {
            throw FileBytes.unreadable(folder, ASKED, failure);
        } catch (UncheckedIOException failure) {
            throw FileBytes.unreadable(folder, ASKED, failure.getCause());
        }
        if (found.size() < 2) {
            throw new BadDataException(
                    ASKED + " needs two pictures (.jpg, .jpeg, .png): to learn from, to measure on",
                    found.size() + " in " + folder,
                    "Put more pictures into it");
        }
        return found;
    }

    private static boolean isPicture(Path folder, Path file) {
        String name = FileNames.of(file, ASKED).toLowerCase(Locale.ROOT);
        return !("/" + relative(folder, file)).contains("/.")
                && SUFFIXES.stream().anyMatch(name::endsWith)
                && Files.isRegularFile(file);
    }
}
