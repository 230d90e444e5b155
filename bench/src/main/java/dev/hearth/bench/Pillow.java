package dev.hearth.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The system's Python with its Pillow, waiting to be told to work. */
final class Pillow {

    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;
    private final String version;

    private Pillow(Process process) throws IOException {
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.version = answers.readLine();
    }

    /** Empty where there is none. */
    static Optional<Pillow> start(Path folder, List<Path> files) throws IOException {
        if (!Files.isExecutable(PYTHON)) {
            return Optional.empty();
        }
        Path script = folder.resolve("pillow.py");
        try (InputStream in = Pillow.class.getResourceAsStream("pillow.py")) {
            Files.copy(in, script);
        }
        List<String> line = new ArrayList<>(List.of(PYTHON.toString(), script.toString()));
        files.forEach(file -> line.add(file.toString()));
        Process process =
                new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        Pillow pillow = new Pillow(process);
        return pillow.version == null ? Optional.empty() : Optional.of(pillow);
    }

    String name() {
        return "Pillow " + version;
    }

    /** All squares once. */
    void squares() {
        order("squares");
    }

    /** The squares' bytes, one after the other. */
    byte[] pixels(Path file) throws IOException {
        order("pixels " + file);
        return Files.readAllBytes(file);
    }

    private void order(String line) {
        try {
            orders.write(line + "\n");
            orders.flush();
            if (answers.readLine() == null) {
                throw new IllegalStateException(
                        "Pillow answers each order. Received: no answer to "
                                + line
                                + ". Look at it.");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void stop() {
        process.destroy();
    }
}
