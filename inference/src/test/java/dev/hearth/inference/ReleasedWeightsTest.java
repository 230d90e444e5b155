package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.weights.HeadPolicy;
import dev.hearth.weights.StoredTensor;
import dev.hearth.weights.TensorNaming;
import dev.hearth.weights.WeightExporter;
import dev.hearth.weights.WeightFile;
import dev.hearth.weights.WeightImporter;
import dev.hearth.zoo.inception.InceptionResNetV2Released;
import dev.hearth.zoo.inception.InceptionV4Released;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in the released names, of weights that two languages can make. */
@Tag("long")
class ReleasedWeightsTest {

    private static final Shape IN = new Shape.Image(3, 299, 299);

    @TempDir private Path temp;

    private static Model net(Layer letter) {
        return Model.build(letter, IN, new Seed(1), Device.CPU);
    }

    private static TensorNaming names(Layer letter) {
        return TensorNaming.released(letter).orElseThrow();
    }

    private static JsonNode reference() throws IOException {
        try (InputStream in =
                ReleasedWeightsTest.class.getResourceAsStream("/reference/inception_v4.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    @Test
    void an_imported_inception_v4_gives_the_references_logits_and_goes_out_byte_by_byte()
            throws IOException {
        Layer letter = InceptionV4Released.asPublished();
        Path file = temp.resolve("in.safetensors");
        Path back = temp.resolve("out.safetensors");
        JsonNode reference = reference();
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = net(letter);
            Hashed.write(net, names(letter), file);
            try (WeightFile weights = WeightFile.open(file)) {
                Map<String, String> shapes = new TreeMap<>();
                weights.tensors().forEach(t -> shapes.put(t.name(), t.shape().toString()));
                Map<String, String> theirs = new TreeMap<>();
                reference
                        .get("tensors")
                        .forEach(
                                t ->
                                        theirs.put(
                                                t.get("name").asText(),
                                                t.get("shape").toString().replace(",", ", ")));
                assertThat(shapes).isEqualTo(theirs);
                assertThat(new WeightImporter(names(letter), HeadPolicy.STORED).into(net, weights))
                        .isEqualTo(theirs.size());
            }
            Tensor input =
                    Tensor.of(Hashed.values("input", 2 * 3 * 299 * 299, 2, -1), 2, 3, 299, 299);
            float[] logits = net.apply(input, Context.testing(new Seed(2))).toFloats();
            for (int i = 0; i < logits.length; i++) {
                assertThat((double) logits[i])
                        .as("logit %d of input %d", i % 1000, i / 1000)
                        .isCloseTo(
                                reference.get("logits").get(i / 1000).get(i % 1000).asDouble(),
                                within(1e-4));
            }
            new WeightExporter(names(letter), Map.of("format", "pt")).of(net, back);
        }
        assertThat(Files.mismatch(file, back)).isEqualTo(-1);
    }

    @Test
    void inception_resnet_v2_goes_in_and_out_byte_by_byte() throws IOException {
        Layer letter = InceptionResNetV2Released.asPublished();
        Path file = temp.resolve("in.safetensors");
        Path back = temp.resolve("out.safetensors");
        try (var room = Scope.open()) {
            Model net = net(letter);
            Hashed.write(net, names(letter), file);
            try (WeightFile weights = WeightFile.open(file)) {
                assertThat(weights.tensors())
                        .extracting(StoredTensor::name)
                        .contains(
                                "conv2d_1a.conv.weight",
                                "mixed_5b.branch1.1.bn.running_var",
                                "repeat.0.conv2d.bias",
                                "repeat_1.19.branch1.2.conv.weight",
                                "block8.branch0.bn.bias",
                                "classif.weight");
                new WeightImporter(names(letter), HeadPolicy.STORED).into(net, weights);
            }
            new WeightExporter(names(letter), Map.of("format", "pt")).of(net, back);
        }
        assertThat(Files.mismatch(file, back)).isEqualTo(-1);
    }
}
