package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A fully connected net (784, 128, 10) in ONNX Runtime under load; {@code hearth.load} requests, 20,000
 * unless said otherwise. The bounds are those of two cores that the load itself runs on too.
 */
@Tag("long")
@Timeout(600)
class LoadTest {

    private static final int COUNT = Integer.getInteger("hearth.load", 20_000);

    private static PictureServer server;
    private static LoadGenerator load;

    @BeforeAll
    static void open() throws InterruptedException {
        byte[] model = OnnxMlp.bytes();
        server = PictureServer.builder(() -> OnnxMlp.open(model)).start();
        load =
                new LoadGenerator(
                        server.address(),
                        LoadGenerator.post("/predict", "image/png", OnnxMlp.picture(0)));
        load.run(8, COUNT, 0);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void one_connection_is_answered_within_two_milliseconds() throws InterruptedException {
        LoadGenerator.Result one = load.run(1, COUNT / 10, 0);
        System.out.println("1 connection: " + one);
        assertThat(one.statuses()).containsOnlyKeys(200);
        assertThat(one.milliseconds(0.5)).isLessThanOrEqualTo(2);
    }

    @Test
    void eight_connections_have_three_thousand_answers_a_second() throws InterruptedException {
        LoadGenerator.Result eight = load.run(8, COUNT, 0);
        System.out.println("8 connections: " + eight);
        assertThat(eight.statuses()).containsOnlyKeys(200);
        assertThat(eight.rate()).isGreaterThanOrEqualTo(3000);
    }

    @Test
    void sixty_four_connections_lose_nothing_beside_hostile_ones() throws InterruptedException {
        LoadGenerator.Result many = load.run(64, COUNT, 100);
        System.out.println("64 connections, one request in 100 hostile: " + many);
        assertThat(many.statuses()).containsOnlyKeys(200);
        // Cut off; slow; malformed; too large; of a wrong type.
        assertThat(many.hostile()).containsOnlyKeys(-1, 200, 400, 413, 415);
        assertThat(many.milliseconds(0.99)).isLessThan(500);
        assertThat(Asked.get(server, "/v2/health/ready").statusCode()).isEqualTo(200);
        assertThat(Asked.get(server, "/metrics").body())
                .contains("hearth_memory_bytes 0.0\n")
                .contains("hearth_waiting 0.0\n");
    }
}
