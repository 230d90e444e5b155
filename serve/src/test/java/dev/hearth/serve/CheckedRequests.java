package dev.hearth.serve;

// Above 400 lines, because each kind of request stands beside its right answer.

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Requests to a server of {@link OnnxMlp}, drawn from a seed, each of which knows its answer: what the
 * server said of the same picture when it was asked alone. Hostile ones know the statuses that they may
 * get. What came is counted by kind and status.
 */
final class CheckedRequests {

    private static final int PICTURES = 64;
    private static final double SAME = 1e-5;
    private static final String PREDICT = "POST /predict HTTP/1.1\r\nHost: localhost\r\n";
    private static final String INFER = "POST /v2/models/mlp/infer HTTP/1.1\r\nHost: localhost\r\n";

    /** Requests that are answered; most are pictures. */
    private enum Kind {
        PICTURE,
        FORM,
        JSON,
        BINARY,
        READY,
        HEAD
    }

    /** Requests that are not as they should be, with the statuses that they may get; 0 is none. */
    private enum Hostile {
        SLOW(200),
        CUT_OFF(0),
        HUGE_LENGTH(413),
        HUGE_BODY(413, 503),
        HUGE_PICTURE(400, 413),
        MALFORMED_HTTP(0, 400),
        MALFORMED_PICTURE(400),
        MALFORMED_JSON(400),
        MALFORMED_FORM(400),
        WRONG_TYPE(415),
        WRONG_SHAPE(400),
        WRONG_METHOD(405),
        LONG_HEADER(431);

        private final List<Integer> statuses;

        Hostile(Integer... statuses) {
            this.statuses = List.of(statuses);
        }
    }

    private final InetSocketAddress there;
    private final byte[][] pictures = new byte[PICTURES][];
    private final float[][] numbers = new float[PICTURES][784];
    private final double[][] ofPictures = new double[PICTURES][];
    private final double[][] ofNumbers = new double[PICTURES][];
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final LongAdder wrong = new LongAdder();

