package dev.hearth.inference;

import dev.hearth.data.BadDataException;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.train.metric.Confusion;
import dev.hearth.train.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@link Evaluation#write} has left in the folder of a finished run, without its mistakes. */
final class WrittenEvaluation {

    private static final String FILE = "confusion.csv";
    private static final String CELL = "(\"(?:[^\"]|\"\")*+\"|[^\",\\r\\n]*+)";
    private static final Pattern ROW = Pattern.compile("\\G" + CELL + "," + CELL + ",(\\d+)\\R");

    private WrittenEvaluation() {}

    /**
     * Reads it.
     *
     * @param classes in the order of the labels
     * @return empty where the run has written none
     * @throws BadDataException if the table is none of these classes
     */
    static Optional<Evaluation> read(Path run, List<String> classes, Result result) {
        Path file = run.resolve(FILE);
        Double error = result.metrics().get("topOneError");
        if (!Files.isRegularFile(file) || error == null) {
            return Optional.empty();
        }
        Confusion confusion = confusion(file, classes);
        return Optional.of(
                new Evaluation(
                        classes,
                        TestCrops.ONE,
                        Math.toIntExact(confusion.examples()),
                        error,
                        result.metrics().getOrDefault("topFiveError", 0.0),
                        confusion,
                        List.of()));
    }

    private static Confusion confusion(Path file, List<String> classes) {
        Confusion confusion = new Confusion(classes.size());
        try {
            String table = Files.readString(file);
            int at = table.indexOf('\n') + 1;
            Matcher row = ROW.matcher(table).region(at, table.length());
            for (; row.find(); at = row.end()) {
                int label = classes.indexOf(text(row.group(1)));
                int guess = classes.indexOf(text(row.group(2)));
                confusion.add(label, guess, Long.parseLong(row.group(3)));
            }
            if (at == table.length()) {
                return confusion;
            }
            throw new IOException("a row that cannot be read, at character " + at);
        } catch (IOException | IllegalArgumentException broken) {
            throw new BadDataException(
                    "A finished run has its table of classes in " + file,
                    String.valueOf(broken.getMessage()),
                    "Measure the model again: ./hearth evaluate",
                    broken);
        }
    }

    private static String text(String cell) {
        return cell.startsWith("\"")
                ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"")
                : cell;
    }
}
