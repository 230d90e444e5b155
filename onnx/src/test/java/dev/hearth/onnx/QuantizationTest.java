package dev.hearth.onnx;

import static dev.hearth.nn.layers.Layers.avgPool;
import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.residual;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of very different sizes in eight bits; libtorch's float32 is the truth. */
class QuantizationTest {

    private static final Shape IN = new Shape.Image(4, 9, 7);
    private static final int BATCH = 5;

    private static void scale(Model net, String name, int from, int to, double factor) {
        Tensor tensor = net.parameters().value(name);
        float[] values = tensor.toFloats();
        int each = (int) (values.length / tensor.shape()[0]);
        for (int i = from * each; i < to * each; i++) {
            values[i] = (float) (values[i] * factor);
        }
        put(net, name, values);
    }

    private static void fill(Model net, String name, double value) {
        float[] values = net.parameters().value(name).toFloats();
        Arrays.fill(values, (float) value);
        put(net, name, values);
    }

    private static void put(Model net, String name, float[] values) {
        try (var quiet = NoGrad.open()) {
            net.parameters().value(name).copyInPlace(values);
        }
    }

    private static OnnxModel eight(Model net) {
        Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
        OnnxModel model = OnnxModel.of("net", folded, net.in(), Map.of());
        try (Calibration calibration = Calibration.of(model, 1, 1)) {
            calibration.observe(Used.values(net.in(), BATCH), net.in().batch(BATCH));
            return calibration.quantized();
        }
    }

    private static float[] answers(OnnxModel model, Shape in) {
        try (OnnxNet net = OnnxNet.open(model.bytes(), 1)) {
            return net.apply(Used.values(in, BATCH), in.batch(BATCH));
        }
    }

    /** The largest error, as a share of the largest number. */
    private static double error(Model net) {
        float[] came = answers(eight(net), net.in());
        float[] wanted = Used.outputs(net, BATCH);
        assertThat(came).hasSameSizeAs(wanted);
        double worst = 0;
        double largest = 0;
        for (int i = 0; i < came.length; i++) {
            worst = Math.max(worst, Math.abs(came[i] - wanted[i]));
            largest = Math.max(largest, Math.abs(wanted[i]));
        }
        return worst / largest;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-5, 1e-9, 1e-20, 0})
    void a_bias_beside_small_weights_is_kept(double weight) {
        try (var room = Scope.open()) {
            for (Layer layer : List.of(linear(3), conv(3, 3))) {
                Shape in = layer.equals(linear(3)) ? new Shape.Vector(12) : IN;
                Model net = Used.net(layer, in);
                fill(net, "weight", weight);
                put(net, "bias", new float[] {5.25f, -5.25f, 0});
                float[] wanted = Used.outputs(net, BATCH);
                float[] came = answers(eight(net), in);
                for (int i = 0; i < wanted.length; i++) {
                    assertThat(came[i]).isCloseTo(wanted[i], within(1e-3f));
                }
            }
        }
    }

    /** What weight decay leaves of filters that nothing needs. */
    @Test
    void dead_filters_beside_living_ones_give_their_biases() {
        try (var room = Scope.open()) {
            Model net = Used.net(sequence(conv(48, 3), relu(), globalAvgPool(), linear(10)), IN);
            scale(net, "0.weight", 16, 32, 1e-9);
            fill(net, "0.bias", 0.7);
            assertThat(error(net)).isLessThan(0.02);
        }
    }

    @Test
    void a_layer_behind_a_dead_value_gives_its_bias() {
        try (var room = Scope.open()) {
            for (Layer last : List.of(sequence(globalAvgPool(), linear(6)), conv(6, 3))) {
                Model net = Used.net(sequence(conv(8, 3), relu(), last), IN);
                fill(net, "0.bias", -1000);
                float[] wanted = Used.outputs(net, BATCH);
                assertThat(wanted[0]).isNotZero();
                assertThat(error(net)).isLessThan(1e-5);
            }
        }
    }

    static List<Layer> joins() {
        Layer rectified = sequence(conv(6, 3), relu());
        return List.of(
                concat(rectified, conv(6, 3)),
                concat(conv(6, 3), rectified),
                concat(sequence(rectified, maxPool(1, 1)), conv(6, 3)),
                sequence(concat(rectified, conv(6, 3)), relu()),
                concat(concat(rectified, conv(6, 3)), rectified),
                sequence(conv(6, 3), concat(sequence(residual(1, conv(6, 3)), relu()), conv(6, 1))),
                sequence(rectified, concat(sequence(relu()), conv(6, 3))),
                sequence(conv(6, 3), concat(sequence(relu()), conv(6, 3))));
    }

    @ParameterizedTest
    @MethodSource("joins")
    void what_is_rectified_stays_so_beside_what_is_not(Layer join) {
        try (var room = Scope.open()) {
            for (Layer behind : List.of(conv(5, 1), globalAvgPool())) {
                Model net = Used.net(sequence(join, behind), IN);
                assertThat(error(net)).isLessThan(0.04);
            }
        }
    }

    /** A mean over windows before a convolution, before and behind a concatenation, and over the whole map. */
    private static Layer means() {
        return sequence(
                conv(8, 3),
                relu(),
                avgPool(2, 2),
                conv(8, 3),
                relu(),
                concat(sequence(avgPool(3), relu()), sequence(conv(4, 1), avgPool(3))),
                avgPool(3),
                conv(8, 1),
                relu(),
                globalAvgPool(),
                linear(5));
    }

    @Test
    void means_over_windows_are_computed_in_floats_and_those_over_maps_in_bytes() throws Exception {
        try (var room = Scope.open()) {
            Model net = Used.net(means(), new Shape.Image(4, 18, 14));
            OnnxModel model = eight(net);
            assertThat(Optimized.operators(model))
                    .containsEntry("AveragePool", 4)
                    .containsEntry("QLinearConv", 4)
                    .containsEntry("QLinearGlobalAveragePool", 1)
                    .doesNotContainKeys("QLinearAveragePool", "Conv", "GlobalAveragePool");
            assertThat(error(net)).isLessThan(0.04);
        }
    }

    @Test
    void means_in_floats_are_those_in_bytes() {
        Shape in = new Shape.Image(4, 18, 14);
        try (var room = Scope.open()) {
            Model net = Used.net(means(), in);
            OnnxModel model =
                    OnnxModel.of("net", Folded.of(net.layer(), in, net.arrays()), in, Map.of());
            try (Calibration calibration = Calibration.of(model, 1, 1)) {
                calibration.observe(Used.values(in, BATCH), in.batch(BATCH));
                OnnxModel bytes = Quantization.of(model, calibration.ranges(), Set.of());
                assertThat(plainly(calibration.quantized(), in)).isEqualTo(plainly(bytes, in));
            }
        }
    }

    /** Operator by operator. */
    private static float[] plainly(OnnxModel model, Shape in) {
        Sessions sessions = new Sessions(model.bytes(), ThreadSpinning.ASLEEP, Optimization.NO_OPT);
        try (OnnxNet net = OnnxNet.open(sessions, 1)) {
            return net.apply(Used.values(in, BATCH), in.batch(BATCH));
        }
    }
}
