package dev.hearth.zoo.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DrawAttentionTest {

    private static final int BATCH = 3;
    private static final int SIDE = 7;
    private static final int FILTERS = 4;

    /** Where to look, more or less inside. */
    private static double[] numbers(RandomStream random) {
        double[] numbers = new double[BATCH * 5];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 0.5 * random.nextGaussian();
        }
        return numbers;
    }

    private static double[] normal(RandomStream random, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    private static Tensor read(Tensor numbers, Tensor image, Tensor error) {
        return DrawAttention.read(
                new DrawAttention(FILTERS, SIDE, numbers).at(numbers), image, error);
    }

    private static Tensor write(Tensor numbers, Tensor patch) {
        return DrawAttention.write(new DrawAttention(FILTERS, SIDE, numbers).at(numbers), patch);
    }

    @Test
    void reading_agrees_with_loops_over_the_formulas() {
        RandomStream random = new Seed(1).stream();
        double[] numbers = numbers(random);
        double[] image = normal(random, BATCH * SIDE * SIDE);
        double[] error = normal(random, BATCH * SIDE * SIDE);
        double[] naive = new double[BATCH * FILTERS * 2 * FILTERS];
        for (int e = 0; e < BATCH; e++) {
            double[] own = java.util.Arrays.copyOfRange(numbers, 5 * e, 5 * e + 5);
            double[][] across = NaiveDraw.filters(FILTERS, SIDE, own, 0);
            double[][] down = NaiveDraw.filters(FILTERS, SIDE, own, 1);
            for (int which = 0; which < 2; which++) {
                double[] seen = which == 0 ? image : error;
                for (int j = 0; j < FILTERS; j++) {
                    for (int i = 0; i < FILTERS; i++) {
                        double sum = 0;
                        for (int b = 0; b < SIDE; b++) {
                            for (int a = 0; a < SIDE; a++) {
                                sum += down[j][b] * seen[(e * SIDE + b) * SIDE + a] * across[i][a];
                            }
                        }
                        naive[((e * FILTERS + j) * 2 + which) * FILTERS + i] =
                                Math.exp(own[4]) * sum;
                    }
                }
            }
        }
        try (var room = Scope.open()) {
            Tensor read =
                    read(
                            Tensor.of(numbers, BATCH, 5),
                            Tensor.of(image, BATCH, SIDE, SIDE),
                            Tensor.of(error, BATCH, SIDE, SIDE));
            assertThat(read.shape()).containsExactly(BATCH, 2 * FILTERS * FILTERS);
            assertThat(read.toDoubles()).containsExactly(naive, within(1e-12));
        }
    }

    @Test
    void writing_agrees_with_loops_over_the_formulas() {
        RandomStream random = new Seed(2).stream();
        double[] numbers = numbers(random);
        double[] patch = normal(random, BATCH * FILTERS * FILTERS);
        double[] naive = new double[BATCH * SIDE * SIDE];
        for (int e = 0; e < BATCH; e++) {
            double[] own = java.util.Arrays.copyOfRange(numbers, 5 * e, 5 * e + 5);
            double[][] across = NaiveDraw.filters(FILTERS, SIDE, own, 0);
            double[][] down = NaiveDraw.filters(FILTERS, SIDE, own, 1);
            for (int b = 0; b < SIDE; b++) {
                for (int a = 0; a < SIDE; a++) {
                    double sum = 0;
                    for (int j = 0; j < FILTERS; j++) {
                        for (int i = 0; i < FILTERS; i++) {
                            sum +=
                                    down[j][b]
                                            * patch[(e * FILTERS + j) * FILTERS + i]
                                            * across[i][a];
                        }
                    }
                    naive[(e * SIDE + b) * SIDE + a] = sum / Math.exp(own[4]);
                }
            }
        }
        try (var room = Scope.open()) {
            Tensor written =
                    write(Tensor.of(numbers, BATCH, 5), Tensor.of(patch, BATCH, FILTERS, FILTERS));
            assertThat(written.shape()).containsExactly(BATCH, SIDE, SIDE);
            assertThat(written.toDoubles()).containsExactly(naive, within(1e-12));
        }
    }

    @Test
    void zeros_look_at_the_whole_image_evenly() {
        try (var room = Scope.open()) {
            Tensor numbers = Tensor.of(new double[5], 1, 5);
            double[] row =
                    new DrawAttention(3, 5, numbers).at(numbers).across().select(1, 0).toDoubles();
            double z = 1 + Math.exp(-0.5) + Math.exp(-2) + Math.exp(-4.5) + Math.exp(-8);
            assertThat(row[0])
                    .as("the first filter at the first pixel")
                    .isCloseTo(1 / z, within(1e-12));
            double[] middle =
                    new DrawAttention(3, 5, numbers).at(numbers).down().select(1, 1).toDoubles();
            assertThat(middle[2]).isGreaterThan(middle[1]).isGreaterThan(middle[3]);
            assertThat(middle[0]).isCloseTo(middle[4], within(1e-15));
        }
    }

    @Test
    void far_outside_the_image_filters_still_sum_to_one() {
        try (var room = Scope.open()) {
            Tensor numbers = Tensor.of(new float[] {30, -30, -2, 1, 0}, 1, 5);
            DrawAttention.Banks banks = new DrawAttention(FILTERS, SIDE, numbers).at(numbers);
            for (Tensor bank : new Tensor[] {banks.across(), banks.down()}) {
                for (float sum : bank.sum(Tensor.Keep.NOTHING, 2).toFloats()) {
                    assertThat(sum).isCloseTo(1, within(1e-6f));
                }
            }
        }
    }

    /** Σ cᵢyᵢ of a function, its gradient against central differences. */
    private static void differences(double[] at, long[] shape, Function<Tensor, Tensor> function) {
        double step = 1e-5;
        try (var room = Scope.open()) {
            Tensor x = Tensor.of(at, shape).requireGrad();
            Tensor y = function.apply(x);
            double[] c = normal(new Seed(9).stream(), (int) y.count());
            Tensor weights = Tensor.of(c, y.shape());
            y.mul(weights).sum().backward();
            double[] gradient = x.grad().orElseThrow().toDoubles();
            for (int i = 0; i < at.length; i++) {
                double[] two = new double[2];
                for (int s = 0; s < 2; s++) {
                    double[] moved = at.clone();
                    moved[i] += s == 0 ? -step : step;
                    two[s] = function.apply(Tensor.of(moved, shape)).mul(weights).sum().item();
                }
                double difference = (two[1] - two[0]) / (2 * step);
                assertThat(gradient[i])
                        .as("number %d", i)
                        .isCloseTo(difference, within(1e-7 * (1 + Math.abs(difference))));
            }
        }
    }

    @Test
    void gradients_agree_with_differences() {
        RandomStream random = new Seed(3).stream();
        double[] numbers = numbers(random);
        double[] image = normal(random, BATCH * SIDE * SIDE);
        double[] patch = normal(random, BATCH * FILTERS * FILTERS);
        long[] square = {BATCH, SIDE, SIDE};
        long[] small = {BATCH, FILTERS, FILTERS};
        differences(
                numbers,
                new long[] {BATCH, 5},
                x -> read(x, Tensor.of(image, square), Tensor.of(image, square).mul(0.3)));
        differences(
                image,
                square,
                x -> read(Tensor.of(numbers, BATCH, 5), x, Tensor.of(image, square)));
        differences(numbers, new long[] {BATCH, 5}, x -> write(x, Tensor.of(patch, small)));
        differences(patch, small, x -> write(Tensor.of(numbers, BATCH, 5), x));
    }
}
