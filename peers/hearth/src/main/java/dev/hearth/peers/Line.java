package dev.hearth.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The line to a peer's process, which works only while it is asked. */
final class Line implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Process process;
    private final BufferedReader in;
    private final Writer out;
    private final Path log;
    private final Duration patience;

    private Line(Process process, Path log, Duration patience) {
        this.process = process;
        this.in = process.inputReader(StandardCharsets.UTF_8);
        this.out = process.outputWriter(StandardCharsets.UTF_8);
        this.log = log;
        this.patience = patience;
    }

    static Line to(List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        return to(command, environment, log, PATIENCE);
    }

    /** The same with another time for each answer. */
    static Line to(
            List<String> command, Map<String, String> environment, Path log, Duration patience)
            throws IOException {
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(environment);
        return new Line(builder.start(), log, patience);
    }

    /** Asks for a stretch. */
    String ask() throws IOException {
        try {
            out.write("go\n");
            out.flush();
        } catch (IOException gone) {
            return answer();
        }
        return answer();
    }

    /** The next answer; a process that dies or is silent cannot, and a silent one is ended. */
    String answer() throws IOException {
        CompletableFuture<String> line = CompletableFuture.supplyAsync(this::read);
        try {
            String answer = line.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return answer.isEmpty() ? "cannot " + last() : answer;
        } catch (TimeoutException silent) {
            // It would compute on beside those that are asked after it.
            process.destroyForcibly();
            return "cannot answer within " + patience.toSeconds() + " s";
        } catch (InterruptedException | ExecutionException failure) {
            return "cannot " + failure.getMessage();
        }
    }

    private String read() {
        try {
            String line = in.readLine();
            return line == null ? "" : line;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Why it ended, in the words of its error stream. */
    private String last() throws IOException {
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException late) {
            Thread.currentThread().interrupt();
        }
        String why =
                Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
                        .filter(line -> line.contains("Exception") || line.contains("Error"))
                        .reduce((first, second) -> second)
                        .orElse("its process ended");
        return "(it failed) " + why.strip().replaceAll("\\s+", " ");
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException gone) {
            process.destroyForcibly();
        } catch (InterruptedException late) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
