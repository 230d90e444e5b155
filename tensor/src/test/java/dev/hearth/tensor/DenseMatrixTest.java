package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.DenseProduct.Accumulation;
import dev.hearth.tensor.DenseProduct.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class DenseMatrixTest {

    private static final String THREE_PARTS = "(?s).+ needs .+\\. Received: .+\\. .+\\.";

    private static float[] drawn(int seed, int count) {
        RandomStream random = new Seed(seed).stream();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (6 * random.nextDouble() - 3);
        }
        return values;
    }

    private static DenseMatrix matrix(float[] values, int rows, int columns) {
        return DenseMatrix.of(Tensor.of(values, values.length), 0, rows, columns);
    }

    private static float[] numbers(DenseMatrix matrix) {
        float[] all = new float[matrix.rows() * matrix.columns()];
        for (int i = 0; i < all.length; i++) {
            all[i] = matrix.get(i / matrix.columns(), i % matrix.columns());
        }
        return all;
    }

    private static float[] turned(float[] values, int rows, int columns) {
        float[] other = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            other[i % columns * rows + i / columns] = values[i];
        }
        return other;
    }

    @Test
    void products_are_those_of_plain_loops_whatever_their_parts() {
        int[][] extents = {
            {1, 1, 1},
            {3, 5, 7},
            {32, 128, 128},
            {33, 100, 129},
            {64, 128, 784},
            {128, 784, 32},
            {16, 10, 128},
            {10, 128, 64},
            {200, 40, 300},
            {64, 1000, 90}
        };
        for (int[] extent : extents) {
            int rows = extent[0];
            int columns = extent[1];
            int inner = extent[2];
            float[] a = drawn(1, rows * inner);
            float[] b = drawn(2, inner * columns);
            float[] c = drawn(3, rows * columns);
            double[] wanted = new double[rows * columns];
            for (int i = 0; i < rows; i++) {
                for (int k = 0; k < inner; k++) {
                    for (int j = 0; j < columns; j++) {
                        wanted[i * columns + j] += (double) a[i * inner + k] * b[k * columns + j];
                    }
                }
            }
            for (Operand ofA : Operand.values()) {
                for (Operand ofB : Operand.values()) {
                    for (Accumulation kept : Accumulation.values()) {
                        try (var scope = Scope.open()) {
                            boolean turnsA = ofA == Operand.TRANSPOSED;
                            boolean turnsB = ofB == Operand.TRANSPOSED;
                            DenseMatrix result = matrix(c.clone(), rows, columns);
                            DenseProduct.of(
                                            result,
                                            kept,
                                            turnsA
                                                    ? matrix(turned(a, rows, inner), inner, rows)
                                                    : matrix(a, rows, inner),
                                            ofA,
                                            turnsB
                                                    ? matrix(
                                                            turned(b, inner, columns),
                                                            columns,
                                                            inner)
                                                    : matrix(b, inner, columns),
                                            ofB)
                                    .run();
                            float[] came = numbers(result);
                            for (int i = 0; i < came.length; i++) {
                                double all = wanted[i] + (kept == Accumulation.ADDED_TO ? c[i] : 0);
                                assertThat((double) came[i])
                                        .as("%s %s %s at %d", Arrays.toString(extent), ofA, ofB, i)
                                        .isCloseTo(all, within(1e-5 * (3 + 9 * inner)));
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void a_replaced_result_may_have_held_anything() {
        try (var scope = Scope.open()) {
            float[] holes = new float[32 * 16];
            Arrays.fill(holes, Float.NaN);
            DenseMatrix result = matrix(holes, 32, 16);
            DenseProduct.of(
                            result,
                            Accumulation.REPLACED,
                            matrix(drawn(1, 32 * 8), 32, 8),
                            Operand.PLAIN,
                            matrix(drawn(2, 8 * 16), 8, 16),
                            Operand.PLAIN)
                    .run();
            for (float value : numbers(result)) {
                assertThat(value).isFinite();
            }
        }
    }

    private static void compares(
            PointwiseKernel kernel, DoubleUnaryOperator f, DoubleUnaryOperator slope) {
        int rows = 5;
        int columns = 67;
        float[] x = drawn(4, rows * columns);
        float[] g = drawn(5, rows * columns);
        try (var scope = Scope.open()) {
            DenseMatrix y = matrix(x, rows, columns);
            kernel.forward(y);
            DenseMatrix gradient = matrix(g, rows, columns);
            kernel.backward(gradient, y);
            float[] values = numbers(y);
            float[] back = numbers(gradient);
            for (int i = 0; i < x.length; i++) {
                assertThat((double) values[i]).isCloseTo(f.applyAsDouble(x[i]), within(1e-6));
                assertThat((double) back[i])
                        .isCloseTo(g[i] * slope.applyAsDouble(x[i]), within(2e-6));
            }
        }
    }

    @Test
    void activations_and_their_derivatives_are_their_formulas() {
        compares(
                PointwiseKernel.elu(0.7),
                x -> x > 0 ? x : 0.7 * Math.expm1(x),
                x -> x > 0 ? 1 : 0.7 * Math.exp(x));
        compares(PointwiseKernel.leakyRelu(0.3), x -> x > 0 ? x : 0.3 * x, x -> x > 0 ? 1 : 0.3);
        compares(PointwiseKernel.leakyRelu(0), x -> Math.max(x, 0), x -> x > 0 ? 1 : 0);
        compares(PointwiseKernel.clampMin(-1), x -> Math.max(x, -1), x -> x > -1 ? 1 : 0);
        compares(PointwiseKernel.tanh(), Math::tanh, x -> 1 - Math.tanh(x) * Math.tanh(x));
        DoubleUnaryOperator logistic = x -> 1 / (1 + Math.exp(-x));
        compares(
                PointwiseKernel.sigmoid(),
                logistic,
                x -> logistic.applyAsDouble(x) * (1 - logistic.applyAsDouble(x)));
    }

    @Test
    void the_other_operations_are_their_formulas() {
        float[] x = drawn(6, 35);
        float[] y = drawn(7, 35);
        try (var scope = Scope.open()) {
            DenseMatrix a = matrix(x, 5, 7);
            DenseMatrix b = matrix(y, 5, 7);
            DenseMatrix row = matrix(new float[7], 1, 7);
            row.sumRowsOf(a);
            double squares = 0;
            for (int j = 0; j < 7; j++) {
                double sum = 0;
                for (int i = 0; i < 5; i++) {
                    sum += x[i * 7 + j];
                    squares += (double) x[i * 7 + j] * x[i * 7 + j];
                }
                assertThat((double) row.get(0, j)).isCloseTo(sum, within(1e-5));
            }
            assertThat(a.sumOfSquares()).isCloseTo(squares, within(1e-4));
            DenseMatrix all = matrix(new float[35], 5, 7);
            all.logSoftmaxOf(a);
            all.exp();
            double sum = 0;
            for (int j = 0; j < 7; j++) {
                sum += all.get(2, j);
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
            all.differenceOf(a, b);
            all.multiply(b);
            all.add(a, 2);
            all.scale(0.5f);
            assertThat((double) all.get(3, 4))
                    .isCloseTo(((x[25] - y[25]) * y[25] + 2 * x[25]) / 2, within(1e-5));
            all.fillRows(row);
            for (int i = 0; i < 35; i++) {
                assertThat(all.get(i / 7, i % 7)).isEqualTo(row.get(0, i % 7));
            }
            all.copy(b);
            assertThat(numbers(all)).containsExactly(y);
            all.put(x, 0);
            assertThat(numbers(all)).containsExactly(x);
        }
    }

    @Test
    void what_does_not_fit_is_refused_in_three_parts() {
        try (var scope = Scope.open()) {
            Tensor flat = Tensor.zeros(12);
            DenseMatrix a = DenseMatrix.of(flat, 0, 3, 4);
            for (Runnable wrong :
                    List.<Runnable>of(
                            () -> DenseMatrix.of(flat, 1, 3, 4),
                            () -> DenseMatrix.of(flat, 0, 0, 4),
                            () -> DenseMatrix.of(flat.to(DType.FLOAT64), 0, 3, 4),
                            () -> a.add(DenseMatrix.of(flat, 0, 4, 3), 1),
                            () -> a.fillRows(DenseMatrix.of(flat, 0, 1, 3)),
                            () ->
                                    DenseProduct.of(
                                            a,
                                            Accumulation.REPLACED,
                                            a,
                                            Operand.PLAIN,
                                            a,
                                            Operand.PLAIN))) {
                assertThatThrownBy(wrong::run)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageMatching(THREE_PARTS);
            }
        }
    }

    @Test
    void it_ends_with_its_tensor() {
        DenseMatrix matrix;
        try (var scope = Scope.open()) {
            matrix = matrix(drawn(1, 6), 2, 3);
        }
        assertThatThrownBy(() -> matrix.get(0, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> matrix.scale(2)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shares_run_once_each_and_what_one_throws_is_thrown() {
        for (int threads : new int[] {1, 2, 3}) {
            LibTorch.threads(threads);
            int[] times = new int[7];
            BatchShares.run(7, share -> times[share]++);
            assertThat(times).containsOnly(1);
            assertThatThrownBy(
                            () ->
                                    BatchShares.run(
                                            3,
                                            share -> {
                                                throw new IllegalStateException("share");
                                            }))
                    .hasMessage("share");
        }
        LibTorch.threads(1);
    }

    @Test
    void slices_belong_to_any_thread_until_the_scope_closes() {
        LibTorch.threads(2);
        List<Tensor> slices = new ArrayList<>();
        try (var scope = Scope.open()) {
            Tensor flat = Tensor.of(drawn(8, 1000), 1000);
            float[] before = flat.toFloats();
            slices.addAll(BatchShares.slices(flat, 3));
            assertThat(slices).extracting(Tensor::count).containsExactly(384L, 384L, 232L);
            BatchShares.run(3, share -> slices.get(share).mulInPlace(share + 1));
            float[] after = flat.toFloats();
            assertThat(after[383]).isEqualTo(before[383]);
            assertThat(after[384]).isEqualTo(2 * before[384]);
            assertThat(after[999]).isEqualTo(3 * before[999]);
            assertThat(scope.size()).isEqualTo(1);
        }
        assertThat(slices).noneMatch(Tensor::isAlive);
        LibTorch.threads(1);
    }
}
