package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UndividedProductsTest {

    private final int before = LibTorch.threads();

    @BeforeEach
    void two_threads() {
        LibTorch.threads(2);
        assumeTrue(LibTorch.productThreads() == 2, "OPENBLAS_NUM_THREADS is set, or no OpenBLAS");
    }

    @AfterEach
    void as_before() {
        LibTorch.threads(before);
    }

    @Test
    void products_have_one_thread_while_it_is_open_and_all_else_keeps_its_own() {
        try (var undivided = UndividedProducts.openIf(true)) {
            assertThat(LibTorch.productThreads()).isEqualTo(1);
            assertThat(LibTorch.threads()).isEqualTo(2);
            try (var inner = UndividedProducts.openIf(true)) {
                assertThat(LibTorch.productThreads()).isEqualTo(1);
            }
            assertThat(LibTorch.productThreads()).isEqualTo(1);
        }
        assertThat(LibTorch.productThreads()).isEqualTo(2);
    }

    /** As where one run ends while another goes on. */
    @Test
    void the_last_of_several_gives_the_threads_back() {
        UndividedProducts first = UndividedProducts.openIf(true);
        UndividedProducts second = UndividedProducts.openIf(true);
        first.close();
        assertThat(LibTorch.productThreads()).isEqualTo(1);
        LibTorch.withOneProductThread(() -> 0);
        assertThat(LibTorch.productThreads()).isEqualTo(1);
        LibTorch.threads(1);
        LibTorch.threads(2);
        assertThat(LibTorch.productThreads()).isEqualTo(1);
        second.close();
        assertThat(LibTorch.productThreads()).isEqualTo(2);
        LibTorch.withOneProductThread(() -> 0);
        assertThat(LibTorch.productThreads()).isEqualTo(2);
    }

    @Test
    void unwanted_it_does_nothing_and_closed_twice_no_more() {
        try (var none = UndividedProducts.openIf(false)) {
            assertThat(LibTorch.productThreads()).isEqualTo(2);
        }
        UndividedProducts once = UndividedProducts.openIf(true);
        once.close();
        LibTorch.threads(2);
        once.close();
        assertThat(LibTorch.productThreads()).isEqualTo(2);
    }
}
