package dev.hearth.train.log;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A table of what was measured: {@code step,epoch,player} and one column for each name, the same from
 * the first row to the last.
 *
 * <p>Each row is handed to the operating system at once, so it outlives a killed run. A last line that
 * was cut off is dropped when the file is opened again, and {@link #resumeAfter} drops what a resumed
 * run is about to repeat.
 *
 * <pre>{@code
 * try (CsvLog log = CsvLog.open(folder.resolve("log.csv"), List.of("loss", "error"))) {
 *     log.resumeAfter(35_000);
 *     log.append(35_001, 70.002, "classifier", Map.of("loss", 0.69));
 * }
 * }</pre>
 */
public final class CsvLog implements AutoCloseable {

    private static final String FIXED = "step,epoch,player";

    private final Path path;
    private final List<String> names;
    private final FileChannel channel;
    private long lastStep;
    private long rows;

    private CsvLog(Path path, List<String> names, FileChannel channel) {
        this.path = path;
        this.names = names;
        this.channel = channel;
    }

    /**
     * Opens a table, or begins it.
     *
     * @param path of the file; its folder must exist
     * @param names of the columns after the first three
     * @return the open table; close it
     * @throws BadDataException if the file there has other columns or a broken row before its last
     * @throws IOException if it cannot be written
     * @throws IllegalArgumentException if a name holds a comma, a quote or a line break
     */
    public static CsvLog open(Path path, List<String> names) throws IOException {
        names.forEach(CsvLog::plain);
        FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        CsvLog log = new CsvLog(path, List.copyOf(names), channel);
        try {
            log.cut(Long.MAX_VALUE);
            return log;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * How many whole rows a table has, without opening it for writing.
     *
     * @return 0 where there is no file
     * @throws BadDataException as {@link #open}
     * @throws IOException if it cannot be read
     */
    public static long rows(Path path, List<String> names) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        CsvLog log = new CsvLog(path, List.copyOf(names), null);
        log.whole(Long.MAX_VALUE);
        return log.rows;
    }

    /** How many rows it has. */
    public long rows() {
        return rows;
    }

    /**
     * Drops the rows of all later steps: a resumed run writes them again.
     *
     * @param step of the checkpoint; its own rows stay
     * @throws IOException if the file cannot be cut
     */
    public void resumeAfter(long step) throws IOException {
        cut(step);
    }

    /**
     * Adds a row.
     *
     * @param step not below that of the row before
     * @param epoch with its fraction
     * @param player who was measured
     * @param values by name; a column without one stays empty
     * @throws IOException if the row cannot be written
     * @throws IllegalArgumentException if a name is no column or the step goes back
     */
    public void append(long step, double epoch, String player, Map<String, Double> values)
            throws IOException {
        plain(player);
        if (step < lastStep) {
            throw new IllegalArgumentException(
                    "CsvLog needs rows in order. Received: step="
                            + step
                            + " after "
                            + lastStep
                            + ". Call resumeAfter first to go back.");
        }
        for (String name : values.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "CsvLog needs values of its columns "
                                + names
                                + ". Received: "
                                + name
                                + ". Name all columns when opening.");
            }
        }
        StringBuilder row = new StringBuilder();
        row.append(step).append(',').append(epoch).append(',').append(player);
        for (String name : names) {
            row.append(',');
            if (values.containsKey(name)) {
                row.append(values.get(name).doubleValue());
            }
        }
        write(row.append('\n').toString());
        lastStep = step;
        rows++;
    }

    /**
     * Forces all rows to the disk, such as before a checkpoint is written.
     *
     * @throws IOException if the disk refuses
     */
    public void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private String header() {
        return names.isEmpty() ? FIXED : FIXED + "," + String.join(",", names);
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Keeps whole rows up to a step, and goes on writing behind them. */
    private void cut(long step) throws IOException {
        long keep = whole(step);
        channel.truncate(keep);
        channel.position(keep);
        if (keep == 0) {
            write(header() + "\n");
        }
    }

    /** Where the whole rows up to a step end; 0 where there is no header. */
    private long whole(long step) throws IOException {
        long keep = 0;
        lastStep = 0;
        rows = 0;
        try (WholeLines lines = new WholeLines(Files.newInputStream(path))) {
            while (lines.next()) {
                if (keep == 0) {
                    checkHeader(lines.text());
                } else {
                    OptionalLong at = stepOf(lines.text());
                    if (at.isEmpty()) {
                        refuseUnlessLast(lines);
                        break;
                    }
                    if (at.getAsLong() > step) {
                        break;
                    }
                    lastStep = at.getAsLong();
                    rows++;
                }
                keep = lines.end();
            }
        }
        return keep;
    }

    private void checkHeader(String line) {
        if (!line.equals(header())) {
            throw new BadDataException(
                    "Going on with " + path + " needs the columns " + header(),
                    line,
                    "Use another run folder or move the file away");
        }
    }

    private void refuseUnlessLast(WholeLines lines) throws IOException {
        String broken = lines.text();
        if (lines.next()) {
            throw new BadDataException(
                    "Going on with " + path + " needs whole rows before the last",
                    broken,
                    "Mend that row or move the file away");
        }
    }

    private OptionalLong stepOf(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != 3 + names.size()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(cells[0]));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static void plain(String text) {
        if (text.isEmpty() || text.chars().anyMatch(c -> c == ',' || c == '"' || c < ' ')) {
            throw new IllegalArgumentException(
                    "CsvLog needs names without commas, quotes and line breaks. Received: \""
                            + text
                            + "\". Use letters.");
        }
    }
}
