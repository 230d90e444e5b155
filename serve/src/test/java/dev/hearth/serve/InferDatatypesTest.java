package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Datatypes of the Open Inference Protocol, and how outputs are asked for. */
@Timeout(60)
class InferDatatypesTest {

    private static PictureServer server;

    @BeforeAll
    static void open() {
        server = PictureServer.builder(Colours::model).start();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static HttpResponse<String> infer(String datatype, String data, String more) {
        String json =
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,12],\"data\":["
                        + data
                        + "],\"datatype\":\""
                        + datatype
                        + "\"}]"
                        + more
                        + "}";
        return Asked.send(
                Asked.to(server, "/v2/models/colours/infer")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build());
    }

    private static JsonNode binary(String datatype, ByteBuffer numbers) {
        String json =
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,12],\"datatype\":\""
                        + datatype
                        + "\",\"parameters\":{\"binary_data_size\":"
                        + numbers.capacity()
                        + "}}]}";
        ByteBuffer body = ByteBuffer.allocate(json.length() + numbers.capacity());
        body.put(json.getBytes(java.nio.charset.StandardCharsets.US_ASCII)).put(numbers.array());
        return Asked.json(
                Asked.send(
                        Asked.to(server, "/v2/models/colours/infer")
                                .header("Inference-Header-Content-Length", "" + json.length())
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body.array()))
                                .build()));
    }

    private static String shares(JsonNode reply) {
        assertThat(reply.has("outputs")).as(reply.toString()).isTrue();
        return reply.get("outputs").get(0).get("data").toString();
    }

    @Test
    void truth_values_are_zeros_and_ones() {
        String truths = "true,true,true,true, false,false,false,false, true,true,true,true";
        assertThat(shares(Asked.json(infer("BOOL", truths, "")))).isEqualTo("[0.5,0.0,0.5]");
        ByteBuffer bytes = ByteBuffer.allocate(12);
        bytes.put(new byte[] {1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1});
        assertThat(shares(binary("BOOL", bytes))).isEqualTo("[0.5,0.0,0.5]");
        bytes.put(3, (byte) 2);
        assertThat(binary("BOOL", bytes).get("error").asText())
                .contains("Received: the byte 2 in binary BOOL");
        assertThat(Asked.error(infer("FP32", truths, "")))
                .contains("Received: 12 of 12 values true or false in input of FP32");
        assertThat(Asked.error(infer("BOOL", "1,1,1,1,0,0,0,0,0,0,0,true", "")))
                .contains("Received: 1 of 12 values true or false in input of BOOL");
    }

    @Test
    void bfloat16_and_unsigned_64_bits_come_in_binary() {
        ByteBuffer halves = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer longs = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 12; i++) {
            // 0, 3 and 1.
            halves.putShort((short) (i < 4 ? 0 : i < 8 ? 0x4040 : 0x3F80));
            // 0, 2⁶³ and 2⁶³.
            longs.putLong(i < 4 ? 0 : Long.MIN_VALUE);
        }
        assertThat(shares(binary("BF16", halves))).isEqualTo("[0.0,0.75,0.25]");
        assertThat(shares(binary("UINT64", longs))).isEqualTo("[0.0,0.5,0.5]");
    }

    @ParameterizedTest
    @CsvSource({
        "UINT8, 255, 256",
        "INT8, -128, -129",
        "UINT16, 65535, 65536",
        "INT16, 32767, 32768",
        "UINT32, 4294967295, 5000000000",
        "INT32, -2147483648, -3000000000",
        "UINT64, 18446744073709551615, -1",
        "INT64, 9223372036854775807, 1e20",
        "UINT8, 2.0, 2.5",
        "INT64, 1e3, 1e-3"
    })
    void json_s_whole_numbers_are_in_the_range_of_their_datatype(
            String datatype, String fits, String not) {
        String others = ",1,1,1, 1,1,1,1, 1,1,1,1";
        assertThat(infer(datatype, fits + others, "").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = infer(datatype, not + others, "");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Asked.error(refused)).contains(" in input of " + datatype + ".");
    }

    @Test
    void what_the_protocol_does_not_have_is_refused_with_what_it_has() {
        String ones = "1,1,1,1, 1,1,1,1, 1,1,1,1";
        assertThat(Asked.error(infer("FLOAT", ones, "")))
                .contains(
                        "Received: the datatype FLOAT of input; there are BOOL, UINT8, UINT16, UINT32,"
                                + " UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES.");
        assertThat(infer("BYTES", ones, "").statusCode()).isEqualTo(400);
        String region = "\"parameters\":{\"shared_memory_region\":\"mine\"}";
        String outputs = ",\"outputs\":[{\"name\":\"label\"," + region + "}]";
        assertThat(Asked.error(infer("FP32", ones, outputs)))
                .contains("Received: label in shared memory, which is not an extension");
    }

    private static final String MIXED = "0,0,0,0, 1,1,1,1, 3,3,3,3";

    private static JsonNode output(String asked) {
        return Asked.json(infer("FP32", MIXED, ",\"outputs\":[" + asked + "]"))
                .get("outputs")
                .get(0);
    }

    @Test
    void classification_names_the_highest_of_each_row() {
        String two = "\"parameters\":{\"classification\":2}";
        assertThat(output("{\"name\":\"probabilities\"," + two + "}").toString())
                .isEqualTo(
                        "{\"name\":\"probabilities\",\"datatype\":\"BYTES\",\"shape\":[1,2],"
                                + "\"data\":[\"0.75:2:blue\",\"0.25:1:green\"]}");
        // No more than there are.
        assertThat(
                        output("{\"name\":\"output\",\"parameters\":{\"classification\":9}}")
                                .get("shape")
                                .toString())
                .isEqualTo("[1,3]");
        for (String wrong : new String[] {"0", "-1", "true", "\"2\"", "1.5"}) {
            HttpResponse<String> refused =
                    infer(
                            "FP32",
                            MIXED,
                            ",\"outputs\":[{\"name\":\"output\",\"parameters\":{\"classification\":"
                                    + wrong
                                    + "}}]");
            assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
            assertThat(Asked.error(refused)).contains("of the output output.");
        }
        assertThat(
                        Asked.error(
                                infer(
                                        "FP32",
                                        MIXED,
                                        ",\"outputs\":[{\"name\":\"label\"," + two + "}]")))
                .contains("classification of label; it is given of [probabilities, output]");
    }

    @Test
    void what_is_said_of_one_output_holds_before_what_is_said_of_all() {
        String all = ",\"parameters\":{\"binary_data_output\":true},\"outputs\":[";
        HttpResponse<String> reply =
                infer(
                        "FP32",
                        MIXED,
                        all
                                + "{\"name\":\"label\",\"parameters\":{\"binary_data\":false}},"
                                + "{\"name\":\"output\"}]");
        assertThat(reply.headers().firstValue("Inference-Header-Content-Length")).isPresent();
        assertThat(reply.body())
                .contains("{\"name\":\"label\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[2]}")
                .contains("\"parameters\":{\"binary_data_size\":12}");
    }
}
