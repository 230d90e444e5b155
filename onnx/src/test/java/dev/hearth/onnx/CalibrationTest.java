package dev.hearth.onnx;

import static dev.hearth.nn.layers.Layers.avgPool;
import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.maxoutChannels;
import static dev.hearth.nn.layers.Layers.meanOnlyBatchNorm;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.residual;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Dataset;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.fold.Simplification;
import dev.hearth.optim.Adam;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.inception.InceptionMiniature;
import dev.hearth.zoo.inception.ResidualWiring;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Eight bits say nearly what 32 say. */
class CalibrationTest {

    private static final Seed SEED = new Seed(3);
    private static final Shape IN = new Shape.Image(4, 9, 7);
    private static final int PIXELS = 28 * 28;

    @Test
    void a_range_holds_zero_exactly_and_what_was_seen_to_half_a_step() {
        ValueRange range = new ValueRange(-1, 3);
        assertThat(range.zero()).isEqualTo(64);
        for (float x : new float[] {-1, 0, 0.7f, 3}) {
            float said =
                    (Math.round(x / range.scale()) + range.zero() - range.zero()) * range.scale();
            assertThat(said).isCloseTo(x, within(range.scale() / 2 + 1e-6f));
        }
        assertThat(new ValueRange(2, 3).zero()).isZero();
        assertThat(new ValueRange(-2, -1)).isEqualTo(new ValueRange(-2, 0));
    }

    static List<Layer> nets() {
        Layer block =
                concat(
                        sequence(avgPool(3), conv(3, 1), relu()),
                        sequence(conv(4, 3), relu()),
                        maxPool(1, 1));
        return List.of(
                sequence(conv(8, 3), relu(), block, globalAvgPool(), linear(5)),
                sequence(conv(8, 3), elu(), conv(3, 1)),
                // what stays in float32: a lone shift, a maximum of channels
                sequence(elu(), meanOnlyBatchNorm(), conv(8, 1), maxoutChannels(2), conv(3, 3)),
                sequence(conv(8, 3), relu(), residual(0.3, conv(8, 3)), relu(), globalAvgPool()));
    }

    private static OnnxModel model(Model net) {
        Folded folded =
                Folded.of(net.layer(), net.in(), net.arrays())
                        .simplified(
                                net.in(), Simplification.DAMPED_SUMS, Simplification.POOLS_BEHIND);
        return OnnxModel.of("net", folded, net.in(), Map.of("k", "v"));
    }

    @ParameterizedTest
    @MethodSource("nets")
    void small_nets_keep_their_outputs(Layer layer) {
        try (var room = Scope.open()) {
            Model net = Used.net(layer, IN);
            OnnxModel model = model(net);
            float[] x = Used.values(IN, 5);
            for (double share : new double[] {1, 0.9999}) {
                try (Calibration calibration = Calibration.of(model, share, 1)) {
                    calibration.observe(x, IN.batch(5));
                    OnnxModel eight = calibration.quantized();
                    assertThat(eight.metadata()).isEqualTo(Map.of("k", "v"));
                    assertThat(eight.operators()).containsKeys("QuantizeLinear", "Conv");
                    try (OnnxNet twin = OnnxNet.open(eight.bytes(), 1)) {
                        float[] came = twin.apply(x, IN.batch(5));
                        float[] wanted = Used.outputs(net, 5);
                        assertThat(cosine(came, wanted)).isGreaterThan(0.998);
                    }
                }
            }
        }
    }

    @Test
    void numbers_behind_the_batch_have_no_part_in_a_range() {
        Shape in = new Shape.Vector(4);
        try (var room = Scope.open()) {
            Model net = Used.net(linear(3), in);
            Folded folded = Folded.of(net.layer(), in, net.arrays());
            OnnxModel model = OnnxModel.of("net", folded, in, Map.of());
            for (double share : new double[] {1, 0.9999}) {
                try (Calibration calibration = Calibration.of(model, share, 1)) {
                    calibration.observe(new float[] {1, -1, 1, -1, 1000, -1000}, 1, 4);
                    assertThat(calibration.ranges().get(OnnxModel.INPUT))
                            .isEqualTo(new ValueRange(-1, 1));
                }
            }
        }
    }

