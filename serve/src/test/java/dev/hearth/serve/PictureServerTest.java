package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.image.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a worker that says how red, green and blue a picture is. */
@Timeout(60)
class PictureServerTest {

    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);
    private static final List<String> COLOURS = List.of("red", "green", "blue");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private Batcher<Picture, float[]> batcher;
    private PictureServer server;

    private static float[] colours(Picture picture) {
        float[] shares = new float[3];
        double sum = 0;
        for (int i = 0; i < picture.bytes().length; i++) {
            shares[i % 3] += picture.bytes()[i] & 0xFF;
            sum += picture.bytes()[i] & 0xFF;
        }
        for (int c = 0; c < 3; c++) {
            shares[c] /= (float) sum;
        }
        return shares;
    }

    private static byte[] png(int rgb) throws IOException {
        BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 12; i++) {
            image.setRGB(i % 4, i / 4, rgb);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    @BeforeEach
    void open() {
        batcher =
                new Batcher<>(
                        () ->
                                pictures ->
                                        pictures.stream().map(PictureServerTest::colours).toList(),
                        Batcher.Limits.usual());
        server = PictureServer.open(ANY, "colours", COLOURS, batcher);
    }

    @AfterEach
    void close() {
        server.close();
        batcher.close();
    }

    private HttpResponse<String> send(String method, String path, byte[] body) {
        try {
            return client.send(request(method, path, body), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private HttpRequest request(String method, String path, byte[] body) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private static String error(HttpResponse<String> reply) throws IOException {
        return JSON.readTree(reply.body()).get("error").asText();
    }

    @Test
    void a_picture_is_answered_with_its_likeliest_classes() throws IOException {
        HttpResponse<String> reply = send("POST", "/predict?top=2", png(0x20C010));
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode said = JSON.readTree(reply.body());
        assertThat(said.get("model").asText()).isEqualTo("colours");
        assertThat(said.get("guesses")).hasSize(2);
        assertThat(said.get("guesses").get(0).get("class").asText()).isEqualTo("green");
        assertThat(said.get("guesses").get(0).get("label").asInt()).isEqualTo(1);
        assertThat(said.get("guesses").get(0).get("probability").asDouble())
                .isCloseTo(0xC0 / (double) (0x20 + 0xC0 + 0x10), within(1e-6));
        assertThat(said.get("guesses").get(1).get("class").asText()).isEqualTo("red");
    }

    @Test
    void many_at_once_get_their_own_answers() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            replies.add(
                    client.sendAsync(
                            request("POST", "/predict?top=1", png(0xFF << 8 * (i % 3))),
                            HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < 60; i++) {
            JsonNode said = JSON.readTree(replies.get(i).get().body());
            assertThat(said.get("guesses").get(0).get("class").asText())
                    .isEqualTo(COLOURS.get(2 - i % 3));
        }
        assertThat(batcher.answered()).isEqualTo(60);
    }

    @Test
    void a_net_that_answers_with_nan_gives_no_guesses() throws IOException {
        Worker<Picture, float[]> lost =
                pictures -> pictures.stream().map(p -> new float[] {1, Float.NaN, 0}).toList();
        try (Batcher<Picture, float[]> nets = new Batcher<>(() -> lost, Batcher.Limits.usual())) {
            server.close();
            server = PictureServer.open(ANY, "colours", COLOURS, nets);
            HttpResponse<String> reply = send("POST", "/predict", png(0x123456));
            assertThat(reply.statusCode()).isEqualTo(500);
            assertThat(error(reply))
                    .startsWith(
                            "The net failed: A net has to answer with finite numbers. Received: NaN"
                                    + " at 1 of 3. ");
        }
    }

    @Test
    void what_is_no_picture_is_refused_in_three_parts() throws IOException {
        HttpResponse<String> text = send("POST", "/predict", "hello".getBytes());
        assertThat(text.statusCode()).isEqualTo(400);
        assertThat(error(text))
                .contains("Received: the request's body, which is neither")
                .endsWith("Convert the picture to JPEG or PNG, or leave it out.");
        assertThat(send("POST", "/predict", new byte[0]).statusCode()).isEqualTo(400);
        byte[] whole = png(0x123456);
        byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);
        assertThat(send("POST", "/predict", half).statusCode()).isEqualTo(400);
        assertThat(send("POST", "/predict", whole).statusCode()).isEqualTo(200);
    }

    @Test
    void damaged_pictures_never_bring_it_down() throws IOException {
        Random chance = new Random(7);
        byte[] whole = png(0x123456);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            damaged[chance.nextInt(damaged.length)] ^= (byte) (1 << chance.nextInt(8));
            assertThat(send("POST", "/predict", damaged).statusCode()).isIn(200, 400);
        }
        assertThat(send("POST", "/predict", whole).statusCode()).isEqualTo(200);
    }

    @Test
    void a_body_that_is_too_large_is_refused() throws IOException {
        HttpResponse<String> reply =
                send("POST", "/predict", new byte[PictureServer.MOST_BYTES + 1]);
        assertThat(reply.statusCode()).isEqualTo(413);
        assertThat(error(reply))
                .isEqualTo(
                        "/predict takes pictures of at most 32 MiB. Received: a larger one. Make the"
                                + " picture smaller.");
    }

    @Test
    void other_paths_methods_and_queries_are_refused() throws IOException {
        HttpResponse<String> nowhere = send("GET", "/nowhere", new byte[0]);
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(error(nowhere))
                .isEqualTo(
                        "The server has /predict, /health, /metrics and /. Received: /nowhere. Ask"
                                + " for one of them.");
        HttpResponse<String> get = send("GET", "/predict", new byte[0]);
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).contains("GET, POST");
        for (String query : List.of("top=0", "top=many", "n=5", "top=-1", "top=999999")) {
            HttpResponse<String> wrong = send("POST", "/predict?" + query, png(1));
            assertThat(wrong.statusCode()).as(query).isEqualTo(400);
            assertThat(error(wrong)).contains("Received: " + query);
        }
    }

    @Test
    void where_too_many_wait_one_is_told_to_come_again() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch on = new CountDownLatch(1);
        Worker<Picture, float[]> slow =
                pictures -> {
                    busy.countDown();
                    try {
                        on.await();
                    } catch (InterruptedException interrupted) {
                        throw new IllegalStateException(interrupted);
                    }
                    return pictures.stream().map(PictureServerTest::colours).toList();
                };
        try (Batcher<Picture, float[]> narrow =
                        new Batcher<>(() -> slow, new Batcher.Limits(1, Duration.ZERO, 1));
                PictureServer full = PictureServer.open(ANY, "slow", COLOURS, narrow)) {
            URI there = URI.create("http://127.0.0.1:" + full.address().getPort() + "/predict");
            HttpRequest ask =
                    HttpRequest.newBuilder(there)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(png(0xFF)))
                            .build();
            var first = client.sendAsync(ask, HttpResponse.BodyHandlers.ofString());
            busy.await();
            var second = client.sendAsync(ask, HttpResponse.BodyHandlers.ofString());
            while (narrow.waiting() < 1) {
                Thread.sleep(5);
            }
            HttpResponse<String> third = client.send(ask, HttpResponse.BodyHandlers.ofString());
            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValue("Retry-After")).contains("1");
            assertThat(error(third))
                    .isEqualTo(
                            "The server answers as many as it can. Received: one more, while 1 wait"
                                    + " already. Ask again a little later.");
            on.countDown();
            assertThat(first.get().statusCode()).isEqualTo(200);
            assertThat(second.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void what_the_net_throws_is_a_500_and_the_next_is_answered() throws IOException {
        Worker<Picture, float[]> moody =
                pictures -> {
                    if (pictures.get(0).value(0, 0, 0) == 255) {
                        throw new IllegalStateException("no red, please");
                    }
                    return pictures.stream().map(PictureServerTest::colours).toList();
                };
        server.close();
        batcher.close();
        batcher = new Batcher<>(() -> moody, new Batcher.Limits(1, Duration.ZERO, 9));
        server = PictureServer.open(ANY, "moody", COLOURS, batcher);
        HttpResponse<String> red = send("POST", "/predict", png(0xFF0000));
        assertThat(red.statusCode()).isEqualTo(500);
        assertThat(error(red)).isEqualTo("The net failed: no red, please");
        assertThat(send("POST", "/predict", png(0xFF)).statusCode()).isEqualTo(200);
    }

    @Test
    void health_metrics_and_the_page_say_what_is_going_on() throws IOException {
        send("POST", "/predict", png(0xFF));
        send("POST", "/predict", new byte[] {1});
        JsonNode health = JSON.readTree(send("GET", "/health", new byte[0]).body());
        assertThat(health.get("status").asText()).isEqualTo("up");
        assertThat(health.get("classes").asInt()).isEqualTo(3);
        String metrics = send("GET", "/metrics", new byte[0]).body();
        assertThat(metrics)
                .contains("hearth_replies_total{status=\"200\"} 2\n")
                .contains("hearth_replies_total{status=\"400\"} 1\n")
                .contains("hearth_pictures_total 1.0\n")
                .contains("hearth_batches_total 1.0\n")
                .contains("hearth_waiting 0\n");
        HttpResponse<String> page = send("GET", "/", new byte[0]);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.body()).contains("<title>Hearth: what does it show?</title>");
    }

    @Test
    void a_port_that_is_taken_is_refused_in_three_parts() {
        int port = server.address().getPort();
        assertThatThrownBy(
                        () ->
                                PictureServer.open(
                                        new InetSocketAddress("127.0.0.1", port),
                                        "twice",
                                        COLOURS,
                                        batcher))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "serve needs a free port of this machine. Received: 127.0.0.1:" + port)
                .hasMessageEndingWith("Name another with --port, or 0 for any.");
    }
}
