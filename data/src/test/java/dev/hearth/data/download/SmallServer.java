package dev.hearth.data.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An HTTP server on loopback whose answers are scripts. */
final class SmallServer implements AutoCloseable {

    /** One answer to one request. */
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    SmallServer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.start();
    }

    /** Answers in order; the last one again and again. */
    URI serve(String path, Answer... answers) {
        int[] count = {0};
        server.createContext(
                path,
                exchange -> {
                    String range = exchange.getRequestHeaders().getFirst("Range");
                    String version = exchange.getRequestHeaders().getFirst("If-Range");
                    requests.add(
                            path
                                    + (range == null ? "" : " " + range)
                                    + (version == null ? "" : " if " + version));
                    int turn;
                    synchronized (count) {
                        turn = Math.min(count[0]++, answers.length - 1);
                    }
                    try (exchange) {
                        answers[turn].to(exchange);
                    }
                });
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** Each request: its path and, if any, its range and the version that this is to be of. */
    List<String> requests() {
        return requests;
    }

    /** All of it, or the range that was asked for. */
    static Answer whole(byte[] content) {
        return exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            if (range != null) {
                exchange.getResponseHeaders()
                        .set(
                                "Content-Range",
                                "bytes "
                                        + from
                                        + "-"
                                        + (content.length - 1)
                                        + "/"
                                        + content.length);
            }
            exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
            exchange.getResponseBody().write(content, from, content.length - from);
        };
    }

    /** With an ETag, whatever was asked for. */
    static Answer tagged(String tag, Answer answer) {
        return exchange -> {
            exchange.getResponseHeaders().set("ETag", tag);
            answer.to(exchange);
        };
    }

    /** All of it, whatever was asked for. */
    static Answer deaf(byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        };
    }

    /**
     * Announces all, gives the beginning, and hangs up once that was received: Java's client drops
     * what it has not handed over when a connection is cut.
     */
    static Answer cut(byte[] content, int after, CountDownLatch received) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, after);
            exchange.getResponseBody().flush();
            await(received);
        };
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
