package dev.hearth.serve;

import dev.hearth.tensor.EndSignals;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Another process with a folder of its own for temporary files, whose figures can be read. */
final class ServerProcess implements AutoCloseable {

    /**
     * What it takes, by Linux' {@code /proc}.
     *
     * @param mib resident memory
     * @param descriptors open files and sockets
     * @param threads Java's and native ones
     * @param temporary files in its folder for them
     */
    record Figures(double mib, int descriptors, int threads, int temporary) {}

    private final Process process;
    private final Path temporary;
    private final BufferedReader out;

    private ServerProcess(Process process, Path temporary) {
        this.process = process;
        this.temporary = temporary;
        this.out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a class's {@code main}. */
    static ServerProcess start(Path folder, Class<?> main, String... arguments) throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-Djava.awt.headless=true"));
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve("errors.txt").toFile()))
                        .start();
        return new ServerProcess(process, temporary);
    }

    /** Starts a server of {@link OnnxMlp}; its first line is its port. */
    static ServerProcess serving(Path folder) throws IOException {
        Path model = Files.createDirectories(folder).resolve("mlp.onnx");
        Files.write(model, OnnxMlp.bytes());
        return start(folder, ServerProcess.class, model.toString());
    }

    InetSocketAddress address() throws IOException {
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(out.readLine()));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Figures figures() throws IOException {
        Path proc = Path.of("/proc", String.valueOf(process.pid()));
        int kib = 0;
        int threads = 0;
        for (String line : Files.readAllLines(proc.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                kib = Integer.parseInt(line.replaceAll("[^0-9]", ""));
            } else if (line.startsWith("Threads:")) {
                threads = Integer.parseInt(line.replaceAll("[^0-9]", ""));
            }
        }
        int descriptors = proc.resolve("fd").toFile().list().length;
        return new Figures(kib / 1024.0, descriptors, threads, count(temporary.toFile()));
    }

    /** Files below a folder, some of which may go at any time. */
    private static int count(File folder) {
        File[] all = folder.listFiles();
        return all == null ? 1 : Arrays.stream(all).mapToInt(ServerProcess::count).sum();
    }

    /** SIGTERM, and its exit code. */
    int end() throws InterruptedException {
        process.destroy();
        return process.waitFor(40, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process itself: serves the model of a file until it is told to end. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        byte[] model = Files.readAllBytes(Path.of(arguments[0]));
        CountDownLatch told = new CountDownLatch(1);
        try (PictureServer server = PictureServer.builder(() -> OnnxMlp.open(model)).start()) {
            if (!EndSignals.handle(told::countDown)) {
                throw new IllegalStateException("signals are not handed out");
            }
            System.out.println(server.address().getPort());
            told.await();
        }
    }
}
