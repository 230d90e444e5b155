package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Seed;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files of every format, read in this very process: each is read, or refused in three parts, within
 * seconds, and nothing is written.
 *
 * <p>{@code -Dtests.mutations=1000000} sets how many inputs, {@code -Dtests.mutations.from=N} leaves out the
 * first N: the input of a number is always the same. With {@code -Dtests.mutations.progress=FILE} the number
 * of the next input is kept in a file, and what was wrong in {@code FILE.wrong}: a campaign that was
 * interrupted, or whose process crashed, goes on there when it is called again.
 */
@Tag("long")
class MutationCampaignTest {

    private static final double MOST_SECONDS = 10;
    private static final int TOLD_EVERY = 10_000;
    private static final int KEPT_EVERY = 100;

    @TempDir private Path temp;

    @Test
    void every_input_is_read_or_refused() throws Exception {
        LibTorch.threads(1);
        Map<String, MutationFormats.Format> formats = MutationFormats.in(temp);
        List<String> names = List.copyOf(formats.keySet());
        for (MutationFormats.Format each : formats.values()) {
            Files.write(each.file(), each.good());
            each.reader().read(each.file());
        }
        TreeSet<Path> before = files();
        Progress progress = Progress.begin();
        long to = Long.getLong("tests.mutations", 20_000) + Long.getLong("tests.mutations.from", 0);
        Map<String, int[]> counts = new LinkedHashMap<>();
        for (long i = progress.next(); i < to; i++) {
            if (i % KEPT_EVERY == 0) {
                progress.keep(i);
            }
            String name = names.get((int) (i % names.size()));
            int[] of = counts.computeIfAbsent(name, each -> new int[2]);
            of[one(name, formats.get(name), i, progress)]++;
            if ((i + 1) % TOLD_EVERY == 0) {
                System.out.println("mutations: " + (i + 1) + ", wrong: " + progress.wrong().size());
            }
        }
        progress.keep(to);
        counts.forEach(
                (name, of) ->
                        System.out.println(name + ": " + of[0] + " read, " + of[1] + " refused"));
        assertThat(progress.wrong()).isEmpty();
        // Whoever writes out of its folder is seen.
        assertThat(files()).isEqualTo(before);
    }

    private TreeSet<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(temp)) {
            return all.collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
        }
    }

    /** 0 where it was read, 1 where it was refused. */
    private static int one(String name, MutationFormats.Format format, long i, Progress progress)
            throws IOException {
        byte[] bad =
                Mutator.damaged(format.good(), new Seed(20).child("mutation").child(i).stream());
        Files.write(format.file(), bad);
        long begun = System.nanoTime();
        int refused = 0;
        try {
            format.reader().read(format.file());
        } catch (BadDataException | IllegalArgumentException said) {
            refused = 1;
            if (!String.valueOf(said.getMessage()).contains(". Received: ")
                    || said.getMessage().indexOf('\u001b') >= 0) {
                progress.tell(name + " " + i + ": " + said);
            }
        } catch (Throwable other) {
            String where =
                    Arrays.stream(other.getStackTrace())
                            .limit(3)
                            .map(StackTraceElement::toString)
                            .collect(Collectors.joining(", "));
            progress.tell(name + " " + i + ": " + other + " at " + where);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (seconds > MOST_SECONDS) {
            progress.tell(name + " " + i + " took " + seconds + " s");
        }
        return refused;
    }

    /** How far a campaign is, and what it found; in files, where one is named. */
    private record Progress(Path file, long next, List<String> wrong) {

        static Progress begin() throws IOException {
            long from = Long.getLong("tests.mutations.from", 0);
            String name = System.getProperty("tests.mutations.progress", "");
            if (name.isEmpty()) {
                return new Progress(null, from, new ArrayList<>());
            }
            Path file = Path.of(name).toAbsolutePath();
            Path found = found(file);
            return new Progress(
                    file,
                    Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : from,
                    Files.exists(found)
                            ? new ArrayList<>(Files.readAllLines(found))
                            : new ArrayList<>());
        }

        private static Path found(Path file) {
            return file.resolveSibling(file.getFileName() + ".wrong");
        }

        void keep(long next) {
            if (file != null) {
                AtomicFile.write(file, next + "\n");
            }
        }

        void tell(String what) throws IOException {
            wrong.add(what);
            System.out.println("WRONG " + what);
            if (file != null) {
                Files.writeString(
                        found(file),
                        what.replace("\n", "\\n") + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        }
    }
}
