package dev.hearth.onednn;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.pyramidPool;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.data.BadDataException;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.fold.Simplification;
import dev.hearth.onnx.ModelOpener;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.onnx.SelfTest;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.zoo.ModelRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every net of {@code ./hearth list} that can be exported, beside ONNX Runtime, at its smallest side. */
class OneDnnZooTest {

    /** Larger ones take seconds to draw. */
    private static final long SMALL = 3_000_000;

    /** Larger ones do not fit into the tests' heap several times: elu-imagenet, of 165 million. */
    private static final long LARGE = 100_000_000;

    private static boolean isSmall(ModelRegistry.Entry entry) {
        return entry.cost().parameters() < SMALL;
    }

    static Stream<String> small() {
        return ModelRegistry.models().values().stream()
                .filter(OneDnnZooTest::isSmall)
                .map(ModelRegistry.Entry::name);
    }

    static Stream<String> large() {
        return ModelRegistry.models().values().stream()
                .filter(entry -> !isSmall(entry) && entry.cost().parameters() < LARGE)
                .map(ModelRegistry.Entry::name);
    }

    /** The smallest picture that the layers can compute, from 75 pixels or its own size on. */
    private static Shape in(ModelRegistry.Entry entry) {
        if (entry.view().isEmpty()) {
            return entry.in();
        }
        int channels = entry.view().get().channels();
        for (int side = 75; side < entry.view().get().side(); side++) {
            if (entry.takes(side)) {
                return new Shape.Image(channels, side, side);
            }
        }
        return entry.in();
    }

    private static Optional<OnnxModel> exported(ModelRegistry.Entry entry, Shape in) {
        try (var scope = Scope.open()) {
            Model net = Model.build(entry.layer(), in, new Seed(5), Device.CPU);
            Folded folded =
                    Folded.of(entry.layer(), in, net.arrays())
                            .simplified(
                                    in, Simplification.DAMPED_SUMS, Simplification.POOLS_BEHIND);
            return Optional.of(OnnxModel.of(entry.name(), folded, in, Map.of()));
        } catch (BadDataException | IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    private static float[] noise(Shape in) {
        RandomStream random = new Seed(9).stream();
        float[] x = new float[Math.toIntExact(in.count() * 3)];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.uniform(-1, 1);
        }
        return x;
    }

    @ParameterizedTest
    @MethodSource("small")
    void a_small_net_answers_as_in_onnx_runtime_or_says_in_a_line_why_not(String name) {
        answersOrSaysWhyNot(ModelRegistry.model(name));
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("large")
    void a_large_net_answers_as_in_onnx_runtime_or_says_in_a_line_why_not(String name) {
        answersOrSaysWhyNot(ModelRegistry.model(name));
    }

    /** As elu-imagenet ends: cells of a pyramid are slices of rows and of columns, and their maxima. */
    @Test
    void a_pyramid_of_pools() {
        assumeTrue(new OneDnnCompiler().obstacle(Precision.BFLOAT16).isEmpty());
        Shape in = new Shape.Image(3, 19, 15);
        Layer layer = sequence(conv(24, 3), relu(), pyramidPool(1, 2, 3), linear(5));
        byte[] bytes;
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, in, new Seed(5), Device.CPU);
            Folded folded = Folded.of(layer, in, net.arrays());
            bytes = OnnxModel.of("pyramid", folded, in, Map.of()).bytes();
        }
        assertThat(operators(bytes)).contains("Slice", "ReduceMax");
        agrees("pyramid", bytes, in);
    }

    private static void answersOrSaysWhyNot(ModelRegistry.Entry entry) {
        assumeTrue(new OneDnnCompiler().obstacle(Precision.BFLOAT16).isEmpty());
        Shape in = in(entry);
        Optional<OnnxModel> model = exported(entry, in);
        assumeTrue(model.isPresent(), "cannot be exported");
        agrees(entry.name(), model.get().bytes(), in);
    }

    private static void agrees(String name, byte[] bytes, Shape in) {
        float[] x = noise(in);
        float[] wanted;
        try (OnnxNet peer = OnnxNet.open(bytes, 2)) {
            wanted = peer.apply(x, in.batch(3));
        }
        for (Precision precision : Precision.values()) {
            Optional<String> why = whyNot(name, bytes, precision);
            if (why.isPresent()) {
                Throwable refused =
                        catchThrowable(() -> OneDnnCompiler.net(bytes, precision, 2).close());
                assertThat(refused)
                        .as("%s in %s", name, precision)
                        .isInstanceOf(BadDataException.class)
                        .hasMessageContaining(why.get())
                        .hasMessageContaining("Received: ");
                assertThat(refused.getMessage().lines()).hasSize(1);
                continue;
            }
            try (OneDnnNet net = OneDnnCompiler.net(bytes, precision, 2)) {
                float[] came = net.apply(x, in.batch(3));
                boolean exact = precision == Precision.FLOAT32;
                assertThat(SelfTest.error(came, wanted))
                        .as("%s in %s", name, precision)
                        .isLessThan(exact ? 1e-4 : ModelOpener.BFLOAT16);
                assertThat(net.apply(x, in.batch(3))).as("again").containsExactly(came);
                int each = Math.toIntExact(in.count());
                float[] first = net.apply(Arrays.copyOf(x, each), in.batch(1));
                assertThat(first)
                        .as("alone, by both threads")
                        .containsExactly(Arrays.copyOf(came, first.length));
                OneDnnNetTest.assertFastKernels(net);
            }
        }
    }

    /** Nets without a convolution are faster elsewhere; an ELU in float32 is not right. */
    private static Optional<String> whyNot(String name, byte[] model, Precision precision) {
        boolean isExact = precision == Precision.FLOAT32;
        return switch (name) {
            case "elu-cifar-11", "elu-cifar-11-quarter", "elu-cifar-18", "elu-imagenet" ->
                    isExact ? Optional.of("Elu in float32") : Optional.empty();
            default -> {
                Set<String> operators = operators(model);
                yield operators.contains("Reshape")
                        ? Optional.of("Reshape")
                        : operators.contains("Conv")
                                ? Optional.empty()
                                : Optional.of("oneDNN needs a net of");
            }
        };
    }

    private static Set<String> operators(byte[] model) {
        try {
            return ModelProto.parseFrom(model).getGraph().getNodeList().stream()
                    .map(NodeProto::getOpType)
                    .collect(Collectors.toSet());
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
