package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HelperPoolTest {

    private final HelperPool pool = new HelperPool();

    @Test
    void an_errand_is_done_by_several_at_once() throws InterruptedException {
        for (int turn = 0; turn < 5; turn++) {
            CountDownLatch together = new CountDownLatch(3);
            Set<Thread> who = ConcurrentHashMap.newKeySet();
            // None of the three continues before all are there.
            boolean was =
                    pool.help(
                            2,
                            () -> {
                                who.add(Thread.currentThread());
                                together.countDown();
                                await(together);
                            });
            assertThat(was).isTrue();
            assertThat(who).hasSize(3).contains(Thread.currentThread());
            assertThat(who).filteredOn(t -> t != Thread.currentThread()).allMatch(Thread::isDaemon);
            // Until all have seen that it is over, on odd turns long enough to have gone to sleep.
            Thread.sleep(turn % 2 == 0 ? 0 : 20);
        }
    }

    @Test
    void an_errand_is_done_also_where_nobody_has_time() {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch there = new CountDownLatch(2);
        Thread here = Thread.currentThread();
        pool.help(
                1,
                () -> {
                    there.countDown();
                    await(there);
                    if (Thread.currentThread() != here) {
                        await(over);
                    }
                });
        AtomicInteger done = new AtomicInteger();
        assertThat(pool.help(1, done::incrementAndGet)).isTrue();
        assertThat(done).hasValue(1);
        over.countDown();
    }

    @Test
    void who_has_no_errand_here_is_told_so_at_once() {
        AtomicInteger inner = new AtomicInteger();
        assertThat(pool.help(0, () -> assertThat(pool.help(1, inner::incrementAndGet)).isFalse()))
                .isTrue();
        assertThat(inner).hasValue(0);
        assertThat(pool.help(0, inner::incrementAndGet)).isTrue();
        assertThat(inner).hasValue(1);
    }

    @Test
    void many_short_errands_in_a_row_lose_nothing() {
        AtomicInteger done = new AtomicInteger();
        for (int turn = 0; turn < 20_000; turn++) {
            CountDownLatch parts = new CountDownLatch(4);
            AtomicInteger left = new AtomicInteger(4);
            pool.help(
                    1,
                    () -> {
                        while (left.getAndDecrement() > 0) {
                            done.incrementAndGet();
                            parts.countDown();
                        }
                    });
            await(parts);
        }
        assertThat(done).hasValue(80_000);
    }

    @Test
    void who_has_nothing_to_help_with_sleeps() throws InterruptedException {
        Set<Thread> who = ConcurrentHashMap.newKeySet();
        CountDownLatch together = new CountDownLatch(2);
        pool.help(
                1,
                () -> {
                    who.add(Thread.currentThread());
                    together.countDown();
                    await(together);
                });
        who.remove(Thread.currentThread());
        Thread helper = who.iterator().next();
        for (int i = 0; i < 2000 && helper.getState() != Thread.State.WAITING; i++) {
            Thread.sleep(10);
        }
        assertThat(helper.getState()).isEqualTo(Thread.State.WAITING);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
