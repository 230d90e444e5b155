package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A {@link Batcher} whose worker computes two batches at a time. */
@Timeout(60)
class BatchesAtATimeTest {

    private static Batcher.Limits limits(int batch, long linger, int waiting) {
        return new Batcher.Limits(batch, Duration.ofMillis(linger), waiting);
    }

    /** Computes two batches at a time. */
    private record Shared(UnaryOperator<List<Integer>> answers, Runnable closing)
            implements Worker<Integer, Integer> {

        @Override
        public List<Integer> answer(List<Integer> inputs) {
            return answers.apply(inputs);
        }

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public int runs() {
            return 2;
        }

        @Override
        public void close() {
            closing.run();
        }
    }

    @Test
    void two_batches_are_computed_at_a_time_and_what_waits_is_divided() throws Exception {
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        CountDownLatch on = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch both = new CountDownLatch(2);
        Worker<Integer, Integer> worker =
                new Shared(
                        inputs -> {
                            sizes.add(inputs.size());
                            begun.countDown();
                            waitFor(on);
                            if (inputs.get(0) > 1) {
                                // Until both have taken theirs.
                                both.countDown();
                                waitFor(both);
                            }
                            return inputs;
                        },
                        () -> {});
        try (Batcher<Integer, Integer> batcher =
                new Batcher<>(() -> worker, limits(8, 0, 100), () -> 0)) {
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            answers.add(batcher.ask(0));
            answers.add(batcher.ask(1));
            begun.await();
            for (int i = 2; i < 10; i++) {
                answers.add(batcher.ask(i));
            }
            on.countDown();
            for (int i = 0; i < 10; i++) {
                assertThat(answers.get(i).get(9, TimeUnit.SECONDS)).isEqualTo(i);
            }
            // Of the eight that waited neither took more than a half.
            assertThat(sizes).startsWith(1, 1);
            assertThat(sizes.subList(2, 4)).allMatch(size -> size >= 2 && size <= 4);
        }
    }

    @Test
    void a_batch_waits_for_others_only_while_another_is_computed() throws Exception {
        CountDownLatch on = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Worker<Integer, Integer> worker =
                new Shared(
                        inputs -> {
                            if (inputs.contains(0)) {
                                begun.countDown();
                                waitFor(on);
                            }
                            return inputs;
                        },
                        () -> {});
        try (Batcher<Integer, Integer> batcher =
                new Batcher<>(() -> worker, limits(2, 30_000, 100))) {
            // Others are said to be coming, and would be waited for half a minute.
            assertThat(batcher.ask(1).get(5, TimeUnit.SECONDS)).isEqualTo(1);
            CompletableFuture<Integer> slow = batcher.ask(0);
            begun.await();
            CompletableFuture<Integer> waits = batcher.ask(2);
            assertThatThrownBy(() -> waits.get(50, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            on.countDown();
            assertThat(slow.get(5, TimeUnit.SECONDS)).isZero();
            assertThat(waits.get(5, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void of_two_batches_at_a_time_a_bad_question_spoils_no_other_and_an_error_opens_anew()
            throws Exception {
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger insideAtClose = new AtomicInteger();
        UnaryOperator<List<Integer>> picky =
                inputs -> {
                    inside.incrementAndGet();
                    try {
                        Thread.sleep(1);
                        if (inputs.contains(500)) {
                            throw new StackOverflowError("made up");
                        }
                        return inputs.stream().map(x -> 12 / (x % 100 - 7) + x).toList();
                    } catch (InterruptedException interrupted) {
                        throw new IllegalStateException(interrupted);
                    } finally {
                        inside.decrementAndGet();
                    }
                };
        Batcher<Integer, Integer> batcher =
                new Batcher<>(
                        () -> {
                            opened.incrementAndGet();
                            return new Shared(
                                    picky,
                                    () -> {
                                        closed.incrementAndGet();
                                        insideAtClose.addAndGet(inside.get());
                                    });
                        },
                        limits(4, 0, 1000));
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            answers.add(batcher.ask(i));
        }
        batcher.close();
        for (int i = 0; i < 1000; i++) {
            CompletableFuture<Integer> answer = answers.get(i);
            if (i == 500) {
                assertThatThrownBy(answer::get).hasCauseInstanceOf(StackOverflowError.class);
            } else if (i % 100 == 7) {
                assertThatThrownBy(answer::get).hasCauseInstanceOf(ArithmeticException.class);
            } else {
                assertThat(answer.get(1, TimeUnit.SECONDS)).isEqualTo(12 / (i % 100 - 7) + i);
            }
        }
        assertThat(opened.get()).isBetween(2, 3).isEqualTo(closed.get());
        assertThat(insideAtClose).hasValue(0);
        assertThat(batcher.counts().answered()).isEqualTo(989);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
