package dev.hearth.inference;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.softmax;
import static dev.hearth.nn.layers.Layers.tap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.image.Interpolation;
import dev.hearth.data.image.Picture;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.onnx.NonFiniteOutputException;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CropAverageTest {

    private static final InputSpec VIEW =
            new InputSpec(3, 14, 0.875, Interpolation.BICUBIC, 0.5, 0.5);

    private static Model net(int classes) {
        return Model.build(
                sequence(conv(6, 3), globalAvgPool(), linear(classes)),
                new Shape.Image(3, 14, 14),
                new Seed(4),
                Device.CPU);
    }

    private static Picture picture(int salt) {
        byte[] rgb = new byte[3 * 30 * 20];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * (salt + 3) % 251);
        }
        return new Picture(30, 20, rgb);
    }

    /** One square after another, through the net alone. */
    private static double[] naive(Model net, Picture picture, TestCrops crops, int classes) {
        double[] mean = new double[classes];
        for (Picture square : crops.of(picture, VIEW)) {
            try (var room = Scope.open();
                    var quiet = NoGrad.open()) {
                float[] values = new float[VIEW.pixels().count()];
                VIEW.scale(square, values, 0);
                float[] logits =
                        net.apply(Tensor.of(values, 1, 3, 14, 14), Context.testing(new Seed(0)))
                                .toFloats();
                double sum = 0;
                for (float logit : logits) {
                    sum += Math.exp(logit);
                }
                for (int c = 0; c < classes; c++) {
                    mean[c] += Math.exp(logits[c]) / sum / crops.count();
                }
            }
        }
        return mean;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 144})
    void shares_are_the_mean_of_each_squares_softmax_whatever_the_batch(int count) {
        TestCrops crops = TestCrops.of(count);
        try (var room = Scope.open()) {
            Model net = net(4);
            List<Picture> pictures = List.of(picture(1), picture(2), picture(3));
            for (int batch : new int[] {1, 5, 500}) {
                List<float[]> shares =
                        new CropAverage(new LibTorchLogitModel(net), VIEW, batch)
                                .probabilities(pictures, crops);
                for (int i = 0; i < 3; i++) {
                    double[] expected = naive(net, pictures.get(i), crops, 4);
                    for (int c = 0; c < 4; c++) {
                        assertThat((double) shares.get(i)[c]).isCloseTo(expected[c], within(1e-5));
                    }
                }
            }
        }
    }

    private static OnnxModel model(Model net) {
        Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
        return OnnxModel.of("net", folded, net.in(), Map.of());
    }

    private static List<CropAverage> engines(Model net, OnnxNet twin) {
        int classes = (int) net.layer().out(net.in()).count();
        OnnxLogitModel scorer = new OnnxLogitModel(twin, VIEW, model(net).endsInSoftmax(), classes);
        return List.of(
                new CropAverage(new LibTorchLogitModel(net), VIEW, 5),
                new CropAverage(scorer, VIEW, 5));
    }

    static List<Layer> probable() {
        Layer shares = sequence(linear(4), softmax());
        return List.of(
                sequence(globalAvgPool(), linear(4), softmax()),
                sequence(globalAvgPool(), named("head", shares)),
                sequence(globalAvgPool(), linear(4), softmax(), dropout(0.5), tap("shares")));
    }

    /** The softmax of a softmax is nearly uniform. */
    @ParameterizedTest
    @MethodSource("probable")
    void a_net_that_ends_in_softmax_is_taken_at_its_word(Layer layer) {
        try (var room = Scope.open()) {
            Model net = Model.build(layer, new Shape.Image(3, 14, 14), new Seed(4), Device.CPU);
            try (var quiet = NoGrad.open()) {
                String bias = net.parameters().entries().get(1).name();
                net.parameters().value(bias).copyInPlace(new float[] {0, 3, -1, 0});
            }
            float[] values = VIEW.values(picture(1));
            float[] wanted;
            try (var quiet = NoGrad.open()) {
                Tensor x = Tensor.of(values, 1, 3, 14, 14);
                wanted = net.apply(x, Context.testing(new Seed(0))).toFloats();
            }
            try (OnnxNet twin = OnnxNet.open(model(net).bytes(), 1)) {
                for (CropAverage classifier : engines(net, twin)) {
                    float[] shares =
                            classifier.probabilities(List.of(picture(1)), TestCrops.ONE).get(0);
                    assertThat(shares).containsExactly(wanted, within(1e-5f));
                    assertThat(Prediction.best(shares, 1).get(0).probability()).isGreaterThan(0.5);
                }
            }
        }
    }

    private static Model drawing() {
        return Model.build(
                sequence(
                        conv(6, 3),
                        new Elu(),
                        new FractionalMaxPool2d(
                                1.4, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM),
                        conv(6, 3),
                        globalAvgPool(),
                        linear(4)),
                new Shape.Image(3, 14, 14),
                new Seed(4),
                Device.CPU);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void a_net_that_draws_answers_by_the_picture_alone_with_the_mean_of_its_tests(int tests) {
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = drawing();
            List<Picture> pictures =
                    List.of(picture(1), picture(2), picture(1), picture(3), picture(1));
            double[] expected = new double[4];
            for (int test = 0; test < tests; test++) {
                float[] values = new float[VIEW.pixels().count()];
                VIEW.scale(TestCrops.ONE.of(picture(1), VIEW).get(0), values, 0);
                Tensor image = Tensor.of(values, 1, 3, 14, 14);
                float[] shares =
                        net.apply(image, Context.predicting(new Seed(test))).softmax(1).toFloats();
                for (int c = 0; c < 4; c++) {
                    expected[c] += shares[c] / tests;
                }
            }
            for (int batch : new int[] {1, 2, 5, 8}) {
                List<float[]> shares =
                        new CropAverage(new LibTorchLogitModel(net, tests), VIEW, batch)
                                .probabilities(pictures, TestCrops.ONE);
                for (int i : new int[] {0, 2, 4}) {
                    for (int c = 0; c < 4; c++) {
                        assertThat((double) shares.get(i)[c]).isCloseTo(expected[c], within(1e-6));
                    }
                }
            }
        }
    }

    /** A softmax of 0, whose logarithm is infinite. */
    @Test
    void several_tests_of_a_net_that_is_certain_are_finite() {
        try (var room = Scope.open()) {
            Model net = drawing();
            try (var quiet = NoGrad.open()) {
                net.parameters().value("5.bias").copyInPlace(new float[] {0, 200, 0, 0});
            }
            float[] shares =
                    new CropAverage(new LibTorchLogitModel(net, 3), VIEW, 1)
                            .probabilities(List.of(picture(1)), TestCrops.ONE)
                            .get(0);
            assertThat(shares).containsExactly(new float[] {0, 1, 0, 0}, within(1e-6f));
        }
    }

    @Test
    void what_is_not_finite_is_no_guess() {
        try (var room = Scope.open()) {
            Model net = net(4);
            try (var quiet = NoGrad.open()) {
                net.parameters().values().fillInPlace(1e30);
            }
            try (OnnxNet twin = OnnxNet.open(model(net).bytes(), 1)) {
                for (CropAverage classifier : engines(net, twin)) {
                    assertThatThrownBy(
                                    () ->
                                            classifier.probabilities(
                                                    List.of(picture(1)), TestCrops.TWELVE))
                            .isInstanceOf(NonFiniteOutputException.class)
                            .hasMessageMatching(
                                    "A net has to answer with finite numbers\\. Received:"
                                            + " (-?Infinity|NaN) at 0 of 20\\. Look whether .*");
                }
            }
        }
    }

    @Test
    void threads_that_share_a_classifier_get_their_own_answers() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try (var room = Scope.open()) {
            Model net = net(4);
            try (OnnxNet twin = OnnxNet.open(model(net).bytes(), 2)) {
                CropAverage shared = engines(net, twin).get(1);
                List<Future<Boolean>> right = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    List<Picture> mine = List.of(picture(i));
                    float[] wanted = shared.probabilities(mine, TestCrops.ONE).get(0);
                    right.add(pool.submit(() -> same(shared, mine, wanted)));
                }
                for (Future<Boolean> each : right) {
                    assertThat(each.get()).isTrue();
                }
                CropAverage bound = engines(net, twin).get(0);
                Future<Boolean> refused =
                        pool.submit(() -> same(bound, List.of(picture(0)), new float[4]));
                assertThatThrownBy(refused::get)
                        .hasRootCauseInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("A tensor is used on the thread of its Scope");
            }
        } finally {
            pool.shutdown();
        }
    }

    private static boolean same(CropAverage classifier, List<Picture> mine, float[] wanted) {
        boolean all = true;
        for (int call = 0; call < 40; call++) {
            all &= Arrays.equals(classifier.probabilities(mine, TestCrops.ONE).get(0), wanted);
        }
        return all;
    }

    @Test
    void tests_that_would_all_say_the_same_are_refused() {
        try (var room = Scope.open()) {
            assertThatThrownBy(() -> new LibTorchLogitModel(net(4), 12))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(
                            "Received: 12 tests of one that computes the same each time.");
            assertThatThrownBy(() -> new LibTorchLogitModel(drawing(), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("A classifier needs at least one test. Received: 0. Use 1.");
        }
    }

    @Test
    void the_likeliest_come_first_and_of_equals_the_lower_number() {
        assertThat(Prediction.best(new float[] {0.1f, 0.4f, 0.1f, 0.4f}, 3))
                .extracting(Prediction::label)
                .containsExactly(1, 3, 0);
        assertThat(Prediction.best(new float[] {1}, 5)).hasSize(1);
    }
}
