package dev.hearth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The page of measurements, which has two writers: {@code ./hearth bench} writes what stands before a
 * mark, {@code peers/run} what stands behind it. Each keeps what is the other's.
 *
 * <pre>{@code
 * static void tell(java.nio.file.Path readme, String tables) throws java.io.IOException {
 *     new Page(readme).beside(tables);
 * }
 * }</pre>
 *
 * @param file where it is
 */
public record Page(Path file) {

    private static final String MARK = "<!-- Written by peers/run from here on. -->\n";

    /** Writes what stands before the mark. */
    void alone(String text) throws IOException {
        String old = text();
        int mark = old.indexOf(MARK);
        BenchReport.write(file, text + (mark < 0 ? "" : "\n" + old.substring(mark)));
    }

    /**
     * Writes what stands behind the mark: Hearth beside others.
     *
     * @param text Markdown
     * @throws IOException if it cannot be written
     */
    public void beside(String text) throws IOException {
        String old = text();
        int mark = old.indexOf(MARK);
        String kept = mark < 0 ? old + "\n" : old.substring(0, mark);
        BenchReport.write(file, kept + MARK + "\n" + text);
    }

    private String text() throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
