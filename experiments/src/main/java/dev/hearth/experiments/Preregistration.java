package dev.hearth.experiments;

import dev.hearth.data.BadDataException;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The design of an experiment as it stood before its first run, in the file {@code design.txt} beside the
 * runs' folders, a line for each look, with its arms and seeds. Runs of another design do not join them: seeds or
 * arms that are added once results were seen are a second look, and the plan has to say so. Lines of earlier
 * releases, which tell neither arms nor seeds, stand for any of as many runs.
 */
final class Preregistration {

    private static final String FILE = "design.txt";

    private Preregistration() {}

    /**
     * Writes the design where there is none, and compares it where there is. A plan of no runs, since its data are
     * not here, has none.
     *
     * @throws BadDataException if the runs were begun by another design
     */
    static void check(Path folder, Plan plan) {
        if (plan.jobs().isEmpty()) {
            return;
        }
        String look = "look " + plan.design().looks().number() + ": ";
        String earlier = look + plan.jobs().size() + " runs, " + plan.design().words();
        String words =
                earlier + "; arms " + each(plan, Job::arm) + "; seeds " + each(plan, Job::seed);
        Path file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            List<String> lines =
                    Files.exists(file)
                            ? new ArrayList<>(Files.readAllLines(file))
                            : new ArrayList<>();
            Optional<String> begun =
                    lines.stream()
                            .filter(line -> line.startsWith(look))
                            // Of earlier releases, which wrote it for plans without data.
                            .filter(line -> !line.startsWith(look + "0 runs, "))
                            .findFirst();
            if (begun.isEmpty()) {
                lines.add(words);
                AtomicFile.write(file, String.join("\n", lines) + "\n");
            } else if (!begun.get().equals(words) && !begun.get().equals(earlier)) {
                throw new BadDataException(
                        "The runs in " + folder + " were begun by the design: " + begun.get(),
                        words,
                        "Name another folder with --out, or declare a later look in the plan");
            }
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
    }

    private static <T extends Comparable<T>> String each(Plan plan, Function<Job, T> of) {
        return plan.jobs().stream()
                .map(of)
                .distinct()
                .sorted()
                .map(Object::toString)
                .collect(Collectors.joining(", "));
    }
}
