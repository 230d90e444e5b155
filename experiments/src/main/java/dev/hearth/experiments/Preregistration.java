package dev.hearth.experiments;

import dev.hearth.data.BadDataException;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The design of an experiment as it stood before its first run, in the file {@code design.txt} beside the
 * runs' folders. Runs of another design do not join them: seeds that are added once results were seen are a
 * second look, and the plan has to say so.
 */
final class Preregistration {

    private static final String FILE = "design.txt";

    private Preregistration() {}

    /**
     * Writes the design where there is none, and compares it where there is.
     *
     * @throws BadDataException if the runs were begun by another design
     */
    static void check(Path folder, Plan plan) {
        String words = plan.jobs().size() + " runs of " + plan.design().words() + "\n";
        Path file = folder.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(folder);
                AtomicFile.write(file, words);
            } else if (!Files.readString(file).equals(words)
                    && !plan.design().looks().follows()) {
                throw new BadDataException(
                        "The runs in " + folder + " were begun by the design: "
                                + Files.readString(file).strip(),
                        words.strip(),
                        "Name another folder with --out, or declare a second look in the plan");
            }
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
    }
}
