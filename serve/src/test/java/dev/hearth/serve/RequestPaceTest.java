package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.SelectStrategy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RequestPaceTest {

    private final RequestPace pace = new RequestPace();

    private void brisk(Object connection, int requests) {
        for (int i = 0; i < requests; i++) {
            pace.begun(connection, 20_000);
        }
    }

    @Test
    void one_that_asks_again_and_again_is_alone_on_its_thread() throws InterruptedException {
        brisk("one", 5);
        assertThat(pace.isBrisk()).isFalse();
        brisk("one", 9);
        assertThat(pace.isBrisk()).isTrue();
        boolean[] other = {true};
        Thread thread = new Thread(() -> other[0] = pace.isBrisk());
        thread.start();
        thread.join();
        assertThat(other[0]).isFalse();
    }

    @Test
    void who_asks_after_a_pause_is_alone_and_not_brisk() {
        for (int i = 0; i < 10; i++) {
            pace.begun("one", 5_000_000);
        }
        assertThat(pace.isAlone()).isTrue();
        assertThat(pace.isBrisk()).isFalse();
        brisk("one", 20);
        assertThat(pace.isBrisk()).isTrue();
        // A look for the next request that finds none ends the looks, not that it is alone.
        pace.over();
        assertThat(pace.isBrisk()).isFalse();
        assertThat(pace.isAlone()).isTrue();
        pace.begun("two", 0);
        assertThat(pace.isAlone()).isFalse();
        brisk("two", 9);
        assertThat(pace.isAlone()).isTrue();
        pace.closed("two");
        assertThat(pace.isAlone()).isFalse();
    }

    @Test
    void another_connection_a_pause_and_an_end_are_seen() {
        brisk("one", 20);
        pace.begun("two", 20_000);
        assertThat(pace.isBrisk()).isFalse();
        brisk("two", 20);
        assertThat(pace.isBrisk()).isTrue();
        pace.begun("two", 5_000_000);
        assertThat(pace.isBrisk()).isFalse();
        brisk("two", 20);
        pace.closed("one");
        assertThat(pace.isBrisk()).isTrue();
        pace.closed("two");
        assertThat(pace.isBrisk()).isFalse();
        // In turns they are never alone.
        for (int i = 0; i < 100; i++) {
            brisk(i % 2 == 0 ? "one" : "two", 1);
            assertThat(pace.isBrisk()).isFalse();
        }
    }

    @Test
    void the_thread_looks_several_times_for_the_next_request_and_then_sleeps() throws Exception {
        BriefSpin spin = new BriefSpin(pace);
        AtomicInteger looks = new AtomicInteger();
        assertThat(spin.calculateStrategy(looks::incrementAndGet, false))
                .isEqualTo(SelectStrategy.SELECT);
        assertThat(looks).hasValue(0);
        brisk("one", 20);
        assertThat(spin.calculateStrategy(() -> looks.incrementAndGet() < 3 ? 0 : 2, false))
                .isEqualTo(2);
        assertThat(looks).hasValue(3);
        assertThat(pace.isBrisk()).isTrue();
        long begun = System.nanoTime();
        assertThat(
                        spin.calculateStrategy(
                                () -> {
                                    looks.incrementAndGet();
                                    return 0;
                                },
                                false))
                .isEqualTo(SelectStrategy.SELECT);
        assertThat(looks.get()).isGreaterThan(3);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        // It sleeps until the pace is kept again.
        assertThat(pace.isBrisk()).isFalse();
        // With tasks to do it looks once.
        brisk("one", 20);
        assertThat(spin.calculateStrategy(() -> 0, true)).isZero();
        assertThat(pace.isBrisk()).isTrue();
    }

    @Test
    void another_connection_ends_the_look() throws Exception {
        brisk("one", 20);
        AtomicInteger looks = new AtomicInteger();
        int strategy =
                new BriefSpin(pace)
                        .calculateStrategy(
                                () -> {
                                    looks.incrementAndGet();
                                    pace.begun("two", 0);
                                    return 0;
                                },
                                false);
        assertThat(strategy).isEqualTo(SelectStrategy.SELECT);
        assertThat(looks).hasValue(1);
    }
}