    /** Asks each alone first. */
    CheckedRequests(InetSocketAddress there) throws IOException {
        this.there = there;
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < PICTURES; i++) {
            pictures[i] = OnnxMlp.picture(i);
            for (int k = 0; k < 784; k++) {
                // What JSON says in six letters is the same number in four bytes.
                numbers[i][k] = random.nextInt(-999, 1000) / 256f;
            }
            try (Socket socket = connected()) {
                RawReply one = ask(socket, Kind.PICTURE, i, 0, "alone");
                ofPictures[i] = shares(Asked.JSON.readTree(one.body()));
                RawReply two = ask(socket, Kind.JSON, i, 0, "alone");
                ofNumbers[i] = output(Asked.JSON.readTree(two.body()), 0);
            }
            for (int k = 0; k < i; k++) {
                if (differ(ofPictures[i], ofPictures[k]) < 100 * SAME
                        || differ(ofNumbers[i], ofNumbers[k]) < 100 * SAME) {
                    throw new IllegalStateException(i + " and " + k + " cannot be told apart");
                }
            }
        }
    }

    /** Answers that were another's or none, so far. */
    long wrong() {
        return wrong.sum();
    }

    /** How often which status came, by kind. */
    Map<String, LongAdder> counts() {
        return counts;
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket();
        socket.connect(there, 30_000);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        return socket;
    }

    private void count(String kind, int status) {
        counts.computeIfAbsent(kind + " " + status, key -> new LongAdder()).increment();
    }

    /** A connection that asks good requests, and opens others for hostile ones. */
    final class Asking implements AutoCloseable {
        private Socket socket;

        /**
         * Asks request {@code number} of a seed.
         *
         * @param each one in so many is hostile
         */
        void ask(long seed, long number, int each) {
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
            if (random.nextInt(each) == 0) {
                harm(random);
                return;
            }
            int drawn = random.nextInt(19);
            Kind kind = drawn < 14 ? Kind.PICTURE : Kind.values()[drawn - 13];
            int picture = random.nextInt(PICTURES);
            int second = random.nextInt(PICTURES);
            String id = "r" + seed + "-" + number;
            try {
                if (socket == null) {
                    socket = connected();
                }
                RawReply reply = CheckedRequests.this.ask(socket, kind, picture, second, id);
                count(kind.name(), reply.status());
                if (reply.status() != 200 || !isRight(reply, kind, picture, second, id)) {
                    wrong.increment();
                }
                if ("close".equals(reply.headers().get("connection"))) {
                    close();
                }
            } catch (IOException broken) {
                count(kind.name(), 0);
                wrong.increment();
                close();
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

    private RawReply ask(Socket socket, Kind kind, int picture, int second, String id)
            throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(request(kind, picture, second, id));
        return RawReply.read(new BufferedInputStream(socket.getInputStream()), kind != Kind.HEAD);
    }

    private byte[] request(Kind kind, int picture, int second, String id) {
        String named = "X-Request-Id: " + id + "\r\n";
        return switch (kind) {
            case PICTURE ->
                    whole(PREDICT + named + "Content-Type: image/png\r\n", pictures[picture]);
            case FORM -> whole(PREDICT + named + typeOfForm("zz"), form(picture, second));
            case JSON ->
                    whole(INFER + named + "Content-Type: application/json\r\n", json(picture, id));
            case BINARY -> {
                byte[] json = binaryHead(id);
                ByteBuffer body =
                        ByteBuffer.allocate(json.length + 2 * 4 * 784)
                                .order(ByteOrder.LITTLE_ENDIAN);
                body.put(json);
                for (float[] row : List.of(numbers[picture], numbers[second])) {
                    for (float value : row) {
                        body.putFloat(value);
                    }
                }
                yield whole(
                        INFER + named + "Inference-Header-Content-Length: " + json.length + "\r\n",
                        body.array());
            }
            case READY ->
                    ascii("GET /v2/health/ready HTTP/1.1\r\nHost: localhost\r\n" + named + "\r\n");
            case HEAD -> ascii("HEAD /health HTTP/1.1\r\nHost: localhost\r\n" + named + "\r\n");
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] whole(String head, byte[] body) {
        byte[] first = ascii(head + "Content-Length: " + body.length + "\r\n\r\n");
        byte[] all = Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }

    private static String typeOfForm(String boundary) {
        return "Content-Type: multipart/form-data; boundary=" + boundary + "\r\n";
    }

    private byte[] form(int first, int second) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int picture : new int[] {first, second}) {
            body.writeBytes(
                    ascii(
                            "--zz\r\nContent-Disposition: form-data; name=\"p\"; filename=\"p"
                                    + picture
                                    + ".png\"\r\nContent-Type: image/png\r\n\r\n"));
            body.writeBytes(pictures[picture]);
            body.writeBytes(ascii("\r\n"));
        }
        body.writeBytes(ascii("--zz--\r\n"));
        return body.toByteArray();
    }

    private byte[] json(int picture, String id) {
        return ascii(
                "{\"id\":\""
                        + id
                        + "\",\"inputs\":[{\"name\":\"input\",\"shape\":[1,1,28,28],"
                        + "\"datatype\":\"FP32\",\"data\":"
                        + Arrays.toString(numbers[picture])
                        + "}],\"outputs\":[{\"name\":\"output\"}]}");
    }

    private static byte[] binaryHead(String id) {
        return ascii(
                "{\"id\":\""
                        + id
                        + "\",\"inputs\":[{\"name\":\"input\",\"shape\":[2,1,28,28],"
                        + "\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":6272}}],"
                        + "\"outputs\":[{\"name\":\"output\"}]}");
    }

    private boolean isRight(RawReply reply, Kind kind, int picture, int second, String id)
            throws IOException {
        if (!id.equals(reply.headers().get("x-request-id"))) {
            return false;
        } else if (kind == Kind.READY || kind == Kind.HEAD) {
            return true;
        }
        JsonNode said = Asked.JSON.readTree(reply.body());
        return switch (kind) {
            case PICTURE -> differ(shares(said), ofPictures[picture]) < SAME;
            case FORM ->
                    differ(shares(said.get("pictures").get(0)), ofPictures[picture]) < SAME
                            && differ(shares(said.get("pictures").get(1)), ofPictures[second])
                                    < SAME;
            case JSON ->
                    said.get("id").asText().equals(id)
                            && differ(output(said, 0), ofNumbers[picture]) < SAME;
            default ->
                    said.get("id").asText().equals(id)
                            && differ(output(said, 0), ofNumbers[picture]) < SAME
                            && differ(output(said, 1), ofNumbers[second]) < SAME;
        };
    }

    /** The five likeliest classes and their shares; the others are 0. */
    private static double[] shares(JsonNode said) {
        double[] shares = new double[10];
        for (JsonNode guess : said.get("guesses")) {
            shares[guess.get("label").asInt()] = guess.get("probability").asDouble();
        }
        return shares;
    }

    private static double[] output(JsonNode said, int row) {
        double[] output = new double[10];
        for (int c = 0; c < 10; c++) {
            output[c] = said.get("outputs").get(0).get("data").get(10 * row + c).asDouble();
        }
        return output;
    }

    private static double differ(double[] one, double[] two) {
        double most = 0;
        for (int c = 0; c < one.length; c++) {
            most = Math.max(most, Math.abs(one[c] - two[c]));
        }
        return most;
    }

    private void harm(SplittableRandom random) {
        Hostile kind = Hostile.values()[random.nextInt(Hostile.values().length)];
        int status = 0;
        try (Socket socket = connected()) {
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            if (kind == Hostile.CUT_OFF) {
                byte[] good = request(Kind.values()[random.nextInt(4)], 0, 1, "cut");
                out.write(good, 0, random.nextInt(1, good.length));
            } else if (kind == Hostile.SLOW) {
                byte[] good = request(Kind.PICTURE, 3, 0, "slow");
                int half = random.nextInt(1, good.length);
                out.write(good, 0, half);
                Thread.sleep(200);
                out.write(good, half, good.length - half);
                RawReply reply = RawReply.read(in, true);
                status = isRight(reply, Kind.PICTURE, 3, 0, "slow") ? reply.status() : -1;
            } else {
                send(out, kind, random);
                status = RawReply.read(in, true).status();
            }
        } catch (IOException closed) {
            status = 0;
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
        count("hostile " + kind, status);
        if (!kind.statuses.contains(status)) {
            wrong.increment();
        }
    }

    private void send(OutputStream out, Hostile kind, SplittableRandom random) throws IOException {
        String png = PREDICT + "Content-Type: image/png\r\n";
        String json = INFER + "Content-Type: application/json\r\n";
        switch (kind) {
            case HUGE_LENGTH -> out.write(ascii(png + "Content-Length: 99999999999\r\n\r\n"));
            case HUGE_BODY -> {
                out.write(ascii(png + "Transfer-Encoding: chunked\r\n\r\n"));
                byte[] chunk = new byte[1 << 20];
                for (int i = 0; i <= 32; i++) {
                    out.write(ascii("100000\r\n"));
                    out.write(chunk);
                    out.write(ascii("\r\n"));
                }
                out.write(ascii("0\r\n\r\n"));
            }
            case HUGE_PICTURE -> {
                byte[] wide = pictures[0].clone();
                // The width and height in the header; its check sum goes with them.
                ByteBuffer.wrap(wide).putInt(16, 60_000).putInt(20, 60_000);
                java.util.zip.CRC32 sum = new java.util.zip.CRC32();
                sum.update(wide, 12, 17);
                ByteBuffer.wrap(wide).putInt(29, (int) sum.getValue());
                out.write(whole(png, wide));
            }
            case MALFORMED_HTTP -> {
                byte[] noise = new byte[300];
                for (int i = 0; i < noise.length; i++) {
                    noise[i] = (byte) random.nextInt(256);
                }
                out.write(noise);
                out.write(ascii("\r\n\r\n"));
            }
            case MALFORMED_PICTURE ->
                    out.write(
                            whole(
                                    png,
                                    Arrays.copyOf(
                                            pictures[0],
                                            random.nextInt(1, pictures[0].length / 2))));
            case MALFORMED_JSON -> {
                byte[] good = json(0, "broken");
                out.write(whole(json, Arrays.copyOf(good, random.nextInt(0, good.length - 1))));
            }
            case MALFORMED_FORM -> out.write(whole(PREDICT + typeOfForm("yy"), form(0, 1)));
            case WRONG_TYPE ->
                    out.write(whole(PREDICT + "Content-Type: text/plain\r\n", new byte[9]));
            case WRONG_SHAPE ->
                    out.write(
                            whole(
                                    json,
                                    ascii(
                                            "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,3],"
                                                    + "\"datatype\":\"FP32\",\"data\":[1,2,3]}]}")));
            case WRONG_METHOD ->
                    out.write(ascii("DELETE /predict HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            default ->
                    out.write(
                            ascii(
                                    png
                                            + "X-Long: "
                                            + "x".repeat(40 << 10)
                                            + "\r\nContent-Length: 0\r\n\r\n"));
        }
        out.flush();
    }

    /** Asks numbers from {@code from} on over so many connections. */
    void run(int connections, long seed, long from, long count, int each)
            throws InterruptedException {
        java.util.concurrent.atomic.AtomicLong next =
                new java.util.concurrent.atomic.AtomicLong(from);
        List<Thread> threads = new ArrayList<>();
        for (int c = 0; c < connections; c++) {
            Thread thread =
                    new Thread(
                            () -> {
                                try (Asking asking = new Asking()) {
                                    for (long n = next.getAndIncrement();
                                            n < from + count;
                                            n = next.getAndIncrement()) {
                                        asking.ask(seed, n, each);
                                    }
                                }
                            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
