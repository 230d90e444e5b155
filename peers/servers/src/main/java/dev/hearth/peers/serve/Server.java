package dev.hearth.peers.serve;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own, and the request that it is asked. */
final class Server implements AutoCloseable {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String name;
    private final Process process;
    private final HttpRequest request;
    private final Path script;

    private Server(String name, Process process, HttpRequest request, Path script) {
        this.name = name;
        this.process = process;
        this.request = request;
        this.script = script;
    }

    /**
     * Starts one and waits until it is ready.
     *
     * @param command with {@code {PORT}} for its port
     */
    static Server start(
            String name,
            List<String> command,
            Path folder,
            String ready,
            String path,
            String type,
            Map<String, String> headers,
            byte[] body)
            throws IOException, InterruptedException {
        int port = free();
        List<String> whole = new ArrayList<>();
        command.forEach(word -> whole.add(word.replace("{PORT}", String.valueOf(port))));
        Path log = Files.createTempFile(folder, "server", ".log");
        Process process =
                new ProcessBuilder(whole)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        String base = "http://127.0.0.1:" + port;
        for (int i = 0; !isReady(base + ready); i++) {
            if (i > 600 || !process.isAlive()) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        name + " did not start: " + Files.readString(log).strip());
            }
            Thread.sleep(100);
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return new Server(
                name, process, request.build(), script(folder, path, type, headers, body));
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean isReady(String address) throws InterruptedException {
        try {
            return CLIENT.send(
                                    HttpRequest.newBuilder(URI.create(address)).build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Path script(
            Path folder, String path, String type, Map<String, String> headers, byte[] body)
            throws IOException {
        Path sent = Files.createTempFile(folder, "body", ".bin");
        Files.write(sent, body);
        StringBuilder lua = new StringBuilder();
        lua.append("wrk.method = \"POST\"\nwrk.path = \"").append(path).append("\"\n");
        lua.append("wrk.body = io.open(\"").append(sent).append("\", \"rb\"):read(\"*a\")\n");
        lua.append("wrk.headers[\"Content-Type\"] = \"").append(type).append("\"\n");
        headers.forEach(
                (key, value) -> lua.append("wrk.headers[\"" + key + "\"] = \"" + value + "\"\n"));
        lua.append("function done(summary, latency, requests)\n  local e = summary.errors\n");
        lua.append("  io.write(string.format(\"load %d %d %d %d %d\\n\", summary.requests,");
        lua.append(" summary.duration, latency:percentile(50), latency:percentile(99),");
        lua.append(" e.connect + e.read + e.write + e.status + e.timeout))\nend\n");
        Path script = Files.createTempFile(folder, "load", ".lua");
        return Files.writeString(script, lua);
    }

    String name() {
        return name;
    }

    /** One answer. */
    String ask() throws IOException, InterruptedException {
        HttpResponse<String> reply = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (reply.statusCode() != 200) {
            throw new IllegalStateException(name + ": " + reply.statusCode() + " " + reply.body());
        }
        return reply.body();
    }

    /** Lets wrk ask, on one thread. */
    Load load(int connections, int seconds) throws IOException, InterruptedException {
        Duration before = cpu();
        Process wrk =
                new ProcessBuilder(
                                "wrk",
                                "-t1",
                                "-c" + connections,
                                "-d" + seconds + "s",
                                "-s",
                                script.toString(),
                                request.uri().resolve("/").toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        wrk.waitFor();
        return said.lines()
                .filter(line -> line.startsWith("load "))
                .map(line -> Load.of(line, cpu().minus(before)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(said));
    }

    /** Processor time of all its processes so far. */
    private Duration cpu() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
