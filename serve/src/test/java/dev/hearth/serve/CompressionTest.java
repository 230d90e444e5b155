package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compressed bodies and replies. */
@Timeout(60)
class CompressionTest {

    private static final String INFER = "/v2/models/colours/infer";
    private static PictureServer server;

    @BeforeAll
    static void open() {
        server = PictureServer.builder(Colours::model).start();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static byte[] json(int rows) {
        return ("{\"inputs\":[{\"name\":\"input\",\"shape\":["
                        + rows
                        + ",12],\"datatype\":\"FP32\",\"data\":["
                        + String.join(",", Collections.nCopies(rows, "0,0,0,0, 1,1,1,1, 3,3,3,3"))
                        + "]}],\"outputs\":[{\"name\":\"probabilities\"}]}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static HttpRequest.Builder post(String path, String type, byte[] body) {
        return Asked.to(server, path)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    private static HttpResponse<byte[]> bytes(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    @ParameterizedTest
    @EnumSource(value = ContentCoding.class, names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
    void bodies_of_every_kind_may_be_compressed(ContentCoding coding) {
        HttpResponse<String> numbers =
                Asked.send(
                        post(INFER, "application/json", coding.packed(json(3)))
                                .header("Content-Encoding", coding.word())
                                .build());
        assertThat(numbers.statusCode()).as(numbers.body()).isEqualTo(200);
        assertThat(numbers.body()).contains("\"data\":[0.0,0.25,0.75,0.0,0.25,0.75,");
        HttpResponse<String> picture =
                Asked.send(
                        post("/predict", "image/png", coding.packed(Asked.png(0x0000FF)))
                                .header(
                                        "Content-Encoding",
                                        coding.word().toUpperCase(java.util.Locale.ROOT))
                                .build());
        assertThat(Asked.json(picture).get("guesses").get(0).get("class").asText())
                .isEqualTo("blue");
        String head =
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,12],\"datatype\":\"UINT8\","
                        + "\"parameters\":{\"binary_data_size\":12}}]}";
        byte[] binary = Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), head.length() + 12);
        binary[head.length() + 4] = 9;
        // The length of the JSON is that of the JSON before it was compressed.
        HttpResponse<String> tensor =
                Asked.send(
                        post(INFER, "application/octet-stream", coding.packed(binary))
                                .header("Content-Encoding", coding.word())
                                .header("Inference-Header-Content-Length", "" + head.length())
                                .build());
        assertThat(tensor.body()).contains("\"data\":[\"green\"]");
    }

    @ParameterizedTest
    @EnumSource(value = ContentCoding.class, names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
    void replies_are_compressed_for_who_wants_it(ContentCoding coding) throws Exception {
        byte[] plain = bytes(post(INFER, "application/json", json(1000)).build()).body();
        HttpResponse<byte[]> packed =
                bytes(
                        post(INFER, "application/json", json(1000))
                                .header("Accept-Encoding", coding.word() + ", br")
                                .build());
        assertThat(packed.headers().firstValue("Content-Encoding")).contains(coding.word());
        assertThat(packed.headers().firstValue("Vary")).contains("Accept-Encoding");
        assertThat(packed.body().length).isLessThan(plain.length / 10);
        ByteArrayInputStream in = new ByteArrayInputStream(packed.body());
        byte[] all =
                (coding == ContentCoding.GZIP
                                ? new GZIPInputStream(in)
                                : new InflaterInputStream(in))
                        .readAllBytes();
        assertThat(all).isEqualTo(plain);
        HttpResponse<byte[]> page =
                bytes(Asked.to(server, "/").header("Accept-Encoding", coding.word()).build());
        assertThat(page.headers().firstValue("Content-Encoding")).contains(coding.word());
    }

    @Test
    void what_is_small_or_refused_or_a_picture_is_not_compressed() throws Exception {
        for (HttpRequest request :
                List.of(
                        Asked.to(server, "/health").header("Accept-Encoding", "gzip").build(),
                        Asked.to(server, "/nowhere").header("Accept-Encoding", "gzip").build(),
                        Asked.to(server, "/").header("Accept-Encoding", "gzip;q=0, br").build())) {
            assertThat(bytes(request).headers().firstValue("Content-Encoding")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', IDENTITY",
        "gzip, GZIP",
        "'br, GZip', GZIP",
        "'deflate, gzip', GZIP",
        "'gzip;q=0.4, deflate;q=0.5', DEFLATE",
        "'gzip;q=0', IDENTITY",
        "'*', GZIP",
        "'gzip;q=0, *', DEFLATE",
        "'*;q=0', IDENTITY",
        "'gzip;q=many', IDENTITY",
        "'identity, br;q=1.0, zstd', IDENTITY",
        "' x-gzip ; q = 1 ', GZIP"
    })
    void the_reply_s_coding_is_the_one_that_is_wanted_most(String header, ContentCoding coding) {
        assertThat(ContentCoding.accepted(header)).isEqualTo(coding);
    }

    /** Zeros, a thousandth of their size. */
    private static byte[] bomb(int mib) {
        byte[] mebibyte = new byte[1 << 20];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (var out = new java.util.zip.GZIPOutputStream(all)) {
            for (int i = 0; i < mib; i++) {
                out.write(mebibyte);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return all.toByteArray();
    }

    @Test
    void a_bomb_is_413_and_holds_nothing() {
        byte[] bomb = bomb(200);
        assertThat(bomb.length).isLessThan(1 << 20);
        List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            replies.add(
                    Asked.later(
                            post("/predict", "image/png", bomb)
                                    .header("Content-Encoding", "gzip")
                                    .build()));
        }
        HttpResponse<String> first = replies.get(0).join();
        assertThat(first.statusCode()).isEqualTo(413);
        assertThat(Asked.error(first))
                .isEqualTo(
                        "A compressed body has at most 32 MiB in it. Received: "
                                + bomb.length
                                + " bytes with more. Send less at once.");
        for (var reply : replies) {
            assertThat(reply.join().statusCode()).isIn(413, 503);
        }
        assertThat(Asked.get(server, "/metrics").body())
                .contains("hearth_memory_bytes 0.0\n")
                .contains("hearth_waiting 0.0\n");
    }

    @Test
    void what_cannot_be_unpacked_is_refused_in_three_parts() {
        byte[] good = ContentCoding.GZIP.packed(json(1));
        byte[] damaged = good.clone();
        damaged[good.length - 6] ^= 1;
        for (byte[] body :
                List.of(new byte[0], json(1), Arrays.copyOf(good, good.length - 9), damaged)) {
            HttpResponse<String> reply =
                    Asked.send(
                            post(INFER, "application/json", body)
                                    .header("Content-Encoding", "gzip")
                                    .build());
            assertThat(reply.statusCode()).isEqualTo(400);
            assertThat(Asked.error(reply)).contains("Received: gzip that cannot be read: ");
        }
        for (String other : List.of("br", "gzip, gzip", "zstd")) {
            HttpResponse<String> reply =
                    Asked.send(
                            post(INFER, "application/json", json(1))
                                    .header("Content-Encoding", other)
                                    .build());
            assertThat(reply.statusCode()).as(other).isEqualTo(415);
            assertThat(reply.headers().firstValue("Accept-Encoding")).contains("gzip, deflate");
            assertThat(Asked.error(reply)).contains("Received: " + other + ".");
        }
    }
}
