package dev.hearth.serve;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many connections that each send a request after the other, over plain sockets. Some share of the
 * requests is hostile: slow, cut off, too large, malformed, of a wrong type; those have connections of
 * their own, and their times do not count.
 */
final class LoadGenerator {

    /** How a connection treats the server. */
    enum Hostility {
        SLOW,
        CUT_OFF,
        HUGE,
        MALFORMED,
        WRONG_TYPE
    }

    /**
     * What came of it.
     *
     * @param nanoseconds of each good request, sorted
     * @param statuses how often each came of good requests; 0 where no reply came
     * @param hostile how often each came of hostile ones
     * @param seconds for all
     */
    record Result(
            long[] nanoseconds,
            Map<Integer, Integer> statuses,
            Map<Integer, Integer> hostile,
            double seconds) {

        double milliseconds(double share) {
            return nanoseconds[(int) (share * (nanoseconds.length - 1))] / 1e6;
        }

        double rate() {
            return nanoseconds.length / seconds;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d requests, %.0f a second, p50 %.2f ms, p99 %.2f ms, longest %.1f ms, %s,"
                            + " hostile %s",
                    nanoseconds.length,
                    rate(),
                    milliseconds(0.5),
                    milliseconds(0.99),
                    milliseconds(1),
                    statuses,
                    hostile);
        }
    }

    private final InetSocketAddress there;
    private final byte[] request;

    LoadGenerator(InetSocketAddress there, byte[] request) {
        this.there = there;
        this.request = request;
    }

    static byte[] post(String path, String type, byte[] body) {
        byte[] head =
                ("POST "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                                + type
                                + "\r\nContent-Length: "
                                + body.length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    /**
     * Sends so many requests.
     *
     * @param connections at once
     * @param count of all requests
     * @param each one request in so many is hostile; 0 for none
     */
    Result run(int connections, int count, int each) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<List<Long>> times = new ArrayList<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        Map<Integer, Integer> hostile = new TreeMap<>();
        List<Thread> threads = new ArrayList<>();
        long begun = System.nanoTime();
        for (int c = 0; c < connections; c++) {
            List<Long> own = new ArrayList<>();
            times.add(own);
            SplittableRandom random = new SplittableRandom(c);
            Thread thread =
                    new Thread(
                            () -> {
                                try (Asking asking = new Asking()) {
                                    while (true) {
                                        int number = next.getAndIncrement();
                                        if (number >= count) {
                                            return;
                                        }
                                        if (each > 0 && number % each == each - 1) {
                                            count(hostile, harm(random, number / each));
                                        } else {
                                            long at = System.nanoTime();
                                            int status = asking.ask(request);
                                            own.add(System.nanoTime() - at);
                                            count(statuses, status);
                                        }
                                    }
                                }
                            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        long[] all =
                times.stream().flatMap(List::stream).mapToLong(Long::longValue).sorted().toArray();
        return new Result(all, statuses, hostile, seconds);
    }

    private static void count(Map<Integer, Integer> counts, int status) {
        synchronized (counts) {
            counts.merge(status, 1, Integer::sum);
        }
    }

    private int harm(SplittableRandom random, int number) {
        Hostility kind = Hostility.values()[number % Hostility.values().length];
        try (Socket socket = new Socket()) {
            socket.connect(there, 10_000);
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            switch (kind) {
                case SLOW -> {
                    out.write(request, 0, request.length / 2);
                    out.flush();
                    Thread.sleep(200);
                    out.write(request, request.length / 2, request.length - request.length / 2);
                }
                case CUT_OFF -> {
                    out.write(request, 0, 1 + random.nextInt(request.length - 1));
                    return -1;
                }
                case HUGE ->
                        out.write(
                                ("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                                                + " image/png\r\nContent-Length: 99999999999\r\n\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                case MALFORMED -> {
                    byte[] noise = new byte[300];
                    for (int i = 0; i < noise.length; i++) {
                        noise[i] = (byte) random.nextInt(256);
                    }
                    out.write(noise);
                    out.write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                case WRONG_TYPE -> out.write(post("/predict", "text/plain", new byte[] {1, 2, 3}));
                default -> throw new AssertionError(kind);
            }
            out.flush();
            return RawReply.read(new BufferedInputStream(socket.getInputStream()), true).status();
        } catch (IOException closed) {
            return 0;
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** One connection, opened again where the server has closed it. */
    private final class Asking implements AutoCloseable {
        private Socket socket;
        private InputStream in;

        int ask(byte[] bytes) {
            try {
                if (socket == null) {
                    socket = new Socket();
                    socket.connect(there, 10_000);
                    socket.setTcpNoDelay(true);
                    socket.setSoTimeout(60_000);
                    in = new BufferedInputStream(socket.getInputStream());
                }
                socket.getOutputStream().write(bytes);
                return RawReply.read(in, true).status();
            } catch (IOException broken) {
                close();
                return 0;
            }
        }

        @Override
        public void close() {
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException closed) {
                // It is closed then.
            }
            socket = null;
        }
    }

    /** For a server that runs already: PORT, a PNG file, connections, count and one in how many. */
    public static void main(String[] arguments) throws Exception {
        byte[] picture = java.nio.file.Files.readAllBytes(java.nio.file.Path.of(arguments[1]));
        LoadGenerator load =
                new LoadGenerator(
                        new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])),
                        post("/predict", "image/png", picture));
        System.out.println(
                load.run(
                        Integer.parseInt(arguments[2]),
                        Integer.parseInt(arguments[3]),
                        Integer.parseInt(arguments[4])));
    }
}
