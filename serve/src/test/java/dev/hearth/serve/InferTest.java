package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Open Inference Protocol. */
@Timeout(60)
class InferTest {

    private static PictureServer server;

    @BeforeAll
    static void open() {
        server = PictureServer.builder(Colours::model).start();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static HttpResponse<String> infer(String json) {
        return Asked.send(
                Asked.to(server, "/v2/models/colours/infer")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build());
    }

    private static final String REDS = "1,1,1,1, 0,0,0,0, 0,0,0,0";
    private static final String MIXED = "0,0,0,0, 1,1,1,1, 3,3,3,3";

    @Test
    void server_and_model_say_what_they_are() {
        JsonNode hearth = Asked.json(Asked.get(server, "/v2"));
        assertThat(hearth.get("name").asText()).isEqualTo("hearth");
        assertThat(hearth.get("extensions").get(0).asText()).isEqualTo("binary_tensor_data");
        for (String path : List.of("/v2/models/colours", "/v2/models/colours/versions/1")) {
            JsonNode model = Asked.json(Asked.get(server, path));
            assertThat(model.get("name").asText()).isEqualTo("colours");
            assertThat(model.get("inputs").get(0).toString())
                    .isEqualTo("{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[-1,3,2,2]}");
            assertThat(model.get("inputs").get(1).toString())
                    .isEqualTo("{\"name\":\"picture\",\"datatype\":\"BYTES\",\"shape\":[-1]}");
            assertThat(model.get("outputs").get(0).get("shape").toString()).isEqualTo("[-1,3]");
        }
        assertThat(
                        Asked.json(Asked.get(server, "/v2/models/colours/ready"))
                                .get("ready")
                                .asBoolean())
                .isTrue();
        assertThat(Asked.get(server, "/v2/models/others").statusCode()).isEqualTo(404);
    }

    @Test
    void numbers_are_answered_flat_or_nested() {
        for (String data :
                List.of(
                        "[" + REDS + "," + MIXED + "]",
                        "[[[[1,1],[1,1]],[[0,0],[0,0]],[[0,0],[0,0]]],[[[0,0],[0,0]],[[1,1],[1,1]],"
                                + "[[3,3],[3,3]]]]")) {
            HttpResponse<String> reply =
                    infer(
                            "{\"id\":\"42\",\"inputs\":[{\"name\":\"input\",\"shape\":[2,3,2,2],"
                                    + "\"datatype\":\"FP32\",\"data\":"
                                    + data
                                    + "}]}");
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
            assertThat(reply.body())
                    .isEqualTo(
                            "{\"model_name\":\"colours\",\"model_version\":\"1\",\"id\":\"42\","
                                    + "\"outputs\":[{\"name\":\"probabilities\",\"datatype\":\"FP32\","
                                    + "\"shape\":[2,3],\"data\":[1.0,0.0,0.0,0.0,0.25,0.75]},"
                                    + "{\"name\":\"label\",\"datatype\":\"INT64\",\"shape\":[2],"
                                    + "\"data\":[0,2]},{\"name\":\"class\",\"datatype\":\"BYTES\","
                                    + "\"shape\":[2],\"data\":[\"red\",\"blue\"]},"
                                    + "{\"name\":\"output\",\"datatype\":\"FP32\","
                                    + "\"shape\":[2,3],\"data\":[1.0,0.0,0.0,0.0,0.25,0.75]}]}");
        }
    }

    @Test
    void outputs_are_those_that_are_asked_for_in_their_order() {
        HttpResponse<String> reply =
                infer(
                        "{\"outputs\":[{\"name\":\"label\"},{\"name\":\"class\"},"
                                + "{\"name\":\"probabilities\"}],\"inputs\":[{\"data\":["
                                + MIXED
                                + "],\"name\":\"input\",\"shape\":[1,12],\"datatype\":\"FP32\"}]}");
        JsonNode outputs = Asked.json(reply).get("outputs");
        assertThat(outputs).hasSize(3);
        assertThat(outputs.get(0).get("data").toString()).isEqualTo("[2]");
        assertThat(outputs.get(1).get("data").toString()).isEqualTo("[\"blue\"]");
        assertThat(outputs.get(2).get("data").toString()).isEqualTo("[0.0,0.25,0.75]");
    }

    @Test
    void pictures_are_answered_from_base64() {
        String green = Base64.getEncoder().encodeToString(Asked.png(0x00FF00));
        String blue = Base64.getEncoder().encodeToString(Asked.png(0x0000FF));
        HttpResponse<String> reply =
                infer(
                        "{\"inputs\":[{\"name\":\"picture\",\"shape\":[2],\"datatype\":\"BYTES\","
                                + "\"parameters\":{\"content_type\":\"base64\"},\"data\":[\""
                                + green
                                + "\",\""
                                + blue
                                + "\"]}]}");
        JsonNode output = Asked.json(reply).get("outputs").get(0);
        assertThat(output.get("name").asText()).isEqualTo("probabilities");
        assertThat(output.get("shape").toString()).isEqualTo("[2,3]");
        assertThat(output.get("data").get(1).asDouble()).isCloseTo(1, within(1e-6));
        assertThat(output.get("data").get(5).asDouble()).isCloseTo(1, within(1e-6));
        assertThat(Asked.json(reply).get("outputs")).hasSize(3);
        assertThat(Asked.json(reply).get("outputs").get(2).get("data").toString())
                .isEqualTo("[\"green\",\"blue\"]");
    }

    @Test
    void binary_tensors_come_and_go() throws Exception {
        byte[] picture = Asked.png(0xFF0000);
        String json =
                "{\"inputs\":[{\"name\":\"picture\",\"shape\":[1],\"datatype\":\"BYTES\","
                        + "\"parameters\":{\"binary_data_size\":"
                        + (picture.length + 4)
                        + "}}],\"outputs\":[{\"name\":\"probabilities\",\"parameters\":"
                        + "{\"binary_data\":true}}]}";
        ByteBuffer size = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        size.putInt(picture.length);
        HttpResponse<byte[]> reply = binary(json, size.array(), picture);
        assertThat(reply.statusCode()).isEqualTo(200);
        int length =
                (int) reply.headers().firstValueAsLong("Inference-Header-Content-Length").orElse(0);
        JsonNode said =
                Asked.JSON.readTree(new String(reply.body(), 0, length, StandardCharsets.UTF_8));
        assertThat(said.get("outputs").get(0).get("parameters").get("binary_data_size").asInt())
                .isEqualTo(12);
        ByteBuffer shares =
                ByteBuffer.wrap(reply.body(), length, 12).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(shares.getFloat()).isEqualTo(1f);
        ByteBuffer numbers = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 12; i++) {
            numbers.putFloat(i < 8 ? 0 : 2);
        }
        String plain =
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,3,2,2],\"datatype\":\"FP32\","
                        + "\"parameters\":{\"binary_data_size\":48}}]}";
        assertThat(new String(binary(plain, numbers.array()).body(), StandardCharsets.UTF_8))
                .contains("\"data\":[0.0,0.0,1.0]");
    }

    @ParameterizedTest
    @CsvSource({
        "FP16, 2",
        "FP64, 8",
        "INT8, 1",
        "UINT8, 1",
        "INT16, 2",
        "UINT16, 2",
        "INT32, 4",
        "INT64, 8"
    })
    void binary_tensors_of_other_numbers_are_read(String datatype, int bytes) throws Exception {
        ByteBuffer numbers = ByteBuffer.allocate(12 * bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 12; i++) {
            int value = i < 4 ? 0 : i < 8 ? 100 : 25;
            switch (datatype) {
                case "FP16" ->
                        // 100 is 1.5625 · 2⁶, and 25 is 1.5625 · 2⁴.
                        numbers.putShort((short) (value == 0 ? 0 : value == 100 ? 0x5640 : 0x4E40));
                case "FP64" -> numbers.putDouble(value);
                case "INT64" -> numbers.putLong(value);
                default -> {
                    for (int k = 0; k < bytes; k++) {
                        numbers.put((byte) (value >> 8 * k));
                    }
                }
            }
        }
        String json =
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,3,2,2],\"datatype\":\""
                        + datatype
                        + "\",\"parameters\":{\"binary_data_size\":"
                        + 12 * bytes
                        + "}}]}";
        assertThat(new String(binary(json, numbers.array()).body(), StandardCharsets.UTF_8))
                .contains("\"data\":[0.0,0.8,0.2]");
        String odd = json.replace(":" + 12 * bytes + "}", ":" + (12 * bytes - 1) + "}");
        assertThat(binary(odd, Arrays.copyOf(numbers.array(), 12 * bytes - 1)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void programs_may_leave_the_type_out_and_pages_may_not() throws Exception {
        String json =
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,12],\"datatype\":\"FP32\","
                        + "\"data\":["
                        + REDS
                        + "]}]}";
        String host = "localhost:" + server.address().getPort();
        String own = "Origin: http://" + host + "\r\n";
        for (String more : List.of("", "Sec-Fetch-Site: cross-site\r\n", own)) {
            String reply =
                    Asked.raw(
                            server,
                            "POST /v2/models/colours/infer HTTP/1.1\r\nHost: "
                                    + host
                                    + "\r\n"
                                    + more
                                    + "Connection: close\r\nContent-Length: "
                                    + json.length()
                                    + "\r\n\r\n"
                                    + json);
            assertThat(reply).startsWith("HTTP/1.1 " + (more.isEmpty() ? 200 : 415) + " ");
        }
    }

    private static HttpResponse<byte[]> binary(String json, byte[]... tensors)
            throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(json.getBytes(StandardCharsets.UTF_8));
        Arrays.stream(tensors).forEach(body::writeBytes);
        HttpRequest request =
                Asked.to(server, "/v2/models/colours/infer")
                        .header("Content-Type", "application/octet-stream")
                        .header("Inference-Header-Content-Length", String.valueOf(json.length()))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void what_is_no_such_request_is_refused_in_three_parts() {
        String input = "{\"inputs\":[{\"name\":\"input\",\"shape\":";
        for (String wrong :
                List.of(
                        "",
                        "[]",
                        "{",
                        "{}",
                        "{\"inputs\":3}",
                        "{\"inputs\":[]}",
                        "{\"inputs\":[{}]}",
                        input + "[1,3,2,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}",
                        input
                                + "[1,3,2,3],\"datatype\":\"FP32\",\"data\":["
                                + REDS
                                + ",1,1,1,1,1,1]}]}",
                        input + "[0,3,2,2],\"datatype\":\"FP32\",\"data\":[]}]}",
                        input + "[-1,3,2,2],\"datatype\":\"FP32\",\"data\":[" + REDS + "]}]}",
                        input + "[1,12],\"datatype\":\"FP31\",\"data\":[" + REDS + "]}]}",
                        input + "[1,12],\"datatype\":\"FP32\",\"data\":[1e99," + REDS + "]}]}",
                        input + "[1,12],\"datatype\":\"FP32\",\"data\":[\"a\"]}]}",
                        input + "[99999999,99999999],\"datatype\":\"FP32\",\"data\":[1]}]}",
                        input + "[1,12],\"datatype\":\"FP32\",\"data\":[" + REDS + "]}]} more",
                        input
                                + "[1,12],\"datatype\":\"FP32\",\"data\":["
                                + REDS
                                + "]}],\"outputs\":[{\"name\":\"nothing\"}]}",
                        "{\"inputs\":[{\"name\":\"picture\",\"shape\":[1],\"datatype\":\"BYTES\","
                                + "\"data\":[\"%%%\"]}]}",
                        "{\"inputs\":[{\"name\":\"picture\",\"shape\":[1],\"datatype\":\"BYTES\","
                                + "\"data\":[\"aGVsbG8=\"]}]}",
                        "[".repeat(5000))) {
            HttpResponse<String> reply = infer(wrong);
            assertThat(reply.statusCode()).as(wrong).isEqualTo(400);
            assertThat(Asked.error(reply)).as(wrong).contains("Received: ");
        }
        assertThat(Asked.get(server, "/metrics").body())
                .contains("hearth_waiting 0.0\n")
                .contains("hearth_memory_bytes 0.0\n");
    }

    @Test
    void the_document_of_addresses_names_those_that_there_are() throws Exception {
        HttpResponse<String> reply = Asked.get(server, "/openapi.json");
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode document = Asked.json(reply);
        assertThat(document.get("openapi").asText()).startsWith("3.1");
        for (var path : document.get("paths").properties()) {
            String method = path.getValue().has("post") ? "POST" : "GET";
            HttpResponse<String> asked =
                    Asked.send(
                            Asked.to(server, path.getKey())
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .build());
            assertThat(asked.statusCode()).as(path.getKey()).isIn(200, 400, 415);
        }
        // And none is missing: the server's own list of them stands in what it says of others.
        String said = Asked.error(Asked.get(server, "/nowhere"));
        String list = said.substring("The server has ".length(), said.indexOf(". Received"));
        for (String path : list.split(", ")) {
            assertThat(document.get("paths").has(path)).as(path).isTrue();
        }
        // Every reference leads somewhere.
        for (String part : reply.body().split("#/components/schemas/")) {
            String name = part.split("\"")[0];
            if (!part.startsWith("{")) {
                assertThat(document.at("/components/schemas/" + name).isMissingNode())
                        .as(name)
                        .isFalse();
            }
        }
    }
}
