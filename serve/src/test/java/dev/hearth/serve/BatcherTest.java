package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatcherTest {

    private static Batcher.Limits limits(int batch, long linger, int waiting) {
        return new Batcher.Limits(batch, Duration.ofMillis(linger), waiting);
    }

    @Test
    void answers_reach_who_asked_for_them_and_batches_are_joined() throws Exception {
        List<Integer> sizes = new ArrayList<>();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch on = new CountDownLatch(1);
        Worker<Integer, Integer> squares =
                inputs -> {
                    sizes.add(inputs.size());
                    first.countDown();
                    waitFor(on);
                    return inputs.stream().map(x -> x * x).toList();
                };
        try (Batcher<Integer, Integer> batcher = new Batcher<>(() -> squares, limits(4, 0, 100))) {
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            answers.add(batcher.ask(0));
            // What comes while the worker is busy is joined, four at a time.
            first.await();
            for (int i = 1; i < 12; i++) {
                answers.add(batcher.ask(i));
            }
            on.countDown();
            for (int i = 0; i < 12; i++) {
                assertThat(answers.get(i).get()).isEqualTo(i * i);
            }
            assertThat(sizes).containsExactly(1, 4, 4, 3);
            assertThat(batcher.batches()).isEqualTo(4);
            assertThat(batcher.answered()).isEqualTo(12);
        }
    }

    @Test
    void the_first_waits_for_others() throws Exception {
        List<Integer> sizes = new ArrayList<>();
        Worker<Integer, Integer> worker =
                inputs -> {
                    sizes.add(inputs.size());
                    return inputs;
                };
        try (Batcher<Integer, Integer> batcher =
                new Batcher<>(() -> worker, limits(2, 30_000, 10))) {
            CompletableFuture<Integer> one = batcher.ask(1);
            CompletableFuture<Integer> two = batcher.ask(2);
            assertThat(one.get()).isEqualTo(1);
            assertThat(two.get()).isEqualTo(2);
            assertThat(sizes).containsExactly(2);
        }
    }

    @Test
    void more_than_may_wait_is_refused_at_once() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch on = new CountDownLatch(1);
        Worker<Integer, Integer> slow =
                inputs -> {
                    first.countDown();
                    waitFor(on);
                    return inputs;
                };
        try (Batcher<Integer, Integer> batcher = new Batcher<>(() -> slow, limits(1, 0, 2))) {
            CompletableFuture<Integer> busy = batcher.ask(1);
            first.await();
            CompletableFuture<Integer> second = batcher.ask(2);
            CompletableFuture<Integer> third = batcher.ask(3);
            assertThat(batcher.waiting()).isEqualTo(2);
            assertThatThrownBy(() -> batcher.ask(4))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage("2 wait already");
            on.countDown();
            assertThat(List.of(busy.get(), second.get(), third.get())).containsExactly(1, 2, 3);
        }
    }

    @Test
    void a_bad_question_spoils_no_other() throws Exception {
        Worker<Integer, Integer> divides = inputs -> inputs.stream().map(x -> 12 / x).toList();
        try (Batcher<Integer, Integer> batcher =
                new Batcher<>(() -> divides, limits(3, 30_000, 10))) {
            CompletableFuture<Integer> good = batcher.ask(3);
            CompletableFuture<Integer> bad = batcher.ask(0);
            CompletableFuture<Integer> last = batcher.ask(4);
            assertThat(good.get()).isEqualTo(4);
            assertThat(last.get()).isEqualTo(3);
            assertThatThrownBy(bad::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ArithmeticException.class);
        }
    }

    @Test
    void the_worker_lives_on_one_thread_and_is_closed_there_after_the_last_answer()
            throws Exception {
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger answeredAtClose = new AtomicInteger(-1);
        Worker<Integer, Integer> worker =
                new Worker<>() {
                    @Override
                    public List<Integer> answer(List<Integer> inputs) {
                        seen.add(Thread.currentThread());
                        answered.addAndGet(inputs.size());
                        return inputs;
                    }

                    @Override
                    public void close() {
                        seen.add(Thread.currentThread());
                        answeredAtClose.set(answered.get());
                    }
                };
        Batcher<Integer, Integer> batcher =
                new Batcher<>(
                        () -> {
                            seen.add(Thread.currentThread());
                            return worker;
                        },
                        limits(2, 0, 100));
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(batcher.ask(i));
        }
        batcher.close();
        for (int i = 0; i < 20; i++) {
            assertThat(answers.get(i).get(1, TimeUnit.SECONDS)).isEqualTo(i);
        }
        assertThat(seen).hasSize(1).doesNotContain(Thread.currentThread());
        assertThat(answeredAtClose).hasValue(20);
        assertThatThrownBy(() -> batcher.ask(21))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("it is closing");
    }

    @Test
    void what_the_opening_throws_is_thrown_to_who_opened() {
        assertThatThrownBy(
                        () ->
                                new Batcher<Integer, Integer>(
                                        () -> {
                                            throw new IllegalArgumentException("no such model");
                                        },
                                        Batcher.Limits.usual()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such model");
    }

    @Test
    void limits_that_cannot_be_are_refused() {
        assertThatThrownBy(() -> limits(0, 5, 1))
                .hasMessage(
                        "Batcher needs a batch and a queue of at least 1 and a time of at least 0."
                                + " Received: batch=0, linger=5 ms, waiting=1. Use 8, 5 ms and 256.");
        assertThatThrownBy(() -> limits(1, -5, 1)).hasMessageContaining("linger=-5 ms");
        assertThatThrownBy(() -> limits(1, 5, 0)).hasMessageContaining("waiting=0");
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
