package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An .onnx file that others made. */
@Timeout(120)
class OtherModelTest {

    @TempDir private Path temp;

    private void write(String name, Map<String, String> metadata) throws IOException {
        write(temp.resolve(name), metadata);
    }

    /** A classifier of three classes. */
    static void write(Path file, Map<String, String> metadata) throws IOException {
        ValueInfoProto.Builder in = ValueInfoProto.newBuilder().setName("data");
        var shape = in.getTypeBuilder().getTensorTypeBuilder().setElemType(1).getShapeBuilder();
        shape.addDimBuilder().setDimParam("n");
        for (long extent : new long[] {3, 4, 4}) {
            shape.addDimBuilder().setDimValue(extent);
        }
        ValueInfoProto.Builder out = ValueInfoProto.newBuilder().setName("y");
        out.getTypeBuilder().getTensorTypeBuilder().setElemType(1);
        GraphProto graph =
                GraphProto.newBuilder()
                        .setName("others")
                        .addInput(in)
                        .addOutput(out)
                        .addNode(node("GlobalAveragePool", "mean", "data"))
                        .addNode(node("Flatten", "y", "mean"))
                        .build();
        ModelProto.Builder model =
                ModelProto.newBuilder()
                        .setIrVersion(8)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                        .setGraph(graph);
        metadata.forEach(
                (key, value) -> model.addMetadataPropsBuilder().setKey(key).setValue(value));
        Files.write(file, model.build().toByteArray());
    }

    private static NodeProto node(String operator, String out, String in) {
        return NodeProto.newBuilder().setOpType(operator).addInput(in).addOutput(out).build();
    }

    @BeforeEach
    void pictures() throws IOException {
        BufferedImage green = new BufferedImage(9, 6, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 54; i++) {
            green.setRGB(i % 9, i / 9, 0x00FF00);
        }
        ImageIO.write(green, "png", temp.resolve("green.png").toFile());
        Files.write(temp.resolve("names.txt"), List.of("red", "green", "blue", ""));
    }

    private Called predict(String model, String... options) {
        java.util.ArrayList<String> line =
                new java.util.ArrayList<>(
                        List.of(
                                "predict",
                                "--json",
                                "--threads",
                                "1",
                                "--model",
                                temp.resolve(model).toString()));
        line.addAll(List.of(options));
        line.add(temp.resolve("green.png").toString());
        return Called.of(line.toArray(String[]::new));
    }

    @Test
    void it_is_named_by_labels_and_scaled_as_its_options_say() throws IOException {
        write("net.onnx", Map.of());
        Called called =
                predict(
                        "net.onnx",
                        "--labels",
                        temp.resolve("names.txt").toString(),
                        "--mean",
                        "0.5,0,0.25",
                        "--deviation",
                        "1,0.5,1");
        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.err())
                .contains("sees squares of 4, crop 0.875, bilinear, mean [0.5, 0.0, 0.25]");
        JsonNode first = new ObjectMapper().readTree(called.out()).get(0).get("guesses").get(0);
        assertThat(first.get("class").asText()).isEqualTo("green");
        // The logits are −0.5, 2 and −0.25.
        double sum = Math.exp(-0.5) + Math.exp(2) + Math.exp(-0.25);
        assertThat(first.get("probability").asDouble()).isCloseTo(Math.exp(2) / sum, within(1e-5));
    }

    @Test
    void a_mark_of_the_byte_order_is_in_no_name() throws IOException {
        write("net.onnx", Map.of());
        Path marked = Files.writeString(temp.resolve("marked.txt"), "\uFEFFred\ngreen\nblue\n");
        Called called = predict("net.onnx", "--labels", marked.toString());
        assertThat(called.code()).as(called.err()).isZero();
        assertThat(new ObjectMapper().readTree(called.out()).findValuesAsText("class"))
                .containsExactlyInAnyOrder("red", "green", "blue");
    }

    @Test
    void its_metadata_may_say_so_too_and_wrong_words_are_refused() throws IOException {
        write(
                "said.onnx",
                Map.of(
                        "labels",
                        "[\"r\",\"g\",\"b\"]",
                        "mean",
                        "[0, 0, 0]",
                        "std",
                        "1",
                        "crop_pct",
                        "1"));
        Called said = predict("said.onnx");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.err()).contains("crop 1.0, bilinear, mean [0.0, 0.0, 0.0]");
        write("net.onnx", Map.of());
        Called none = predict("net.onnx");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err())
                .startsWith("An image classifier needs the metadata hearth.model, ")
                .endsWith("or name the classes of another's with --labels.\n");
        Called unnamed = predict("net.onnx", "--side", "4");
        assertThat(unnamed.code()).isEqualTo(2);
        assertThat(unnamed.err())
                .startsWith("An .onnx file that others made needs names of its classes. Received: ")
                .endsWith(" with --labels, one a line.\n")
                .doesNotContain("Leave it out");
        Files.write(temp.resolve("two.txt"), List.of("one", "two"));
        Called two = predict("net.onnx", "--labels", temp.resolve("two.txt").toString());
        assertThat(two.code()).isEqualTo(2);
        assertThat(two.err()).contains("2 names for the 3 numbers that come out");
    }
}
