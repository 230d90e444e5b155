package dev.hearth.tensor;

import dev.hearth.tensor.SelfCheck.Figure;
import dev.hearth.tensor.SelfCheck.Replaced;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Results of the {@link SelfCheck} in the cache folder: a text file for each computer. */
final class SelfCheckFile {

    private static final String FIGURE = "figure";
    private static final String REPLACED = "replaced";

    private final Path file;
    private final String machine;

    private SelfCheckFile(Path file, String machine) {
        this.file = file;
        this.machine = machine;
    }

    static SelfCheckFile of(Path cache, String machine) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(machine.getBytes(StandardCharsets.UTF_8));
            String name = HexFormat.of().formatHex(digest, 0, 8);
            return new SelfCheckFile(cache.resolve("engine").resolve(name + ".txt"), machine);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }

    String machine() {
        return machine;
    }

    /** Empty where there is none, or none that can be read: then libtorch is checked again. */
    Optional<SelfCheck> read() {
        try {
            List<Figure> figures = new ArrayList<>();
            List<Replaced> replaced = new ArrayList<>();
            double milliseconds = 0;
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            int end = lines.indexOf("");
            if (!String.join("\n", lines.subList(0, end)).equals(machine)) {
                return Optional.empty();
            }
            for (String line : lines.subList(end + 1, lines.size())) {
                String[] cells = line.split("\t", -1);
                switch (cells[0]) {
                    case FIGURE -> figures.add(figure(cells, 1));
                    case REPLACED ->
                            replaced.add(
                                    new Replaced(
                                            cells[1],
                                            cells[2],
                                            figure(cells, 4),
                                            Double.parseDouble(cells[3])));
                    default -> milliseconds = Double.parseDouble(cells[1]);
                }
            }
            boolean whole = !figures.isEmpty() && figures.stream().allMatch(Figure::isRight);
            return whole
                    ? Optional.of(new SelfCheck(machine, figures, replaced, milliseconds, true))
                    : Optional.empty();
        } catch (IOException | RuntimeException none) {
            return Optional.empty();
        }
    }

    private static Figure figure(String[] cells, int at) {
        return new Figure(
                cells[at],
                Integer.parseInt(cells[at + 1]),
                Double.parseDouble(cells[at + 2]),
                Double.parseDouble(cells[at + 3]));
    }

    /** Whole or not at all; where it cannot be written, the next process checks again. */
    void write(SelfCheck check) {
        List<String> lines = new ArrayList<>(Arrays.asList(machine.split("\n", -1)));
        lines.add("");
        lines.add("milliseconds\t" + check.milliseconds());
        for (Figure figure : check.figures()) {
            lines.add(FIGURE + "\t" + cells(figure));
        }
        for (Replaced replaced : check.replaced()) {
            lines.add(
                    String.join(
                            "\t",
                            REPLACED,
                            replaced.what(),
                            replaced.by(),
                            Double.toString(replaced.slowdown()),
                            cells(replaced.why())));
        }
        try {
            Files.createDirectories(file.getParent());
            Path draft = Files.createTempFile(file.getParent(), "check", ".tmp");
            try {
                Files.write(draft, lines, StandardCharsets.UTF_8);
                Files.move(
                        draft,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException unwritable) {
            // The check costs less than a tenth of a second: no reason to refuse.
        }
    }

    private static String cells(Figure figure) {
        return String.join(
                "\t",
                figure.operation(),
                Integer.toString(figure.threads()),
                Double.toString(figure.difference()),
                Double.toString(figure.allowed()));
    }
}
