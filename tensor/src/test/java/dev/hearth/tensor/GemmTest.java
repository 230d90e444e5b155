package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GemmTest {

    private int before;

    @BeforeEach
    void share() {
        before = LibTorch.threads();
        LibTorch.threads(3);
    }

    @AfterEach
    void restore() {
        LibTorch.threads(before);
    }

    private static Tensor drawn(int seed, boolean turned, long rows, long columns) {
        RandomTensors random = RandomTensors.of(new Seed(seed));
        return turned
                ? random.normal(0, 1, columns, rows).transpose(0, 1)
                : random.normal(0, 1, rows, columns);
    }

    private static void assertClose(Tensor came, Tensor fine) {
        assertThat(came.shape()).isEqualTo(fine.shape());
        assertThat(came.to(DType.FLOAT64).sub(fine).abs().max().item()).isLessThan(1e-3);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "7, 1, 240",
        "1, 240, 200",
        "203, 311, 150",
        "3000, 17, 301",
        "40, 900, 400",
        "2500, 300, 300"
    })
    void products_are_those_of_a_finer_type(int n, int m, int k) {
        try (var scope = Scope.open()) {
            for (boolean left : new boolean[] {false, true}) {
                for (boolean right : new boolean[] {false, true}) {
                    Tensor a = drawn(1, left, n, k);
                    Tensor b = drawn(2, right, k, m);
                    Tensor bias = drawn(3, false, 1, m).reshape(m);
                    Tensor wanted = a.to(DType.FLOAT64).matmul(b.to(DType.FLOAT64));
                    assertClose(a.matmul(b), wanted);
                    assertClose(a.linear(b.transpose(0, 1)), wanted);
                    assertClose(
                            a.linear(b.transpose(0, 1), bias), wanted.add(bias.to(DType.FLOAT64)));
                    Tensor target = Tensor.full(2, n, m);
                    assertThat(target.addMatmulInPlace(a, b)).isSameAs(target);
                    assertClose(target, wanted.add(2));
                }
            }
        }
    }

    @Test
    void very_many_rows_come_as_a_matrix_like_any_other() {
        try (var scope = Scope.open()) {
            Tensor a = drawn(1, false, 5000, 260).narrow(0, 10, 4000);
            Tensor b = drawn(2, false, 300, 260);
            Tensor came = a.linear(b);
            assertThat(came.raw().is_contiguous()).isTrue();
            assertThat(came.raw().stride(0)).isEqualTo(300);
            assertClose(came, a.to(DType.FLOAT64).matmul(b.to(DType.FLOAT64).transpose(0, 1)));
        }
    }

    @Test
    void very_many_rows_are_the_same_undivided_and_a_gradient_passes() {
        try (var scope = Scope.open()) {
            Tensor a = drawn(1, false, 4000, 260);
            Tensor b = drawn(2, false, 300, 260).requireGrad();
            Tensor product = a.linear(b);
            product.sum().backward();
            assertClose(
                    b.grad().orElseThrow().narrow(0, 299, 1),
                    a.to(DType.FLOAT64).sum(Tensor.Keep.DIMENSIONS, 0));
            try (var quiet = NoGrad.open();
                    var single = SingleThreaded.openIf(true)) {
                assertClose(a.linear(b), product.detach().to(DType.FLOAT64));
            }
        }
    }

    @Test
    void parts_of_other_tensors_are_read_and_written_in_their_place() {
        try (var scope = Scope.open()) {
            Tensor a = drawn(1, false, 300, 500).narrow(1, 30, 200).narrow(0, 7, 256);
            Tensor b = drawn(2, false, 400, 410).narrow(0, 50, 200).narrow(1, 3, 400);
            Tensor whole = Tensor.full(1, 260, 420);
            whole.narrow(0, 2, 256).narrow(1, 10, 400).addMatmulInPlace(a, b);
            Tensor wanted = Tensor.full(1, 260, 420).to(DType.FLOAT64);
            wanted.narrow(0, 2, 256)
                    .narrow(1, 10, 400)
                    .addInPlace(a.to(DType.FLOAT64).matmul(b.to(DType.FLOAT64)), 1);
            assertClose(whole, wanted);
        }
    }

    @Test
    void what_the_result_held_does_not_matter() {
        try (var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                try (var turn = Scope.open()) {
                    Tensor.full(Double.NaN, 300, 300);
                }
                Tensor ones = Tensor.full(1, 300, 300);
                assertThat(ones.matmul(ones).sub(300).abs().max().item()).isZero();
            }
        }
    }

    @Test
    void the_same_numbers_come_each_time() {
        try (var scope = Scope.open()) {
            Tensor a = drawn(1, false, 100, 1200);
            Tensor b = drawn(2, true, 1200, 784);
            float[] first = a.matmul(b).toFloats();
            for (int i = 0; i < 20; i++) {
                assertThat(a.matmul(b).toFloats()).isEqualTo(first);
            }
        }
    }

    @Test
    void what_is_recorded_has_its_gradient() {
        try (var scope = Scope.open()) {
            Tensor a = drawn(1, false, 200, 300).requireGrad();
            Tensor w = drawn(2, false, 250, 300).requireGrad();
            a.linear(w).sum().backward();
            assertClose(
                    w.grad().orElseThrow().narrow(0, 0, 1),
                    a.detach().to(DType.FLOAT64).sum(Tensor.Keep.DIMENSIONS, 0));
        }
    }

    @Test
    void openblas_keeps_the_threads_that_were_asked_for() {
        try (var scope = Scope.open()) {
            int asked = LibTorch.productThreads();
            Tensor a = drawn(1, false, 300, 300);
            a.matmul(a);
            assertThat(LibTorch.productThreads()).isEqualTo(asked);
        }
    }
}
