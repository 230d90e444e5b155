package dev.hearth.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.train.WorkerLostException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TcpExchangeTest {

    private static float[] numbers(int rank, int count) {
        RandomStream random = new Seed(3).child(rank).stream();
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (random.nextDouble() * 2 - 1) * (1 << (i % 20));
        }
        return numbers;
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "2, 0", "2, 1", "2, 300001", "3, 2", "3, 100000", "5, 70001"})
    void sums_are_taken_in_the_order_of_ranks(int workers, int count) throws Exception {
        float[] wanted = numbers(0, count);
        for (int rank = 1; rank < workers; rank++) {
            float[] more = numbers(rank, count);
            for (int i = 0; i < count; i++) {
                wanted[i] += more[i];
            }
        }
        List<float[]> came =
                Ranks.run(
                        workers,
                        exchange -> {
                            // Whoever is late does not change the order.
                            Thread.sleep(20L * ((exchange.rank() + 1) % exchange.workers()));
                            float[] values = numbers(exchange.rank(), count);
                            exchange.sum(values);
                            return values;
                        });
        came.forEach(values -> assertThat(values).isEqualTo(wanted));
    }

    @Test
    void what_is_not_finite_stays_so() throws Exception {
        List<float[]> came =
                Ranks.run(
                        2,
                        exchange -> {
                            float[] values = {
                                exchange.rank() == 0 ? Float.NaN : 1,
                                exchange.rank() == 0 ? 1 : Float.POSITIVE_INFINITY
                            };
                            exchange.sum(values);
                            return values;
                        });
        came.forEach(v -> assertThat(v).containsExactly(Float.NaN, Float.POSITIVE_INFINITY));
    }

    @Test
    void messages_reach_all() throws Exception {
        byte[] large = new byte[1_000_000];
        Arrays.fill(large, (byte) 7);
        List<String> came =
                Ranks.run(
                        3,
                        exchange -> {
                            byte[] first = exchange.rank() == 0 ? large : new byte[0];
                            assertThat(exchange.fromFirst(first)).isEqualTo(large);
                            byte[] own =
                                    ("worker " + exchange.rank()).getBytes(StandardCharsets.UTF_8);
                            StringBuilder all = new StringBuilder();
                            exchange.gather(own)
                                    .forEach(
                                            each ->
                                                    all.append(
                                                            new String(
                                                                    each, StandardCharsets.UTF_8)));
                            return all.toString();
                        });
        assertThat(came).containsOnly("worker 0worker 1worker 2");
    }

    @Test
    void other_counts_are_refused_by_all() throws Exception {
        List<Future<float[]>> all =
                Ranks.start(
                        2,
                        Duration.ofSeconds(5),
                        exchange -> {
                            float[] values = new float[10 + exchange.rank()];
                            exchange.sum(values);
                            return values;
                        });
        for (Future<float[]> each : all) {
            assertThatThrownBy(each::get)
                    .hasMessageContaining("Workers exchange the same numbers in the same order")
                    .hasMessageContaining("Received: ");
        }
    }

    @Test
    void a_worker_that_waits_is_not_lost_and_one_that_fails_is_named() throws Exception {
        Duration deadline = Duration.ofMillis(400);
        List<Future<Void>> all =
                Ranks.start(
                        3,
                        deadline,
                        exchange -> {
                            if (exchange.rank() == 0) {
                                Thread.sleep(1200);
                            }
                            exchange.sum(new float[100]);
                            if (exchange.rank() == 2) {
                                throw new IllegalStateException("no more pictures");
                            }
                            exchange.sum(new float[100]);
                            return null;
                        });
        assertThatThrownBy(all.get(2)::get).hasMessageContaining("no more pictures");
        for (int rank = 0; rank < 2; rank++) {
            assertThatThrownBy(all.get(rank)::get)
                    .hasCauseInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("Received: worker 2 failed: no more pictures");
        }
    }

    @Test
    void a_silent_worker_ends_the_others_at_the_deadline() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (TcpExchange.Listener first = TcpExchange.listen(InetAddress.getLoopbackAddress());
                TcpExchange.Listener second =
                        TcpExchange.listen(InetAddress.getLoopbackAddress())) {
            List<InetSocketAddress> addresses = List.of(first.address(), second.address());
            Thread silent =
                    new Thread(
                            () -> {
                                // Its signs of life come once an hour.
                                second.connect(1, addresses, Ranks.SECRET, Duration.ofHours(6));
                                try {
                                    told.await();
                                } catch (InterruptedException done) {
                                    Thread.currentThread().interrupt();
                                }
                            });
            silent.start();
            try (TcpExchange exchange =
                    first.connect(0, addresses, Ranks.SECRET, Duration.ofSeconds(1))) {
                long begun = System.nanoTime();
                assertThatThrownBy(() -> exchange.sum(new float[1 << 22]))
                        .isInstanceOf(WorkerLostException.class)
                        .hasMessage(
                                "The workers of a run need each other's gradients. Received: worker 1"
                                        + " did not answer for 1 s. Call the run again; it resumes"
                                        + " from its last checkpoint.");
                assertThat(System.nanoTime() - begun).isLessThan(4_000_000_000L);
                assertThatThrownBy(() -> exchange.sum(new float[1]))
                        .hasMessageContaining("a call after that");
            }
            told.countDown();
            silent.join();
        }
    }

    @Test
    void who_does_not_know_the_secret_is_not_let_in() throws Exception {
        try (TcpExchange.Listener first = TcpExchange.listen(InetAddress.getLoopbackAddress());
                TcpExchange.Listener second = TcpExchange.listen(InetAddress.getLoopbackAddress());
                TcpExchange.Listener third = TcpExchange.listen(InetAddress.getLoopbackAddress());
                Socket stranger =
                        new Socket(first.address().getAddress(), first.address().getPort())) {
            OutputStream out = stranger.getOutputStream();
            out.write(new byte[100]);
            List<InetSocketAddress> addresses = List.of(first.address(), second.address());
            Thread wrong =
                    new Thread(
                            () ->
                                    assertThatThrownBy(
                                                    () ->
                                                            third.connect(
                                                                    1,
                                                                    addresses,
                                                                    "another"
                                                                            .getBytes(
                                                                                    StandardCharsets
                                                                                            .UTF_8),
                                                                    Duration.ofSeconds(5)))
                                            .isInstanceOf(WorkerLostException.class));
            wrong.start();
            Thread right =
                    new Thread(
                            () -> {
                                try (TcpExchange exchange =
                                        second.connect(
                                                1,
                                                addresses,
                                                Ranks.SECRET,
                                                Duration.ofSeconds(20))) {
                                    exchange.sum(new float[] {2});
                                }
                            });
            right.start();
            float[] values = {1};
            try (TcpExchange exchange =
                    first.connect(0, addresses, Ranks.SECRET, Duration.ofSeconds(20))) {
                exchange.sum(values);
            }
            assertThat(values).containsExactly(3);
            wrong.join();
            right.join();
        }
    }

    @Test
    void a_worker_that_does_not_come_is_named() throws Exception {
        try (TcpExchange.Listener first = TcpExchange.listen(InetAddress.getLoopbackAddress());
                TcpExchange.Listener second =
                        TcpExchange.listen(InetAddress.getLoopbackAddress())) {
            List<InetSocketAddress> addresses = List.of(first.address(), second.address());
            assertThatThrownBy(
                            () ->
                                    first.connect(
                                            0, addresses, Ranks.SECRET, Duration.ofMillis(1100)))
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("worker 1 did not come within 1 s");
        }
    }
}
