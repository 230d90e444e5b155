package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class FutureResultTest {

    private static <T> FutureTask<T> begun(java.util.concurrent.Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task, "work").start();
        return task;
    }

    private static String slow(String word) throws InterruptedException {
        Thread.sleep(100);
        return word;
    }

    @Test
    void results_come_in_the_order_of_the_list() {
        assertThat(
                        FutureResult.ofAll(
                                List.of(
                                        begun(() -> slow("a")),
                                        begun(() -> "b"),
                                        begun(() -> "c"))))
                .containsExactly("a", "b", "c");
    }

    @Test
    void the_first_failure_is_thrown_when_all_have_ended() {
        FutureTask<String> last = begun(() -> slow("last"));
        List<FutureTask<String>> all =
                List.of(
                        begun(() -> "first"),
                        begun(
                                () -> {
                                    throw new IllegalArgumentException("second");
                                }),
                        begun(
                                () -> {
                                    throw new IllegalArgumentException("third");
                                }),
                        last);
        assertThatThrownBy(() -> FutureResult.ofAll(all))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("second");
        assertThat(last.isDone()).isTrue();
    }

    @Test
    void errors_are_thrown_and_checked_exceptions_are_a_cause() {
        assertThatThrownBy(
                        () ->
                                FutureResult.of(
                                        CompletableFuture.failedFuture(new StackOverflowError())))
                .isInstanceOf(StackOverflowError.class);
        assertThatThrownBy(
                        () ->
                                FutureResult.of(
                                        begun(
                                                () -> {
                                                    throw new IOException("disk");
                                                })))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("disk");
    }

    @Test
    void an_interruption_waits_until_the_result_is_there() {
        Thread.currentThread().interrupt();
        assertThat(FutureResult.of(begun(() -> slow("done")))).isEqualTo("done");
        assertThat(Thread.interrupted()).isTrue();
    }
}
