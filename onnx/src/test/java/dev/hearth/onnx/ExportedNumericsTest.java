package dev.hearth.onnx;

import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.sigmoid;
import static dev.hearth.nn.layers.Layers.tanh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.tensor.Scope;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where ONNX Runtime's own operators are off, exported graphs are not. */
class ExportedNumericsTest {

    private static OnnxModel model(Layer net, Shape in) {
        try (var scope = Scope.open()) {
            Model built = Used.net(net, in);
            return OnnxModel.of("net", Folded.of(net, in, built.arrays()), in, Map.of());
        }
    }

    /** Operator by operator and by default: ONNX Runtime's own sigmoid and tanh pass 1. */
    @ParameterizedTest
    @EnumSource(
            value = Optimization.class,
            names = {"ALL_OPT", "NO_OPT"})
    void sigmoid_and_tanh_are_right_and_stay_in_their_ranges(Optimization level) {
        int count = 50_000;
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = -100 + 200f * i / (count - 1);
        }
        Shape in = new Shape.Vector(count);
        float[] sigmoid = answers(model(sigmoid(), in), level, x);
        float[] tanh = answers(model(tanh(), in), level, x);
        for (int i = 0; i < count; i++) {
            double right = 1 / (1 + Math.exp(-(double) x[i]));
            assertThat((double) sigmoid[i])
                    .isCloseTo(right, within(1e-6 * right + Float.MIN_NORMAL))
                    .isBetween(0.0, 1.0);
            assertThat((double) tanh[i])
                    .isCloseTo(Math.tanh(x[i]), within(5e-7))
                    .isBetween(-1.0, 1.0);
            if (i > 0) {
                assertThat(sigmoid[i]).isGreaterThanOrEqualTo(sigmoid[i - 1]);
            }
        }
    }

    private static float[] answers(OnnxModel model, Optimization level, float[] x) {
        Sessions sessions = new Sessions(model.bytes(), ThreadSpinning.ASLEEP, level);
        try (OnnxNet net = OnnxNet.open(sessions, 1)) {
            return net.apply(x, 1, x.length);
        }
    }

    @Test
    void a_nan_stays_one() throws OrtException {
        for (Layer layer : List.of(sigmoid(), tanh())) {
            byte[] bytes = model(layer, new Shape.Vector(3)).bytes();
            FloatBuffer values = FloatBuffer.wrap(new float[] {Float.NaN, 1, -1});
            try (OrtSession session = PreprocessingCheck.session(bytes);
                    OnnxTensor x =
                            OnnxTensor.createTensor(
                                    OrtEnvironment.getEnvironment(), values, new long[] {1, 3});
                    OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, x))) {
                FloatBuffer y = ((OnnxTensor) result.get(0)).getFloatBuffer();
                assertThat(y.get(0)).as(layer.toString()).isNaN();
                assertThat(y.get(1)).isPositive();
                assertThat(y.get(2)).isLessThan(y.get(1));
            }
        }
    }

    /** ONNX Runtime's mean over a million cells is off in the third digit. */
    @Test
    void a_mean_over_a_large_map_keeps_its_digits() {
        Shape in = new Shape.Image(1, 1000, 1000);
        float[] x = new float[1_000_000];
        Arrays.fill(x, 0.1f);
        try (OnnxNet net = OnnxNet.open(model(globalAvgPool(), in).bytes(), 1)) {
            assertThat(net.apply(x, 1, 1, 1000, 1000)[0]).isCloseTo(0.1f, within(1e-6f));
        }
    }
}
