package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One connection that asks a small net as fast as it can, so that the thread that reads it computes and does not
 * sleep, and what others see of the server meanwhile.
 */
@Timeout(60)
class LoneConnectionTest {

    private static byte[] model;

    @BeforeAll
    static void draw() {
        model = OnnxMlp.bytes();
    }

    private PictureServer server;

    private void serve(ServerBuilder builder) {
        server = builder.start();
    }

    /** Asks until it is told to stop, and counts statuses; 0 is a connection that has closed. */
    private final class Brisk implements AutoCloseable {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final AtomicInteger asked = new AtomicInteger();
        private final Map<Integer, Integer> statuses = new TreeMap<>();
        private final Thread thread = new Thread(this::ask);

        Brisk() {
            thread.start();
        }

        private void ask() {
            byte[] request = LoadGenerator.post("/predict", "image/png", OnnxMlp.picture(1));
            try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(20_000);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                while (!stop.get()) {
                    socket.getOutputStream().write(request);
                    RawReply reply = RawReply.read(in, true);
                    statuses.merge(reply.status(), 1, Integer::sum);
                    asked.incrementAndGet();
                    if ("close".equals(reply.headers().get("connection"))) {
                        return;
                    }
                }
            } catch (IOException closed) {
                statuses.merge(0, 1, Integer::sum);
            }
        }

        /** Until that many more have been answered. */
        void go(int more) throws InterruptedException {
            int enough = asked.get() + more;
            while (asked.get() < enough && thread.isAlive()) {
                Thread.sleep(1);
            }
        }

        Map<Integer, Integer> end() throws InterruptedException {
            thread.join();
            return statuses;
        }

        @Override
        public void close() throws InterruptedException {
            stop.set(true);
            thread.join();
        }
    }

    @Test
    void others_are_answered_as_soon_as_ever() throws Exception {
        serve(PictureServer.builder(() -> OnnxMlp.open(model)));
        List<Socket> slow = new ArrayList<>();
        try (Brisk brisk = new Brisk()) {
            brisk.go(300);
            // As many as fall to both threads of the network.
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket("127.0.0.1", server.address().getPort());
                socket.getOutputStream()
                        .write(
                                "POST /predict HTTP/1.1\r\nHost: loc"
                                        .getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            long[] times = new long[40];
            for (int i = 0; i < times.length; i++) {
                long begun = System.nanoTime();
                String reply =
                        Asked.raw(
                                server,
                                "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\nConnection:"
                                        + " close\r\n\r\n");
                times[i] = System.nanoTime() - begun;
                assertThat(reply).startsWith("HTTP/1.1 200 ");
            }
            java.util.Arrays.sort(times);
            assertThat(Duration.ofNanos(times[times.length / 2])).isLessThan(Duration.ofMillis(50));
            assertThat(Asked.post(server, "/predict", OnnxMlp.picture(2)).statusCode())
                    .isEqualTo(200);
            int before = brisk.asked.get();
            brisk.go(100);
            assertThat(brisk.asked.get()).isGreaterThanOrEqualTo(before + 100);
            assertThat(brisk.statuses).containsOnlyKeys(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
            server.close();
        }
    }

    @Test
    void draining_answers_it_and_tells_it_to_go() throws Exception {
        serve(PictureServer.builder(() -> OnnxMlp.open(model)).drain(Duration.ofSeconds(10)));
        Brisk brisk = new Brisk();
        brisk.go(300);
        long begun = System.nanoTime();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        // Every request was answered, or refused because it came too late; then the connection
        // closed.
        assertThat(brisk.end().keySet()).isSubsetOf(0, 200, 503);
        assertThat(brisk.statuses.getOrDefault(0, 0)).isLessThanOrEqualTo(1);
    }

    @Test
    void an_error_in_the_net_is_supervised_and_one_that_hangs_leaves_others_to_answer()
            throws Exception {
        AtomicBoolean fails = new AtomicBoolean();
        AtomicBoolean hangs = new AtomicBoolean();
        CountDownLatch on = new CountDownLatch(1);
        serve(
                PictureServer.builder(
                        () ->
                                OnnxMlp.open(
                                        model,
                                        () -> {
                                            if (fails.getAndSet(false)) {
                                                throw new StackOverflowError("made up");
                                            } else if (hangs.getAndSet(false)) {
                                                await(on);
                                            }
                                        })));
        try (Brisk brisk = new Brisk()) {
            brisk.go(300);
            fails.set(true);
            brisk.go(300);
            // On the thread of the network it failed; asked again on the worker's own, it did not.
            assertThat(brisk.statuses).containsOnlyKeys(200);
            assertThat(Asked.get(server, "/v2/health/ready").statusCode()).isEqualTo(200);
        }
        // A net that computes in microseconds and then hangs once holds one thread of the network;
        // new connections go to another one, which says that it is alive.
        hangs.set(true);
        try (Socket stuck = new Socket("127.0.0.1", server.address().getPort())) {
            stuck.getOutputStream()
                    .write(LoadGenerator.post("/predict", "image/png", OnnxMlp.picture(3)));
            while (hangs.get()) {
                Thread.sleep(1);
            }
            Thread.sleep(100);
            int answered = 0;
            for (int i = 0; i < 8; i++) {
                answered += isAnsweredSoon() ? 1 : 0;
            }
            assertThat(answered).isEqualTo(8);
            on.countDown();
            stuck.setSoTimeout(10_000);
            assertThat(
                            RawReply.read(new BufferedInputStream(stuck.getInputStream()), true)
                                    .status())
                    .isEqualTo(200);
        }
        assertThat(Asked.get(server, "/v2/health/ready").statusCode()).isEqualTo(200);
        server.close();
    }

    @Test
    void what_takes_longer_its_thread_computes_too_while_nobody_else_asks() throws Exception {
        Map<String, AtomicInteger> threads = new ConcurrentHashMap<>();
        serve(
                PictureServer.builder(
                        () ->
                                OnnxMlp.open(
                                        model,
                                        () -> {
                                            String name = Thread.currentThread().getName();
                                            threads.computeIfAbsent(
                                                            name.replaceAll("[-0-9]+$", ""),
                                                            key -> new AtomicInteger())
                                                    .incrementAndGet();
                                            long until = System.nanoTime() + 300_000;
                                            while (System.nanoTime() - until < 0) {
                                                Thread.onSpinWait();
                                            }
                                        })));
        try (Brisk brisk = new Brisk()) {
            brisk.go(200);
            threads.clear();
            brisk.go(100);
            // Where others use the processors, a net takes longer now and then.
            assertThat(network(threads)).isGreaterThan(0.7);
            try (Brisk other = new Brisk()) {
                other.go(100);
                threads.clear();
                other.go(200);
                assertThat(network(threads)).isLessThan(0.5);
            }
            assertThat(brisk.statuses).containsOnlyKeys(200);
        }
        server.close();
    }

    /** The part that threads of the network computed. */
    private static double network(Map<String, AtomicInteger> threads) {
        int all = threads.values().stream().mapToInt(AtomicInteger::get).sum();
        return threads.getOrDefault("hearth-http", new AtomicInteger()).get() / (double) all;
    }

    private boolean isAnsweredSoon() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(500);
            socket.getOutputStream()
                    .write(
                            "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            return RawReply.read(new BufferedInputStream(socket.getInputStream()), true).status()
                    == 200;
        } catch (java.net.SocketTimeoutException late) {
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }
}
