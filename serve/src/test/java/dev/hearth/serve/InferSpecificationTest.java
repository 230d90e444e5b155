package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.LogitModel;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Requests as the Open Inference Protocol and Triton's extensions to it print them: the same lines and
 * fields in the same order and spacing. Where a request is to be answered, only the tensors' names and the
 * shape are this server's.
 */
@Timeout(60)
class InferSpecificationTest {

    private static PictureServer server;

    /** Gives a square's numbers [1, 2, 3, 4] the output [1.1, 3.3, 0.5, 2.4] of the documents. */
    private static ServedModel model() {
        InputSpec view = new InputSpec(1, 2, 1, Interpolation.BILINEAR, 0, 1);
        List<String> classes =
                List.of("index_0_label", "index_1_label", "index_2_label", "index_3_label");
        float[] added = {0.1f, 1.3f, -2.5f, -1.6f};
        LogitModel net =
                (squares, count) -> {
                    float[] logits = new float[4 * count];
                    for (int i = 0; i < logits.length; i++) {
                        logits[i] = squares[i] + added[i % 4];
                    }
                    return logits;
                };
        ImageClassifier classifier =
                ImageClassifier.of(
                        "mymodel",
                        view,
                        Optional.empty(),
                        classes,
                        net,
                        8,
                        TestCrops.ONE,
                        () -> {});
        return new ServedModel("mymodel", classes, classifier, () -> {});
    }

