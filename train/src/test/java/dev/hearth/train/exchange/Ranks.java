package dev.hearth.train.exchange;

import dev.hearth.train.Exchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The workers of a run as threads of one process. */
public final class Ranks {

    static final byte[] SECRET = "a test's secret".getBytes(StandardCharsets.UTF_8);

    private Ranks() {}

    /** What a worker does. */
    @FunctionalInterface
    public interface Body<T> {
        T work(Exchange exchange) throws Exception;
    }

    /** What each worker has made, by rank; the first failure by rank is thrown. */
    public static <T> List<T> run(int workers, Body<T> body) throws Exception {
        return run(workers, Duration.ofSeconds(20), body);
    }

    static <T> List<T> run(int workers, Duration deadline, Body<T> body) throws Exception {
        List<T> made = new ArrayList<>();
        for (Future<T> each : start(workers, deadline, body)) {
            try {
                made.add(each.get());
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw failed;
            }
        }
        return made;
    }

    /** All that the workers will make or throw, once each has ended. */
    static <T> List<Future<T>> start(int workers, Duration deadline, Body<T> body)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        List<TcpExchange.Listener> listeners = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            listeners.add(TcpExchange.listen(InetAddress.getLoopbackAddress()));
        }
        List<InetSocketAddress> addresses =
                listeners.stream().map(TcpExchange.Listener::address).toList();
        List<Future<T>> all = new ArrayList<>();
        for (int each = 0; each < workers; each++) {
            int rank = each;
            all.add(
                    threads.submit(
                            () -> {
                                try (Exchange exchange =
                                        listeners
                                                .get(rank)
                                                .connect(rank, addresses, SECRET, deadline)) {
                                    try {
                                        return body.work(exchange);
                                    } catch (Exception failure) {
                                        exchange.fail(failure.getMessage());
                                        throw failure;
                                    }
                                }
                            }));
        }
        for (Future<T> each : all) {
            try {
                each.get();
            } catch (ExecutionException told) {
                // By whoever looks.
            }
        }
        threads.shutdown();
        return all;
    }
}