    private static double cosine(float[] a, float[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }

    private static float[] images(Dataset set, int from, int count) {
        float[] images = new float[count * PIXELS];
        for (int i = 0; i < count; i++) {
            set.read(from + i, images, i * PIXELS);
        }
        return images;
    }

    private static int[] labels(Dataset set, int from, int count) {
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = set.label(from + i);
        }
        return labels;
    }

    private static Model trained(Layer letter, Dataset set) {
        Model net = Model.build(letter, new Shape.Image(1, 28, 28), SEED, Device.CPU);
        OptimizerState stepper = new Adam().over(net.parameters());
        int batch = 32;
        for (int step = 0; step < set.size() / batch; step++) {
            try (var turn = Scope.open()) {
                net.parameters().clearGradients();
                Tensor x = Tensor.of(images(set, step * batch, batch), batch, 1, 28, 28);
                Tensor labels = Tensor.ofLabels(labels(set, step * batch, batch), batch);
                Context pass = Context.training(SEED.child(step));
                Functional.crossEntropy(net.apply(x, pass), labels, 0).backward();
                stepper.step(StepHyperparameters.of(0.002));
            }
        }
        return net;
    }

    private static int[] guesses(OnnxModel model, Dataset set) {
        int[] guesses = new int[set.size()];
        try (OnnxNet net = OnnxNet.open(model.bytes(), 2)) {
            float[] logits = net.apply(images(set, 0, set.size()), set.size(), 1, 28, 28);
            for (int i = 0; i < guesses.length; i++) {
                for (int c = 1; c < 10; c++) {
                    if (logits[i * 10 + c] > logits[i * 10 + guesses[i]]) {
                        guesses[i] = c;
                    }
                }
            }
        }
        return guesses;
    }

    /** A net that has learned something, on digits that it has not seen. */
    @Test
    void a_trained_miniature_guesses_the_same() {
        guessesTheSame(ResidualWiring.PLAIN, 3840);
    }

    @Test
    @Tag("long")
    void so_does_its_residual_twin() {
        guessesTheSame(ResidualWiring.RESIDUAL, 7680);
    }

    private static void guessesTheSame(ResidualWiring wiring, int pictures) {
        Dataset training = Strokes.training(pictures, SEED);
        Dataset test = Strokes.test(500, SEED);
        try (var room = Scope.open()) {
            Model net = trained(new InceptionMiniature(wiring, 1, 0.2, 10, 0), training);
            OnnxModel model = model(net);
            try (Calibration calibration = Calibration.of(model, 1, 2)) {
                for (int from = 0; from < 128; from += 32) {
                    calibration.observe(images(training, from, 32), 32, 1, 28, 28);
                }
                int[] wanted = guesses(model, test);
                int[] came = guesses(calibration.quantized(), test);
                int right = 0;
                int same = 0;
                for (int i = 0; i < came.length; i++) {
                    right += wanted[i] == test.label(i) ? 1 : 0;
                    same += wanted[i] == came[i] ? 1 : 0;
                }
                assertThat(right).as("right of 500").isGreaterThan(400);
                assertThat(same).as("the same of 500").isGreaterThanOrEqualTo(490);
            }
        }
    }

    @Test
    void what_has_seen_nothing_says_nothing() {
        try (var room = Scope.open()) {
            OnnxModel model = model(Used.net(conv(3, 3), IN));
            assertThatThrownBy(() -> Calibration.of(model, 0.5, 1))
                    .hasMessage(
                            "Calibration needs a share above 0.5, at most 1. Received: 0.5. Use 1"
                                    + " for all numbers, or 0.9999.");
            try (Calibration calibration = Calibration.of(model, 1, 1)) {
                assertThatThrownBy(calibration::quantized)
                        .hasMessageStartingWith("Calibration needs at least one batch.");
            }
        }
    }
}
