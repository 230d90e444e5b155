package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PictureServerTest {

    private PictureServer server;

    @BeforeEach
    void open() {
        server = PictureServer.builder(Colours::model).start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void serve(ServedModel model) {
        server.close();
        server = PictureServer.builder(() -> model).start();
    }

    @Test
    void a_picture_is_answered_with_its_likeliest_classes() {
        HttpResponse<String> reply = Asked.post(server, "/predict?top=2", Asked.png(0x20C010));
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode said = Asked.json(reply);
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
            byte[] picture = Asked.png(0xFF << 8 * (i % 3));
            replies.add(Asked.later(Asked.picture(server, "/predict?top=1", picture)));
        }
        for (int i = 0; i < 60; i++) {
            JsonNode said = Asked.json(replies.get(i).get());
            assertThat(said.get("guesses").get(0).get("class").asText())
                    .isEqualTo(Colours.CLASSES.get(2 - i % 3));
        }
        assertThat(Asked.get(server, "/metrics").body()).contains("hearth_pictures_total 60.0\n");
    }

    @Test
    void several_pictures_of_a_form_are_answered_each() {
        HttpResponse<String> reply =
                Asked.send(
                        Asked.form(
                                server,
                                "/predict?top=1",
                                Asked.png(0xFF0000),
                                "hello".getBytes(),
                                Asked.png(0xFF)));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        JsonNode pictures = Asked.json(reply).get("pictures");
        assertThat(pictures).hasSize(3);
        assertThat(pictures.get(0).get("name").asText()).isEqualTo("0.png");
        assertThat(pictures.get(0).get("guesses").get(0).get("class").asText()).isEqualTo("red");
        assertThat(pictures.get(1).get("error").asText()).contains("Received: 1.png, which is");
        assertThat(pictures.get(2).get("guesses").get(0).get("class").asText()).isEqualTo("blue");
        assertThat(Asked.send(Asked.form(server, "/predict?top=1")).statusCode()).isEqualTo(400);
        HttpResponse<String> none =
                Asked.send(
                        Asked.to(server, "/predict?top=1")
                                .header("Content-Type", "multipart/form-data; boundary=xyz")
                                .POST(HttpRequest.BodyPublishers.ofString("no form"))
                                .build());
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(Asked.get(server, "/metrics").body()).contains("hearth_waiting 0.0\n");
    }

    @Test
    void a_net_that_answers_with_nan_gives_no_guesses() {
        serve(Colours.model((squares, count) -> new float[] {1, Float.NaN, 0}));
        HttpResponse<String> reply = Asked.post(server, "/predict", Asked.png(0x123456));
        assertThat(reply.statusCode()).isEqualTo(500);
        assertThat(Asked.error(reply))
                .startsWith(
                        "The net failed: A net has to answer with finite numbers. Received: NaN"
                                + " at 1 of 3. ");
    }

    @Test
    void what_is_no_picture_is_refused_in_three_parts() {
        HttpResponse<String> text = Asked.post(server, "/predict", "hello".getBytes());
        assertThat(text.statusCode()).isEqualTo(400);
        assertThat(Asked.error(text))
                .contains("Received: the request's body, which is not a picture")
                .endsWith("Convert the picture to JPEG or PNG, or leave it out.");
        HttpResponse<String> heic =
                Asked.post(server, "/predict", "\0\0\0\030ftypheic\0\0\0\0mif1".getBytes());
        assertThat(heic.statusCode()).isEqualTo(400);
        assertThat(Asked.error(heic)).contains("which is HEIC, as iPhones save photographs");
        assertThat(Asked.post(server, "/predict", new byte[0]).statusCode()).isEqualTo(400);
        byte[] whole = Asked.png(0x123456);
        byte[] half = Arrays.copyOf(whole, whole.length / 2);
        assertThat(Asked.post(server, "/predict", half).statusCode()).isEqualTo(400);
        assertThat(Asked.post(server, "/predict", whole).statusCode()).isEqualTo(200);
    }

    @Test
    void damaged_pictures_never_bring_it_down() {
        Random chance = new Random(7);
        byte[] whole = Asked.png(0x123456);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            damaged[chance.nextInt(damaged.length)] ^= (byte) (1 << chance.nextInt(8));
            // A size that the header invents is refused before anything of that size is made.
            assertThat(Asked.post(server, "/predict", damaged).statusCode()).isIn(200, 400, 413);
        }
        assertThat(Asked.post(server, "/predict", whole).statusCode()).isEqualTo(200);
    }

    @Test
    void a_body_that_is_too_large_is_refused() {
        byte[] body = new byte[PictureServer.MOST_BYTES + 1];
        HttpResponse<String> reply = Asked.post(server, "/predict", body);
        assertThat(reply.statusCode()).isEqualTo(413);
        assertThat(Asked.error(reply))
                .isEqualTo(
                        "/predict takes bodies of at most 32 MiB. Received: a larger one. Make the"
                                + " picture smaller, or send fewer at once.");
        HttpResponse<String> chunked =
                Asked.send(
                        Asked.to(server, "/predict")
                                .header("Content-Type", "image/png")
                                .POST(
                                        HttpRequest.BodyPublishers.ofInputStream(
                                                () -> new java.io.ByteArrayInputStream(body)))
                                .build());
        assertThat(chunked.statusCode()).isEqualTo(413);
    }

    @Test
    void a_picture_a_pixel_high_is_resized_within_bounds_at_any_crops() {
        server.close();
        server =
                PictureServer.builder(Colours::model)
                        .crops(dev.hearth.data.transform.TestCrops.HUNDRED_AND_FORTY_FOUR)
                        .start();
        BufferedImage line = new BufferedImage(660_000, 1, BufferedImage.TYPE_BYTE_GRAY);
        HttpResponse<String> reply = Asked.post(server, "/predict", Asked.png(line));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(Asked.get(server, "/v2/health/live").statusCode()).isEqualTo(200);
        assertThat(Asked.get(server, "/v2/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void other_paths_methods_and_queries_are_refused() {
        HttpResponse<String> nowhere = Asked.get(server, "/nowhere");
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(Asked.error(nowhere))
                .startsWith("The server has /predict, /heatmap, /health, ")
                .endsWith(". Received: /nowhere. Ask for one of them.");
        HttpResponse<String> get = Asked.get(server, "/predict");
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).contains("POST");
        for (String query : List.of("top=0", "top=many", "n=5", "top=-1", "top=999999")) {
            HttpResponse<String> wrong = Asked.post(server, "/predict?" + query, Asked.png(1));
            assertThat(wrong.statusCode()).as(query).isEqualTo(400);
            assertThat(Asked.error(wrong)).contains("Received: " + query);
        }
    }

    @Test
    void head_says_what_get_would_without_a_body() {
        for (String path : List.of("/", "/health", "/metrics", "/openapi.json", "/v2")) {
            HttpResponse<String> head =
                    Asked.send(
                            Asked.to(server, path)
                                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                    .build());
            assertThat(head.statusCode()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValueAsLong("Content-Length").orElse(0)).isPositive();
        }
    }

    @Test
    void what_the_net_throws_is_a_500_and_the_next_is_answered() {
        serve(
                Colours.model(
                        (squares, count) -> {
                            if (squares[0] == 1) {
                                throw new IllegalStateException("no red, please");
                            }
                            return new Colours().logits(squares, count);
                        }));
        HttpResponse<String> red = Asked.post(server, "/predict", Asked.png(0xFF0000));
        assertThat(red.statusCode()).isEqualTo(500);
        assertThat(Asked.error(red)).isEqualTo("The net failed: no red, please");
        assertThat(Asked.post(server, "/predict", Asked.png(0xFF)).statusCode()).isEqualTo(200);
    }

    @Test
    void an_error_in_the_net_ends_one_request_and_the_net_is_opened_anew() {
        serve(
                Colours.model(
                        (squares, count) -> {
                            if (squares[0] == 1) {
                                throw new OutOfMemoryError("made up");
                            }
                            return new Colours().logits(squares, count);
                        }));
        HttpResponse<String> red = Asked.post(server, "/predict", Asked.png(0xFF0000));
        assertThat(red.statusCode()).isEqualTo(503);
        assertThat(red.headers().firstValue("Retry-After")).isPresent();
        for (int i = 0; i < 3; i++) {
            assertThat(Asked.post(server, "/predict", Asked.png(0xFF)).statusCode()).isEqualTo(200);
        }
        assertThat(Asked.get(server, "/health").statusCode()).isEqualTo(200);
        assertThat(Asked.get(server, "/metrics").body())
                .contains("hearth_reopened_total 1.0\n")
                .contains("hearth_failures_total{kind=\"memory\"} 1\n");
    }

    @Test
    void health_metrics_and_the_page_say_what_is_going_on() {
        Asked.post(server, "/predict", Asked.png(0xFF));
        Asked.post(server, "/predict", new byte[] {1});
        JsonNode health = Asked.json(Asked.get(server, "/health"));
        assertThat(health.get("status").asText()).isEqualTo("up");
        assertThat(health.get("classes").asInt()).isEqualTo(3);
        String metrics = Asked.get(server, "/metrics").body();
        assertThat(metrics)
                .contains("hearth_replies_total{status=\"200\"} 2\n")
                .contains("hearth_replies_total{status=\"400\"} 1\n")
                .contains("hearth_failures_total{kind=\"bad_picture\"} 1\n")
                .contains("hearth_reply_seconds_bucket{endpoint=\"/predict\",le=\"+Inf\"} 2\n")
                .contains("hearth_reply_seconds_count{endpoint=\"/predict\"} 2\n")
                .contains("hearth_pictures_total 1.0\n")
                .contains("hearth_batches_total 1.0\n")
                .contains("hearth_live 1.0\n")
                .contains("hearth_waiting 0.0\n");
        HttpResponse<String> page = Asked.get(server, "/");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.body()).contains("<title>Hearth: what does it show?</title>");
    }

    @Test
    void a_request_s_id_comes_back_and_a_missing_or_strange_one_is_made() {
        HttpResponse<String> named =
                Asked.send(Asked.to(server, "/health").header("X-Request-Id", "abc-1").build());
        assertThat(named.headers().firstValue("X-Request-Id")).contains("abc-1");
        String first = Asked.get(server, "/nowhere").headers().firstValue("X-Request-Id").get();
        String second = Asked.get(server, "/health").headers().firstValue("X-Request-Id").get();
        assertThat(first).isNotEqualTo(second);
        HttpResponse<String> strange =
                Asked.send(Asked.to(server, "/health").header("X-Request-Id", "a b").build());
        assertThat(strange.headers().firstValue("X-Request-Id").get()).doesNotContain(" ");
    }

    @Test
    void a_port_that_is_taken_is_refused_in_three_parts() {
        int port = server.address().getPort();
        assertThatThrownBy(
                        () ->
                                PictureServer.builder(Colours::model)
                                        .address(new InetSocketAddress("127.0.0.1", port))
                                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "serve needs a free port of this machine. Received: 127.0.0.1:" + port)
                .hasMessageEndingWith("Name another with --port, or 0 for any.");
    }

    @Test
    void requests_that_follow_each_other_at_once_are_answered_in_turn() throws IOException {
        String get = "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n";
        String replies =
                Asked.raw(server, get + "\r\n" + get + "\r\n" + get + "Connection: close\r\n\r\n");
        assertThat(replies.split("HTTP/1.1 200 OK", -1)).hasSize(4);
    }
}
