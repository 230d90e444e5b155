package dev.hearth.onnx;

import static dev.hearth.nn.layers.Layers.avgPool;
import static dev.hearth.nn.layers.Layers.batchNorm;
import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.inception.InceptionMiniature;
import dev.hearth.zoo.inception.ResidualWiring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How far an answer depends on who shares its batch, on its place there, and on the count of threads; what
 * {@code docs/behaviour.md} says of it.
 */
class BatchBitsTest {

    /** Of the largest of an answer's numbers: six digits. */
    private static final double SIX_DIGITS = 1e-6;

    private static final int[] BATCHES = {2, 3, 8, 15, 16, 17};
    private static final int MOST = 17;

    /** A net and what goes in. */
    record Row(Layer net, Shape in) {
        @Override
        public String toString() {
            String name = net.toString();
            return name.substring(0, Math.min(60, name.length())) + " on " + in;
        }
    }

    static List<Row> rows() {
        Shape small = new Shape.Image(3, 14, 10);
        return List.of(
                new Row(
                        sequence(linear(48), elu(), linear(33), sigmoid(), linear(10)),
                        new Shape.Vector(37)),
                new Row(sequence(conv(16, 1), elu(), conv(24, 1), globalAvgPool()), small),
                new Row(
                        sequence(
                                conv(13, 3),
                                batchNorm(),
                                elu(),
                                maxPool(2, 2),
                                conv(9, 3),
                                relu(),
                                avgPool(3),
                                flatten(),
                                linear(10)),
                        small),
                new Row(
                        new InceptionMiniature(ResidualWiring.RESIDUAL, 1, 0.2, 10, 0.1),
                        new Shape.Image(3, 32, 32)));
    }

    @AfterEach
    void oneThread() {
        LibTorch.threads(1);
    }

    private static int numbers(Shape shape) {
        return (int) Arrays.stream(shape.batch(1)).reduce(1, (a, b) -> a * b);
    }

    private interface Engine {
        float[] answers(float[] values, int count);
    }

    /** The answer to each example alone. */
    private static List<float[]> alone(Engine engine, float[] values, int each) {
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            all.add(engine.answers(Arrays.copyOfRange(values, i * each, (i + 1) * each), 1));
        }
        return all;
    }

    /** The largest difference from an example's answer alone, over its largest number; 0 for the same bits. */
    private static double apart(Engine engine, List<float[]> alone, float[] values, int each) {
        double worst = 0;
        for (int batch : BATCHES) {
            for (int first : new int[] {0, MOST - batch}) {
                float[] some = Arrays.copyOfRange(values, first * each, (first + batch) * each);
                float[] together = engine.answers(some, batch);
                int out = together.length / batch;
                for (int i = 0; i < batch; i++) {
                    float[] wanted = alone.get(first + i);
                    float[] came = Arrays.copyOfRange(together, i * out, (i + 1) * out);
                    worst = Math.max(worst, apart(came, wanted));
                }
            }
        }
        return worst;
    }

    private static double apart(float[] came, float[] wanted) {
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < wanted.length; i++) {
            largest = Math.max(largest, Math.abs(wanted[i]));
            worst = Math.max(worst, Math.abs((double) came[i] - wanted[i]));
        }
        return worst / largest;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void onnx_runtime_gives_the_same_bits_whoever_shares_the_batch(Row row) {
        int each = numbers(row.in());
        float[] values = Used.values(row.in(), MOST);
        byte[] model;
        try (var scope = Scope.open()) {
            Model net = Used.net(row.net(), row.in());
            Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
            model = OnnxModel.of("net", folded, row.in(), Map.of()).bytes();
        }
        List<List<float[]>> all = new ArrayList<>();
        for (int threads = 1; threads <= 3; threads++) {
            try (OnnxNet net = OnnxNet.open(model, threads)) {
                Engine engine = (some, count) -> net.apply(some, row.in().batch(count));
                List<float[]> alone = alone(engine, values, each);
                assertThat(apart(engine, alone, values, each)).as(threads + " threads").isZero();
                all.add(alone);
            }
        }
        for (List<float[]> other : all) {
            for (int i = 0; i < MOST; i++) {
                assertThat(apart(other.get(i), all.get(0).get(i))).isLessThan(SIX_DIGITS);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void libtorch_keeps_six_digits(Row row) {
        int each = numbers(row.in());
        float[] values = Used.values(row.in(), MOST);
        try (var scope = Scope.open()) {
            Model net = Used.net(row.net(), row.in());
            Engine engine =
                    (some, count) -> {
                        try (var inner = Scope.open();
                                var quiet = NoGrad.open()) {
                            return net.apply(
                                            Tensor.of(some, row.in().batch(count)),
                                            Context.testing(new Seed(1)))
                                    .toFloats();
                        }
                    };
            List<float[]> first = null;
            for (int threads = 1; threads <= 3; threads++) {
                LibTorch.threads(threads);
                List<float[]> alone = alone(engine, values, each);
                assertThat(apart(engine, alone, values, each))
                        .as(threads + " threads")
                        .isLessThan(SIX_DIGITS);
                // Again, in the same plan: the same bits.
                List<float[]> again = alone(engine, values, each);
                first = first == null ? alone : first;
                for (int i = 0; i < MOST; i++) {
                    assertThat(again.get(i)).isEqualTo(alone.get(i));
                    assertThat(apart(alone.get(i), first.get(i))).isLessThan(SIX_DIGITS);
                }
            }
        }
    }
}
