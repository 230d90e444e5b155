package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tensor.LibTorch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsOptionTest {

    private final int before = LibTorch.threads();

    @AfterEach
    void reset() {
        LibTorch.threads(before);
    }

    /** Refused, after the recipe was found. */
    private static Called wrong(String... more) {
        List<String> words = new ArrayList<>(List.of("run", "elu/mnist-8x128/ELU"));
        words.addAll(List.of("--set", "nothing=1"));
        words.addAll(List.of(more));
        return Called.of(words.toArray(String[]::new));
    }

    @Test
    void an_operation_has_the_threads_that_the_help_says() {
        assertThat(Called.of("run", "--help").out().replaceAll("\\s+", " "))
                .contains("(default: $OMP_NUM_THREADS, or as many as there are cores)");
        int cores = Runtime.getRuntime().availableProcessors();
        LibTorch.threads(cores + 1);
        assertThat(wrong().code()).isEqualTo(2);
        boolean isChosen = System.getenv("OMP_NUM_THREADS") != null;
        assertThat(LibTorch.threads()).isEqualTo(isChosen ? cores + 1 : cores);
        assertThat(wrong("--threads", "1").code()).isEqualTo(2);
        assertThat(LibTorch.threads()).isEqualTo(1);
    }
}
