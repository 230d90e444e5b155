package dev.hearth.bench;

import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.train.Exchange;
import dev.hearth.train.exchange.FolderMeeting;
import dev.hearth.train.exchange.TcpExchange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A worker as a process of its own, which does what its standard input says, a line each, and answers with
 * the seconds that it took and those that it waited for the others: {@code steps}, or {@code sum COUNT
 * BUCKET} and {@code gloo COUNT BUCKET}, an all-reduce of so many floats in buckets.
 *
 * <p>Arguments: folder, rank, workers, threads, net ({@link WorkerSteps.Net} or {@code none}), and an
 * address of this machine that the others reach.
 */
final class WorkerProcess {

    private WorkerProcess() {}

    /**
     * Counts the time that the training thread is held up by the exchange: in sums of its own, and waiting
     * for other threads, among them the one whose sums go on beside the backward pass.
     */
    private static final class Timed implements Exchange {

        private final Exchange inner;
        private final Thread trains = Thread.currentThread();
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private long nanos;
        private long waitedBefore;

        Timed(Exchange inner) {
            this.inner = inner;
            threads.setThreadContentionMonitoringEnabled(true);
        }

        /** Since the last call. */
        double seconds() {
            long now = waited();
            double seconds = nanos / 1e9 + (now - waitedBefore) / 1e3;
            nanos = 0;
            waitedBefore = now;
            return seconds;
        }

        private long waited() {
            return threads.getThreadInfo(trains.getId()).getWaitedTime();
        }

        @Override
        public int rank() {
            return inner.rank();
        }

        @Override
        public int workers() {
            return inner.workers();
        }

        @Override
        public void sum(float[] values) {
            if (Thread.currentThread() != trains) {
                inner.sum(values);
                return;
            }
            long begun = System.nanoTime();
            long before = waited();
            inner.sum(values);
            nanos += System.nanoTime() - begun;
            // It is counted already.
            waitedBefore += waited() - before;
        }

        @Override
        public byte[] fromFirst(byte[] message) {
            return inner.fromFirst(message);
        }

        @Override
        public List<byte[]> gather(byte[] message) {
            return inner.gather(message);
        }

        @Override
        public void fail(String why) {
            inner.fail(why);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    /**
     * The entry.
     *
     * @param arguments as the class says
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        int rank = Integer.parseInt(arguments[1]);
        int workers = Integer.parseInt(arguments[2]);
        LibTorch.threads(Integer.parseInt(arguments[3]));
        InetAddress at = InetAddress.getByName(arguments[5]);
        try (Scope run = Scope.open();
                Exchange met =
                        workers == 1
                                ? Exchange.ALONE
                                : FolderMeeting.join(
                                        folder, rank, workers, at, TcpExchange.DEADLINE)) {
            Timed exchange = new Timed(met);
            HearthContender side =
                    arguments[4].equals("none")
                            ? null
                            : WorkerSteps.Net.valueOf(arguments[4])
                                    .side(Boolean.parseBoolean(arguments[6]))
                                    .with(exchange);
            answer(exchange, side, folder, at);
        }
    }

    private static void answer(Timed exchange, HearthContender side, Path folder, InetAddress at)
            throws IOException {
        try (GlooSums gloo = new GlooSums(folder, exchange.rank(), exchange.workers(), at);
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            say(0, 0);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                long begun = System.nanoTime();
                if (words[0].equals("steps")) {
                    side.run();
                } else {
                    int count = Integer.parseInt(words[1]);
                    int bucket = Integer.parseInt(words[2]);
                    float[] values = new float[Math.min(count, bucket)];
                    gloo.ready(words[0].equals("gloo") ? values.length : 0);
                    exchange.sum(new float[1]);
                    begun = System.nanoTime();
                    for (int left = count; left > 0; left -= values.length) {
                        if (words[0].equals("gloo")) {
                            gloo.sum();
                        } else {
                            exchange.sum(values);
                        }
                    }
                }
                say((System.nanoTime() - begun) / 1e9, exchange.seconds());
            }
        }
    }

    private static void say(double seconds, double waited) {
        System.out.println(String.format(Locale.ROOT, "%.9f %.9f", seconds, waited));
        System.out.flush();
    }
}
