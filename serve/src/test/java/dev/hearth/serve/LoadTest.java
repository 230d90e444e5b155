package dev.hearth.serve;

import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.OnnxLogitModel;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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
        InputSpec view = new InputSpec(1, 28, 1, Interpolation.BILINEAR, 0.5, 0.5);
        byte[] model;
        try (var room = Scope.open()) {
            Layer layer = sequence(new Flatten(), linear(128), new Elu(), linear(10));
            Model net = Model.build(layer, new Shape.Image(1, 28, 28), new Seed(1), Device.CPU);
            Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
            model = OnnxModel.of("mlp", folded, net.in(), Map.of()).bytes();
        }
        List<String> classes = IntStream.range(0, 10).mapToObj(i -> "class " + i).toList();
        server =
                PictureServer.builder(
                                () -> {
                                    OnnxNet net = OnnxNet.open(model, 1);
                                    OnnxLogitModel scorer =
                                            new OnnxLogitModel(net, view, false, 10);
                                    ImageClassifier classifier =
                                            ImageClassifier.of(
                                                    "mlp",
                                                    view,
                                                    Optional.empty(),
                                                    classes,
                                                    scorer,
                                                    12,
                                                    TestCrops.ONE,
                                                    () -> {});
                                    return new ServedModel("mlp", classes, classifier, net::close);
                                })
                        .start();
        BufferedImage digit = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 784; i++) {
            digit.getRaster().setSample(i % 28, i / 28, 0, i * 7919 >> 3 & 0xFF);
        }
        load =
                new LoadGenerator(
                        server.address(),
                        LoadGenerator.post("/predict", "image/png", Asked.png(digit)));
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
