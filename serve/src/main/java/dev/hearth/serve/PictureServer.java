package dev.hearth.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hearth.data.BadDataException;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.inference.Prediction;
import dev.hearth.onnx.NonFiniteOutputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A net that classifies pictures, behind HTTP. {@code POST /predict} takes a JPEG or PNG as its body
 * and gives JSON; {@code GET /health} says what is served, {@code GET /metrics} counts in Prometheus'
 * text form, {@code GET /} is a page to try it by hand. Requests are decoded on threads of their own
 * and answered in batches.
 *
 * <p>What is wrong with a request comes back as {@code {"error": "…"}}, a sentence in three parts: 400
 * for what is no picture, 413 for one that is too large, 500 where the net does not answer with
 * finite numbers, 503 where too many wait.
 *
 * <pre>{@code
 * static void serve(Worker<dev.hearth.data.image.Picture, float[]> net, List<String> classes)
 *         throws Exception {
 *     try (var batcher = new Batcher<>(() -> net, Batcher.Limits.usual());
 *             PictureServer server = PictureServer.open(
 *                     new java.net.InetSocketAddress("127.0.0.1", 0), "digits", classes, batcher)) {
 *         System.out.println(server.address());
 *         Thread.sleep(60_000);
 *     }
 * }
 * }</pre>
 */
public final class PictureServer implements AutoCloseable {

    /** Bytes of a body at most. */
    public static final int MOST_BYTES = 32 << 20;

