package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics of a batch whose mean is far from 0, in both layouts; libtorch alone loses two digits. */
class TrainingBatchNormTest {

    private static final int BATCH = 8;
    private static final int CHANNELS = 4;
    private static final int AREA = 16 * 16;
    private static final int COUNT = BATCH * AREA;
    private static final double EPSILON = 1e-5;

    /** In deviations, at any mean and on any count of threads; a thousandth is asked. */
    private static final double ERROR = 2e-5;

    private final int before = LibTorch.threads();

    @AfterEach
    void threads() {
        LibTorch.threads(before);
    }

    private static int at(int channel, int i) {
        return (i / AREA * CHANNELS + channel) * AREA + i % AREA;
    }

    /** What double precision makes of the numbers of a channel. */
    private record Right(double mean, double variance) {
        static Right of(float[] x, int channel) {
            double mean = 0;
            for (int i = 0; i < COUNT; i++) {
                mean += x[at(channel, i)] / (double) COUNT;
            }
            double square = 0;
            for (int i = 0; i < COUNT; i++) {
                square += Math.pow(x[at(channel, i)] - mean, 2) / COUNT;
            }
            return new Right(mean, square);
        }

        double root() {
            return Math.sqrt(variance + EPSILON);
        }
    }

    private static float[] normal(double away) {
        return RandomTensors.of(new Seed(9)).normal(0, 1, COUNT * CHANNELS).add(away).toFloats();
    }

    private static UnaryOperator<Tensor> layout(String name) {
        return name.equals("last") ? Tensor::channelsLast : x -> x;
    }

    private static Tensor apply(Tensor x, Tensor mean, Tensor variance, double momentum) {
        return Functional.batchNorm(
                x, Optional.empty(), Optional.empty(), mean, variance, true, momentum, EPSILON);
    }

    static List<Arguments> the_error_is_below_a_thousandth_of_the_deviation() {
        List<Arguments> cases = new ArrayList<>();
        for (int threads : new int[] {1, 2}) {
            for (String layout : new String[] {"first", "last"}) {
                for (double away : new double[] {0, 15, 30, -1000, 1e4, 1e6}) {
                    cases.add(Arguments.of(layout, away, threads));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource
    void the_error_is_below_a_thousandth_of_the_deviation(String layout, double away, int threads) {
        LibTorch.threads(threads);
        try (var scope = Scope.open()) {
            float[] numbers = normal(away);
            float[] weights = RandomTensors.of(new Seed(3)).normal(0, 1, numbers.length).toFloats();
            Tensor mean = Tensor.zeros(CHANNELS);
            Tensor variance = Tensor.ones(CHANNELS);
            for (int step = 1; step <= 3; step++) {
                Tensor x = Tensor.of(numbers, BATCH, CHANNELS, 16, 16).requireGrad();
                Tensor y = apply(layout(layout).apply(x), mean, variance, 0.5);
                y.mul(Tensor.of(weights, BATCH, CHANNELS, 16, 16)).sum().backward();
                float[] found = y.toFloats();
                float[] gradients = x.grad().orElseThrow().toFloats();
                for (int c = 0; c < CHANNELS; c++) {
                    Right right = Right.of(numbers, c);
                    check(right, c, numbers, weights, found, gradients);
                    double share = 1 - Math.pow(0.5, step);
                    assertThat((double) mean.toFloats()[c])
                            .isCloseTo(share * right.mean, within(ERROR + 1.5e-7 * Math.abs(away)));
                    double unbiased = right.variance * COUNT / (COUNT - 1);
                    assertThat((double) variance.toFloats()[c])
                            .isCloseTo(1 - share + share * unbiased, within(1e-5));
                }
            }
        }
    }

    private static void check(
            Right right, int c, float[] x, float[] weights, float[] y, float[] gradients) {
        double sum = 0;
        double product = 0;
        for (int i = 0; i < COUNT; i++) {
            double normal = (x[at(c, i)] - right.mean) / right.root();
            assertThat((double) y[at(c, i)]).isCloseTo(normal, within(ERROR));
            sum += weights[at(c, i)] / (double) COUNT;
            product += weights[at(c, i)] * normal / COUNT;
        }
        for (int i = 0; i < COUNT; i++) {
            double normal = (x[at(c, i)] - right.mean) / right.root();
            double slope = (weights[at(c, i)] - sum - normal * product) / right.root();
            assertThat((double) gradients[at(c, i)]).isCloseTo(slope, within(2e-5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "last"})
    void a_constant_channel_becomes_zero(String layout) {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.full(12345.678, BATCH, CHANNELS, 16, 16);
            Tensor y =
                    apply(
                            layout(layout).apply(x),
                            Tensor.zeros(CHANNELS),
                            Tensor.ones(CHANNELS),
                            0.1);
            assertThat(y.abs().max().item()).isLessThan(1e-3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "last"})
    void other_batches_are_as_libtorch_has_them_to_the_bit(String layout) {
        try (var scope = Scope.open();
                var scale = new TensorOptional();
                var shift = new TensorOptional()) {
            Tensor x = layout(layout).apply(Tensor.of(normal(2), BATCH, CHANNELS, 16, 16));
            Tensor mean = Tensor.zeros(CHANNELS);
            Tensor variance = Tensor.ones(CHANNELS);
            Tensor y = apply(x, mean, variance, 0.1);
            Tensor otherMean = Tensor.zeros(CHANNELS);
            Tensor otherVariance = Tensor.ones(CHANNELS);
            try (var means = new TensorOptional(otherMean.raw());
                    var variances = new TensorOptional(otherVariance.raw())) {
                Tensor right =
                        Tensor.hold(
                                torch.batch_norm(
                                        x.raw(), scale, shift, means, variances, true, 0.1, EPSILON,
                                        false));
                assertThat(y.toFloats()).isEqualTo(right.toFloats());
                assertThat(mean.toFloats()).isEqualTo(otherMean.toFloats());
                assertThat(variance.toFloats()).isEqualTo(otherVariance.toFloats());
            }
        }
    }

    @Test
    void figures_that_do_not_move_stay() {
        try (var scope = Scope.open()) {
            Tensor mean = Tensor.of(new float[] {0.1f, 1e4f, -3, 7}, CHANNELS);
            Tensor variance = Tensor.of(new float[] {0.1f, 2, 3, 1e-9f}, CHANNELS);
            float[] means = mean.toFloats();
            float[] variances = variance.toFloats();
            Tensor x = Tensor.of(normal(500), BATCH, CHANNELS, 16, 16).channelsLast();
            apply(x, mean, variance, 0);
            assertThat(mean.toFloats()).isEqualTo(means);
            assertThat(variance.toFloats()).isEqualTo(variances);
        }
    }
}
