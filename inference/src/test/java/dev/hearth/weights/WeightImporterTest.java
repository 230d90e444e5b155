package dev.hearth.weights;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hearth.data.BadDataException;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.inference.TrainedModel;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.FixedGain;
import dev.hearth.nn.layers.MeanOnlyBatchNorm;
import dev.hearth.nn.layers.WeightNorm;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WeightImporterTest {

    private static final Shape IN = new Shape.Image(3, 8, 8);

    @TempDir private Path temp;

    private static Layer layer(int classes) {
        return sequence(conv(4, 3), new BatchNorm(), globalAvgPool(), linear(classes));
    }

    private static Model net(int classes, long seed) {
        return Model.build(layer(classes), IN, new Seed(seed), Device.CPU);
    }

    private static float[] ramp(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i + 1;
        }
        return values;
    }

    private static SafetensorsWriter body() {
        return new SafetensorsWriter()
                .floats("0.weight", List.of(4L, 3L, 3L, 3L), ramp(108))
                .floats("0.bias", List.of(4L), ramp(4))
                .floats("1.scale", List.of(4L), ramp(4))
                .floats("1.shift", List.of(4L), ramp(4))
                .floats("1.mean", List.of(4L), ramp(4))
                .floats("1.variance", List.of(4L), ramp(4))
                .longs("1.num_batches_tracked", List.of(), new long[] {7});
    }

    private Path written(SafetensorsWriter writer) throws IOException {
        Path file = temp.resolve("weights.safetensors");
        writer.write(file);
        return file;
    }

    private static int fill(Model net, Path file, HeadPolicy head) {
        try (WeightFile weights = WeightFile.open(file)) {
            return new WeightImporter(TensorNaming.OWN, head).into(net, weights);
        }
    }

    @Test
    void numbers_come_in_and_counters_are_passed_over() throws IOException {
        Path file =
                written(
                        body().floats("3.weight", List.of(2L, 4L), ramp(8))
                                .floats("3.bias", List.of(2L), ramp(2)));
        try (var room = Scope.open()) {
            Model net = net(2, 1);
            assertThat(fill(net, file, HeadPolicy.STORED)).isEqualTo(8);
            assertThat(net.parameters().value("0.weight").toFloats()).isEqualTo(ramp(108));
            assertThat(net.parameters().state("1.variance").toFloats()).isEqualTo(ramp(4));
            assertThat(net.parameters().value("3.weight").toFloats()).isEqualTo(ramp(8));
        }
    }

    @Test
    void all_that_does_not_fit_is_told_at_once_and_nothing_changes() throws IOException {
        Path file =
                written(
                        new SafetensorsWriter()
                                .floats("0.weight", List.of(4L, 3L, 1L, 9L), ramp(108))
                                .floats("0.bias", List.of(4L), ramp(4))
                                .floats("1.scale", List.of(4L), ramp(4))
                                .longs("1.mean", List.of(4L), new long[4])
                                .floats("1.variance", List.of(4L), ramp(4))
                                .floats("aux.weight", List.of(1L), ramp(1))
                                .floats("3.weight", List.of(2L, 4L), ramp(8)));
        try (var room = Scope.open()) {
            Model net = net(2, 1);
            float[] before = net.parameters().values().toFloats();
            assertThatThrownBy(() -> fill(net, file, HeadPolicy.STORED))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "The net needs its 8 tensors, each in its shape. Received: 2 missing"
                                    + " (1.shift, 3.bias); 1 unexpected (aux.weight); 2 misshapen"
                                    + " (0.weight is F32 [4, 3, 1, 9], not [4, 3, 3, 3], 1.mean is"
                                    + " I64 [4], not [4]). Name the model that the file was made"
                                    + " for.");
            assertThat(net.parameters().values().toFloats()).isEqualTo(before);
        }
    }

    @Test
    void the_background_of_1001_classes_is_dropped() throws IOException {
        Path file =
                written(
                        body().floats("3.weight", List.of(1001L, 4L), ramp(4004))
                                .floats("3.bias", List.of(1001L), ramp(1001)));
        try (var room = Scope.open()) {
            Model net = net(1000, 1);
            fill(net, file, HeadPolicy.STORED);
            assertThat(net.parameters().value("3.weight").toFloats())
                    .isEqualTo(Arrays.copyOfRange(ramp(4004), 4, 4004));
            assertThat(net.parameters().value("3.bias").toFloats())
                    .isEqualTo(Arrays.copyOfRange(ramp(1001), 1, 1001));
            assertThatThrownBy(() -> fill(net(999, 1), file, HeadPolicy.STORED))
                    .hasMessageContaining("3.bias is F32 [1001], not [999]");
        }
    }

    @Test
    void a_fresh_head_stays_as_it_began() throws IOException {
        Path file =
                written(
                        body().floats("3.weight", List.of(1001L, 4L), ramp(4004))
                                .floats("3.bias", List.of(1001L), ramp(1001)));
        try (var room = Scope.open()) {
            Model net = net(5, 1);
            float[] head = net.parameters().value("3.weight").toFloats();
            assertThat(fill(net, file, HeadPolicy.FRESH)).isEqualTo(6);
            assertThat(net.parameters().value("3.weight").toFloats()).isEqualTo(head);
            assertThat(net.parameters().value("0.bias").toFloats()).isEqualTo(ramp(4));
        }
    }

    static Stream<Arguments> normalisedHeads() {
        UnaryOperator<Layer> learned = WeightNorm::new;
        UnaryOperator<Layer> kept = FixedGain::new;
        return Stream.of(learned, kept)
                .flatMap(gain -> Stream.of(arguments(gain, 2), arguments(gain, 4)));
    }

    @ParameterizedTest
    @MethodSource("normalisedHeads")
    void a_fresh_head_is_all_from_the_last_weight_on(UnaryOperator<Layer> gain, int classes) {
        Path file = temp.resolve("out.safetensors");
        IntFunction<Layer> layer =
                n ->
                        sequence(
                                conv(4, 3),
                                globalAvgPool(),
                                sequence(gain.apply(linear(n)), new MeanOnlyBatchNorm()));
        try (var room = Scope.open()) {
            Model stored = Model.build(layer.apply(4), IN, new Seed(5), Device.CPU);
            stored.parameters().values().fillInPlace(7);
            stored.parameters().state().fillInPlace(7);
            new WeightExporter(TensorNaming.OWN, Map.of()).of(stored, file);
            Model net = Model.build(layer.apply(classes), IN, new Seed(6), Device.CPU);
            Map<String, float[]> before = net.arrays();
            assertThat(fill(net, file, HeadPolicy.FRESH)).isEqualTo(2);
            net.arrays()
                    .forEach(
                            (name, came) -> {
                                if (name.startsWith("2.")) {
                                    assertThat(came).as(name).isEqualTo(before.get(name));
                                } else {
                                    assertThat(came).as(name).containsOnly(7);
                                }
                            });
        }
    }

    @Test
    void numbers_that_are_none_are_refused() throws IOException {
        Path file =
                written(
                        body().floats("3.weight", List.of(2L, 4L), new float[8])
                                .floats("3.bias", List.of(2L), new float[] {0, Float.NaN}));
        try (var room = Scope.open()) {
            assertThatThrownBy(() -> fill(net(2, 1), file, HeadPolicy.STORED))
                    .hasMessage(
                            "Weights are finite numbers. Received: NaN at 1 of 3.bias. Use another"
                                    + " file: this one is of a training that diverged.");
        }
    }

    @Test
    void a_models_folder_travels() throws IOException {
        InputSpec view = new InputSpec(3, 8, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
        TrainedModel model = new TrainedModel("small", layer(2), view, List.of("cat", "dog"));
        Path folder = temp.resolve("models/small");
        try (var room = Scope.open()) {
            Model net = net(2, 5);
            model.write(folder, net, LayerJson.standard());
            assertThat(TrainedModel.isIn(folder)).isTrue();
            TrainedModel same = TrainedModel.read(folder, LayerJson.standard());
            assertThat(same).isEqualTo(model);
            assertThat(same.network(folder, Device.CPU).parameters().values().toFloats())
                    .isEqualTo(net.parameters().values().toFloats());
        }
        assertThatThrownBy(() -> TrainedModel.read(temp, LayerJson.standard()))
                .hasMessage(
                        "A trained model is described by "
                                + temp.resolve("model.json")
                                + ". Received: nothing there. Name a folder that ./hearth import"
                                + " or train made.");
        Files.writeString(folder.resolve("model.json"), "{\"name\": 3");
        assertThatThrownBy(() -> TrainedModel.read(folder, LayerJson.standard()))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(". Received: ");
        assertThatThrownBy(() -> new TrainedModel("small", layer(3), view, List.of("cat", "dog")))
                .hasMessageContaining("Received: 2 classes for outputs 3");
    }

    @Test
    void what_goes_out_comes_in_again_under_other_names() {
        Path file = temp.resolve("out.safetensors");
        TensorNaming backwards = name -> new StringBuilder(name).reverse().toString();
        try (var room = Scope.open()) {
            Model net = net(2, 5);
            new WeightExporter(backwards, Map.of()).of(net, file);
            Model other = net(2, 6);
            try (WeightFile weights = WeightFile.open(file)) {
                new WeightImporter(backwards, HeadPolicy.STORED).into(other, weights);
                assertThat(
                                IntStream.range(1, weights.tensors().size())
                                        .allMatch(
                                                i ->
                                                        weights.tensors()
                                                                        .get(i - 1)
                                                                        .name()
                                                                        .compareTo(
                                                                                weights.tensors()
                                                                                        .get(i)
                                                                                        .name())
                                                                < 0))
                        .isTrue();
            }
            assertThat(other.parameters().values().toFloats())
                    .isEqualTo(net.parameters().values().toFloats());
            assertThat(other.parameters().state().toFloats())
                    .isEqualTo(net.parameters().state().toFloats());
        }
    }
}