    @BeforeAll
    static void open() {
        server = PictureServer.builder(InferSpecificationTest::model).start();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static RawReply send(String head, String json, byte[] binary) throws IOException {
        byte[] text = json.getBytes(StandardCharsets.US_ASCII);
        String whole =
                head.replace("<xx>", String.valueOf(text.length))
                        .replace("<all>", String.valueOf(text.length + binary.length));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes((whole.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(text);
        all.writeBytes(binary);
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(all.toByteArray());
            return RawReply.read(new BufferedInputStream(socket.getInputStream()), true);
        }
    }

    private static final String HEAD =
            """
            POST /v2/models/mymodel/infer HTTP/1.1
            Host: localhost:8000
            Content-Type: application/json
            Content-Length: <xx>
            """;

    /** The protocol's own example, as it stands there. */
    private static final String TWO_INPUTS =
            """
            {
              "id" : "42",
              "inputs" : [
                {
                  "name" : "input0",
                  "shape" : [ 2, 2 ],
                  "datatype" : "UINT32",
                  "data" : [ 1, 2, 3, 4 ]
                },
                {
                  "name" : "input1",
                  "shape" : [ 3 ],
                  "datatype" : "BOOL",
                  "data" : [ true, false, true ]
                }
              ],
              "outputs" : [
                {
                  "name" : "output0"
                }
              ]
            }
            """;

    private static final String ONE_INPUT =
            """
            {
              "id" : "42",
              "inputs" : [
                {
                  "name" : "input",
                  "shape" : [ 1, 4 ],
                  "datatype" : "UINT32",
                  "data" : [ 1, 2, 3, 4 ]
                }
              ],
              "outputs" : [
                {
                  "name" : "output"
                }
              ]
            }
            """;

    private static JsonNode json(RawReply reply) throws IOException {
        return Asked.JSON.readTree(reply.body());
    }

    @Test
    void an_example_for_another_model_is_read_and_refused_by_what_it_asks_for() throws IOException {
        RawReply unknown = send(HEAD, TWO_INPUTS, new byte[0]);
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(json(unknown).get("error").asText()).contains("Received: the output output0;");
        RawReply two = send(HEAD, TWO_INPUTS.replace("output0", "output"), new byte[0]);
        assertThat(two.status()).isEqualTo(400);
        assertThat(json(two).get("error").asText())
                .contains("Received: 2 inputs where one is taken");
    }

    @Test
    void the_example_is_answered_with_the_same_fields() throws IOException {
        RawReply reply = send(HEAD, ONE_INPUT, new byte[0]);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.headers()).containsEntry("content-type", "application/json");
        assertThat(json(reply).get("id").asText()).isEqualTo("42");
        assertThat(json(reply).get("model_name").asText()).isEqualTo("mymodel");
        assertThat(json(reply).get("outputs").toString())
                .isEqualTo(
                        "[{\"name\":\"output\",\"datatype\":\"FP32\",\"shape\":[1,4],"
                                + "\"data\":[1.1,3.3,0.5,2.4]}]");
        RawReply versioned =
                send(HEAD.replace("mymodel", "mymodel/versions/1"), ONE_INPUT, new byte[0]);
        assertThat(versioned.text()).isEqualTo(reply.text());
    }

    @Test
    void the_example_of_the_classification_extension_is_answered() throws IOException {
        String classified =
                ONE_INPUT.replace(
                        "\"name\" : \"output\"",
                        "\"name\" : \"output\",\n      \"parameters\" : { \"classification\" : 2 }");
        RawReply reply = send(HEAD, classified, new byte[0]);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(json(reply).get("outputs").toString())
                .isEqualTo(
                        "[{\"name\":\"output\",\"datatype\":\"BYTES\",\"shape\":[1,2],"
                                + "\"data\":[\"3.3:1:index_1_label\",\"2.4:3:index_3_label\"]}]");
    }

    @Test
    void the_example_of_the_binary_extension_is_answered() throws IOException {
        String head =
                """
                POST /v2/models/mymodel/infer HTTP/1.1
                Host: localhost:8000
                Content-Type: application/octet-stream
                Inference-Header-Content-Length: <xx>
                Content-Length: <all>
                """;
        String json =
                """
                {
                  "model_name" : "mymodel",
                  "inputs" : [
                    {
                      "name" : "input",
                      "shape" : [ 1, 4 ],
                      "datatype" : "UINT32",
                      "parameters" : {
                        "binary_data_size" : 16
                      }
                    }
                  ],
                  "outputs" : [
                    {
                      "name" : "output",
                      "parameters" : {
                        "binary_data" : true
                      }
                    }
                  ]
                }
                """;
        ByteBuffer numbers = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 1; i <= 4; i++) {
            numbers.putInt(i);
        }
        RawReply reply = send(head, json, numbers.array());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.headers()).containsEntry("content-type", "application/octet-stream");
        int length = Integer.parseInt(reply.headers().get("inference-header-content-length"));
        assertThat(reply.body()).hasSize(length + 16);
        JsonNode output =
                Asked.JSON.readTree(reply.text().substring(0, length)).get("outputs").get(0);
        assertThat(output.get("parameters").get("binary_data_size").asInt()).isEqualTo(16);
        ByteBuffer floats =
                ByteBuffer.wrap(reply.body(), length, 16).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(
                        new float[] {
                            floats.getFloat(),
                            floats.getFloat(),
                            floats.getFloat(),
                            floats.getFloat()
                        })
                .containsExactly(1.1f, 3.3f, 0.5f, 2.4f);
        // The same with the second input of the document, BOOL: what it is, is read, and one too
        // many.
        String two =
                json.replace(
                        "    }\n  ],\n  \"outputs\"",
                        "    },\n    {\n      \"name\" : \"input1\",\n      \"shape\" : [ 3 ],\n"
                                + "      \"datatype\" : \"BOOL\",\n      \"parameters\" : {\n"
                                + "        \"binary_data_size\" : 3\n      }\n    }\n  ],\n"
                                + "  \"outputs\"");
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(numbers.array());
        both.writeBytes(new byte[] {1, 0, 1});
        RawReply refused = send(head, two, both.toByteArray());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("2 inputs where one is taken");
    }

    @Test
    void every_path_of_the_protocol_s_table_answers() throws IOException {
        for (String path :
                List.of(
                        "v2/models/mymodel",
                        "v2/models/mymodel/versions/1",
                        "v2/health/ready",
                        "v2/health/live",
                        "v2",
                        "v2/models/mymodel/ready",
                        "v2/models/mymodel/versions/1/ready")) {
            RawReply reply =
                    send("GET /" + path + " HTTP/1.1\nHost: localhost:8000\n", "", new byte[0]);
            assertThat(reply.status()).as(path).isEqualTo(200);
            assertThat(json(reply).isObject()).as(path).isTrue();
        }
        RawReply hearth = send("GET /v2 HTTP/1.1\nHost: localhost:8000\n", "", new byte[0]);
        assertThat(json(hearth).get("extensions").toString())
                .isEqualTo("[\"binary_tensor_data\",\"classification\"]");
    }
}
