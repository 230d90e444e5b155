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
            assertThat(batcher.counts().batches()).isEqualTo(4);
            assertThat(batcher.counts().answered()).isEqualTo(12);
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
    void an_error_is_told_to_who_asked_and_the_worker_is_opened_anew() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        CountDownLatch on = new CountDownLatch(1);
        class Picky implements Worker<Integer, Integer> {
            @Override
            public List<Integer> answer(List<Integer> inputs) {
                waitFor(on);
                if (inputs.contains(0)) {
                    throw new StackOverflowError("made up");
                }
                return inputs;
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        }
        try (Batcher<Integer, Integer> batcher =
                new Batcher<>(
                        () -> {
                            opened.incrementAndGet();
                            return new Picky();
                        },
                        limits(4, 30_000, 10))) {
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answers.add(batcher.ask(i));
            }
            on.countDown();
            assertThatThrownBy(() -> answers.get(0).get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(StackOverflowError.class);
            for (int i = 1; i < 4; i++) {
                assertThat(answers.get(i).get(5, TimeUnit.SECONDS)).isEqualTo(i);
            }
            // Once for the four, once for the bad one alone.
            assertThat(opened).hasValue(3);
            assertThat(closed).hasValue(2);
            assertThat(batcher.isReady()).isTrue();
            assertThat(batcher.isLive(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    void a_worker_that_cannot_be_opened_again_is_tried_until_it_can() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        Worker<Integer, Integer> dies =
                inputs -> {
                    if (opened.get() == 1) {
                        throw new LinkageError("made up");
                    }
                    return inputs;
                };
        try (Batcher<Integer, Integer> batcher =
                new Batcher<>(
                        () -> {
                            int times = opened.incrementAndGet();
                            if (times == 2 || times == 3) {
                                throw new IllegalStateException("not yet");
                            }
                            return dies;
                        },
                        limits(1, 0, 10))) {
            assertThatThrownBy(() -> batcher.ask(1).get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LinkageError.class);
            assertThat(batcher.ask(2).get(5, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(opened).hasValue(4);
            assertThat(batcher.counts().reopened()).isEqualTo(1);
        }
    }

    @Test
    void nothing_waits_for_others_where_none_are_coming() throws Exception {
        AtomicInteger coming = new AtomicInteger();
        try (Batcher<Integer, Integer> batcher =
                new Batcher<>(() -> inputs -> inputs, limits(2, 30_000, 10), coming::get)) {
            assertThat(batcher.ask(1).get(5, TimeUnit.SECONDS)).isEqualTo(1);
            coming.set(1);
            CompletableFuture<Integer> waits = batcher.ask(2);
            assertThatThrownBy(() -> waits.get(50, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            // The other one was refused on its way.
            coming.set(0);
            assertThat(waits.get(5, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void who_no_longer_waits_is_left_out_and_a_batch_that_never_ends_is_not_live()
            throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch on = new CountDownLatch(1);
        List<Integer> seen = new ArrayList<>();
        Worker<Integer, Integer> slow =
                inputs -> {
                    seen.addAll(inputs);
                    first.countDown();
                    waitFor(on);
                    return inputs;
                };
        Batcher<Integer, Integer> batcher = new Batcher<>(() -> slow, limits(1, 0, 9));
        batcher.ask(1);
        first.await();
        batcher.ask(2).cancel(false);
        CompletableFuture<Integer> third = batcher.ask(3);
        Thread.sleep(20);
        assertThat(batcher.isLive(Duration.ofMillis(1))).isFalse();
        assertThat(batcher.isLive(Duration.ofSeconds(50))).isTrue();
        assertThat(batcher.close(Duration.ofMillis(20))).isFalse();
        // What could not be answered in time is refused, and nobody waits for ever.
        assertThat(third).isCompletedExceptionally();
        on.countDown();
        assertThat(batcher.close(Duration.ofSeconds(5))).isTrue();
        assertThat(seen).containsExactly(1);
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
