package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParallelForTest {

    private final int threads = LibTorch.threads();

    @AfterEach
    void threads_as_before() {
        LibTorch.threads(threads);
    }

    @Test
    void every_part_runs_once() {
        for (int count : new int[] {1, 2, 7}) {
            LibTorch.threads(count);
            AtomicIntegerArray ran = new AtomicIntegerArray(100);
            ParallelFor.run(100, 1 << 20, () -> ran, AtomicIntegerArray::incrementAndGet);
            for (int i = 0; i < 100; i++) {
                assertThat(ran.get(i)).isEqualTo(1);
            }
        }
    }

    @Test
    void what_a_part_throws_comes_out() {
        for (int count : new int[] {1, 3}) {
            LibTorch.threads(count);
            assertThatThrownBy(
                            () ->
                                    ParallelFor.run(
                                            20,
                                            1 << 20,
                                            () -> "scratch",
                                            (scratch, part) -> {
                                                throw new IllegalStateException("part");
                                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("part");
        }
    }
}
