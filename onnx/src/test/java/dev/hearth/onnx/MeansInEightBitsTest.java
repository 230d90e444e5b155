package dev.hearth.onnx;

import static dev.hearth.nn.layers.Layers.avgPool;
import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which means are quantised is what takes less time: on one thread, least of many calls, in turns. */
@Tag("long")
class MeansInEightBitsTest {

    private static final Shape IN = new Shape.Image(3, 32, 32);
    private static final int ROUNDS = 40;

    static List<Layer> nets() {
        return List.of(
                sequence(
                        conv(64, 3),
                        relu(),
                        avgPool(3),
                        conv(64, 3),
                        relu(),
                        avgPool(3),
                        conv(64, 3),
                        relu(),
                        globalAvgPool(),
                        linear(10)),
                sequence(
                        conv(64, 3),
                        relu(),
                        avgPool(2, 2),
                        conv(64, 3),
                        relu(),
                        avgPool(2, 2),
                        conv(64, 3),
                        relu(),
                        globalAvgPool(),
                        linear(10)),
                sequence(conv(64, 3), relu(), conv(256, 1), relu(), globalAvgPool(), linear(10)));
    }

    @ParameterizedTest
    @MethodSource("nets")
    void no_other_choice_takes_less_time(Layer layer) {
        try (var scope = Scope.open()) {
            Model net = Used.net(layer, IN);
            OnnxModel model = OnnxModel.of("net", Folded.of(layer, IN, net.arrays()), IN, Map.of());
            try (Calibration calibration = Calibration.of(model, 1, 1)) {
                calibration.observe(Used.values(IN, 4), IN.batch(4));
                Map<String, ValueRange> ranges = calibration.ranges();
                List<OnnxModel> all =
                        List.of(
                                calibration.quantized(),
                                Quantization.of(model, ranges, Set.of()),
                                Quantization.of(
                                        model, ranges, Set.of("AveragePool", "GlobalAveragePool")));
                for (int batch : new int[] {1, 8}) {
                    double[] seconds = seconds(all, batch);
                    String words = Arrays.toString(seconds) + " of a batch of " + batch;
                    assertThat(seconds[0]).as(words).isLessThan(1.1 * seconds[1]);
                    assertThat(seconds[0]).as(words).isLessThan(1.1 * seconds[2]);
                }
            }
        }
    }

    private static double[] seconds(List<OnnxModel> models, int batch) {
        List<OnnxNet> nets = models.stream().map(model -> OnnxNet.open(model.bytes(), 1)).toList();
        float[] x = Used.values(IN, batch);
        double[] least = new double[nets.size()];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < least.length; i++) {
                long begun = System.nanoTime();
                nets.get(i).apply(x, IN.batch(batch));
                least[i] = Math.min(least[i], (System.nanoTime() - begun) / 1e9);
            }
        }
        nets.forEach(OnnxNet::close);
        return least;
    }
}