    private static final long MOST_PIXELS = 40_000_000;
    private static final int THREADS = 16;
    private static final int TOP = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static {
        // Whoever sends a request byte by byte must not hold a thread for ever.
        for (String limit : List.of("maxReqTime", "maxRspTime")) {
            if (System.getProperty("sun.net.httpserver." + limit) == null) {
                System.setProperty("sun.net.httpserver." + limit, "60");
            }
        }
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final String model;
    private final List<String> classes;
    private final Batcher<Picture, float[]> batcher;
    private final PictureReader reader = new PictureReader(MOST_PIXELS);
    private final ObjectMapper json = new ObjectMapper();
    private final Map<Integer, LongAdder> replies = new ConcurrentSkipListMap<>();
    private final LongAdder nanoseconds = new LongAdder();
    private final AtomicInteger atWork = new AtomicInteger();

    private PictureServer(
            HttpServer http,
            String model,
            List<String> classes,
            Batcher<Picture, float[]> batcher) {
        this.http = http;
        this.model = model;
        this.classes = List.copyOf(classes);
        this.batcher = batcher;
    }

    /**
     * Opens the door.
     *
     * @param address where; port 0 takes a free one
     * @param model what it is called
     * @param classes a name for each of the net's answers
     * @param batcher what answers: a share for each class; closed by whoever opened it
     * @return open
     * @throws IllegalArgumentException if the port is taken, or the address is not this machine's
     */
    public static PictureServer open(
            InetSocketAddress address,
            String model,
            List<String> classes,
            Batcher<Picture, float[]> batcher) {
        HttpServer http;
        try {
            http = HttpServer.create(address, 128);
        } catch (BindException taken) {
            throw new IllegalArgumentException(
                    "serve needs a free port of this machine. Received: "
                            + address.getHostString()
                            + ":"
                            + address.getPort()
                            + ", "
                            + taken.getMessage()
                            + ". Name another with --port, or 0 for any.",
                    taken);
        } catch (IOException failure) {
            throw new IllegalArgumentException(
                    "serve needs a port to listen on. Received: "
                            + address
                            + ", "
                            + failure.getMessage()
                            + ". Name another with --port.",
                    failure);
        }
        PictureServer server = new PictureServer(http, model, classes, batcher);
        http.createContext("/", server::handle);
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    /**
     * Where it listens.
     *
     * @return with the port that it got
     */
    public InetSocketAddress address() {
        return http.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        atWork.incrementAndGet();
        try {
            reply(exchange);
        } finally {
            atWork.decrementAndGet();
        }
    }

    private void reply(HttpExchange exchange) throws IOException {
        long begun = System.nanoTime();
        Reply reply;
        try {
            reply = answer(exchange);
        } catch (Refusal refusal) {
            reply = refused(refusal.status(), refusal.getMessage());
        } catch (BadDataException bad) {
            reply = refused(400, bad.getMessage());
        } catch (RejectedExecutionException full) {
            reply =
                    refused(
                            503,
                            "The server answers as many as it can. Received: one more, while "
                                    + full.getMessage()
                                    + ". Ask again a little later.");
        } catch (RuntimeException failure) {
            reply = refused(500, "The net failed: " + failure.getMessage());
        }
        replies.computeIfAbsent(reply.status(), status -> new LongAdder()).increment();
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", reply.type());
            if (reply.status() == 405) {
                exchange.getResponseHeaders().set("Allow", "GET, POST");
            }
            if (reply.status() == 503) {
                exchange.getResponseHeaders().set("Retry-After", "1");
            }
            exchange.sendResponseHeaders(reply.status(), reply.body().length);
            exchange.getResponseBody().write(reply.body());
        }
        nanoseconds.add(System.nanoTime() - begun);
    }

    private record Reply(int status, String type, byte[] body) {

        static Reply of(String type, String text) {
            return new Reply(200, type, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        String needed = path.equals("/predict") ? "POST" : "GET";
        return switch (path) {
            case "/predict", "/health", "/metrics", "/" -> {
                if (!method.equals(needed)) {
                    throw new Refusal(
                            405,
                            path + " needs " + needed,
                            method,
                            path.equals("/predict")
                                    ? "Send a picture as the body: curl --data-binary @picture.jpg"
                                    : "Ask with GET");
                }
                yield switch (path) {
                    case "/predict" -> predict(exchange);
                    case "/health" -> Reply.of("application/json", text(health()));
                    case "/metrics" -> Reply.of("text/plain; version=0.0.4", metrics());
                    default -> new Reply(200, "text/html; charset=utf-8", page());
                };
            }
            default ->
                    throw new Refusal(
                            404,
                            "The server has /predict, /health, /metrics and /",
                            path,
                            "Ask for one of them");
        };
    }

    private Reply predict(HttpExchange exchange) throws IOException {
        int top = top(exchange.getRequestURI().getQuery());
        Picture picture = reader.read(body(exchange), "the request's body");
        float[] shares = Batcher.await(batcher.ask(picture));
        NonFiniteOutputException.refuse(shares);
        List<Map<String, Object>> guesses = new ArrayList<>();
        for (Prediction guess : Prediction.best(shares, top)) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("label", guess.label());
            one.put("class", classes.get(guess.label()));
            one.put("probability", guess.probability());
            guesses.add(one);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("model", model);
        all.put("guesses", guesses);
        return Reply.of("application/json", text(all));
    }

    private static int top(String query) {
        if (query == null) {
            return TOP;
        }
        String given = query.startsWith("top=") ? query.substring(4) : "";
        if (!given.matches("[1-9][0-9]{0,4}")) {
            throw new Refusal(
                    400,
                    "/predict takes top=N, a count of at least 1",
                    query,
                    "Say ?top=5, or leave it out");
        }
        return Integer.parseInt(given);
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new Refusal(
                        413,
                        "/predict takes pictures of at most " + (MOST_BYTES >> 20) + " MiB",
                        "a larger one",
                        "Make the picture smaller");
            }
            return bytes;
        }
    }

    private Map<String, Object> health() {
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", "up");
        health.put("model", model);
        health.put("classes", classes.size());
        health.put("waiting", batcher.waiting());
        return health;
    }

    private String metrics() {
        StringBuilder text = new StringBuilder();
        text.append("# HELP hearth_replies_total Replies by status.\n")
                .append("# TYPE hearth_replies_total counter\n");
        new TreeMap<>(replies)
                .forEach(
                        (status, count) ->
                                text.append("hearth_replies_total{status=\"")
                                        .append(status)
                                        .append("\"} ")
                                        .append(count.sum())
                                        .append('\n'));
        counter(
                text,
                "hearth_reply_seconds_total",
                "Time spent on replies.",
                nanoseconds.sum() / 1e9);
        counter(text, "hearth_pictures_total", "Pictures answered.", batcher.answered());
        counter(text, "hearth_batches_total", "Batches given to the net.", batcher.batches());
        text.append("# HELP hearth_waiting Pictures that wait.\n")
                .append("# TYPE hearth_waiting gauge\n")
                .append("hearth_waiting ")
                .append(batcher.waiting())
                .append('\n');
        return text.toString();
    }

    private static void counter(StringBuilder text, String name, String help, double value) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" counter\n");
        text.append(name).append(' ').append(value).append('\n');
    }

    private static byte[] page() throws IOException {
        try (InputStream in = PictureServer.class.getResourceAsStream("page.html")) {
            return in.readAllBytes();
        }
    }

    private Reply refused(int status, String sentence) {
        return new Reply(
                status,
                "application/json",
                text(Map.of("error", sentence)).getBytes(StandardCharsets.UTF_8));
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Lets the requests at work end, for five seconds at most, and takes no more. */
    @Override
    public void close() {
        // Not by the server's own delay, which JDK 17 waits for to its end, idle as it may be.
        long until = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (atWork.get() > 0 && System.nanoTime() < until) {
                Thread.sleep(5);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        http.stop(0);
        threads.shutdown();
    }
}
