package dev.hearth.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The line to a peer's process, which works only while it is asked. */
final class Line implements AutoCloseable {

    private static final long PATIENCE_MINUTES = 10;

    private final Process process;
    private final BufferedReader in;
    private final Writer out;
    private final Path log;

    private Line(Process process, Path log) {
        this.process = process;
        this.in = process.inputReader(StandardCharsets.UTF_8);
        this.out = process.outputWriter(StandardCharsets.UTF_8);
        this.log = log;
    }

    static Line to(List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(environment);
        return new Line(builder.start(), log);
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

    /** The next answer; a process that dies or is silent cannot. */
    String answer() throws IOException {
        CompletableFuture<String> line = CompletableFuture.supplyAsync(this::read);
        try {
            String answer = line.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
            return answer.isEmpty() ? "cannot " + last() : answer;
        } catch (TimeoutException silent) {
            return "cannot answer within " + PATIENCE_MINUTES + " minutes";
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
