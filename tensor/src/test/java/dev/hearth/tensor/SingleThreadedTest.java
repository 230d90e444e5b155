package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stretch in which libtorch does not share out its operations. */
final class SingleThreadedTest {

    private int before;

    @BeforeEach
    void two() {
        before = LibTorch.threads();
        LibTorch.threads(2);
    }

    @AfterEach
    void asBefore() {
        LibTorch.threads(before);
    }

    @Test
    void libtorch_has_one_thread_inside_and_hearth_what_it_was_given() {
        try (var single = SingleThreaded.openIf(true)) {
            assertThat(torch.get_num_threads()).isEqualTo(1);
            assertThat(LibTorch.threads()).isEqualTo(2);
        }
        assertThat(torch.get_num_threads()).isEqualTo(2);
    }

    @Test
    void unwanted_it_does_nothing() {
        try (var single = SingleThreaded.openIf(false)) {
            assertThat(torch.get_num_threads()).isEqualTo(2);
        }
        assertThat(torch.get_num_threads()).isEqualTo(2);
    }

    @Test
    void only_the_outermost_ends_it_and_once() {
        SingleThreaded outer = SingleThreaded.openIf(true);
        SingleThreaded inner = SingleThreaded.openIf(true);
        inner.close();
        inner.close();
        assertThat(torch.get_num_threads()).isEqualTo(1);
        outer.close();
        assertThat(torch.get_num_threads()).isEqualTo(2);
    }

    @Test
    void a_count_that_is_set_inside_holds_behind_it() {
        try (var single = SingleThreaded.openIf(true)) {
            LibTorch.threads(3);
            assertThat(torch.get_num_threads()).isEqualTo(1);
            assertThat(LibTorch.threads()).isEqualTo(3);
        }
        assertThat(torch.get_num_threads()).isEqualTo(3);
    }

    @Test
    void another_threads_operations_are_shared_out() throws InterruptedException {
        int[] seen = new int[2];
        Thread other =
                new Thread(
                        () -> {
                            LibTorch.threads(2);
                            seen[0] = torch.get_num_threads();
                        });
        try (var single = SingleThreaded.openIf(true)) {
            other.start();
            other.join();
            seen[1] = torch.get_num_threads();
        }
        assertThat(seen).containsExactly(2, 1);
    }

    @Test
    void refuses_to_be_closed_on_another_thread() throws InterruptedException {
        Throwable[] thrown = new Throwable[1];
        try (var single = SingleThreaded.openIf(true)) {
            Thread other = new Thread(() -> thrown[0] = catchThrowable(single::close));
            other.start();
            other.join();
            assertThat(torch.get_num_threads()).isEqualTo(1);
        }
        assertThat(thrown[0])
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed on the thread that opened it");
        assertThat(torch.get_num_threads()).isEqualTo(2);
    }

    @Test
    void results_are_the_same() {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor x = RandomTensors.of(new Seed(3)).uniform(-1, 1, 400, 300);
            float[] divided = x.sigmoid().matmul(x.transpose(0, 1)).toFloats();
            try (var single = SingleThreaded.openIf(true)) {
                assertThat(x.sigmoid().matmul(x.transpose(0, 1)).toFloats()).isEqualTo(divided);
            }
        }
    }
}
