package dev.hearth.bench;

import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.train.Exchange;
import dev.hearth.train.exchange.FolderMeeting;
import dev.hearth.train.exchange.TcpExchange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A worker as a process of its own, which does what its standard input says, a line each, and answers with
 * the seconds that it took and those that it waited for gradients of the others: {@code steps}, {@code
 * steps-then-sums}, where gradients are summed after the backward pass only, {@code sum COUNT BUCKET} and
 * {@code gloo COUNT BUCKET}, an all-reduce of so many floats in buckets, {@code product}, of matrices, or
 * {@code copy}, of a gigabyte.
 *
 * <p>Arguments: folder, rank, workers, threads, net ({@link WorkerSteps.Net} or {@code none}), and an
 * address of this machine that the others reach.
 */
final class WorkerProcess {

    /** Half a gigabyte. */
    private static final int COPIED = 1 << 27;

    private WorkerProcess() {}

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
                Exchange exchange =
                        workers == 1
                                ? Exchange.ALONE
                                : FolderMeeting.join(
                                        folder, rank, workers, at, TcpExchange.DEADLINE)) {
            HearthContender side =
                    arguments[4].equals("none")
                            ? null
                            : WorkerSteps.Net.valueOf(arguments[4])
                                    .side(Boolean.parseBoolean(arguments[6]))
                                    .with(exchange);
            answer(exchange, side, folder, at);
        }
    }

    private static void answer(Exchange exchange, HearthContender side, Path folder, InetAddress at)
            throws IOException {
        try (GlooSums gloo = new GlooSums(folder, exchange.rank(), exchange.workers(), at);
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            SquareProduct product = new SquareProduct();
            float[] memory = {};
            say(0, 0);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                long begun = System.nanoTime();
                double waited = 0;
                if (words[0].startsWith("steps")) {
                    side.overlapped(words[0].equals("steps")).run();
                    waited = side.waited();
                } else if (words[0].equals("product")) {
                    product.run();
                } else if (words[0].equals("copy")) {
                    memory = memory.length == 0 ? new float[COPIED] : memory;
                    copy(memory);
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
                say((System.nanoTime() - begun) / 1e9, waited);
            }
        }
    }

    /** Four times from one half to the other. */
    private static void copy(float[] memory) {
        int half = memory.length / 2;
        for (int i = 0; i < 4; i++) {
            System.arraycopy(memory, i % 2 * half, memory, half - i % 2 * half, half);
        }
    }

    private static void say(double seconds, double waited) {
        System.out.println(String.format(Locale.ROOT, "%.9f %.9f", seconds, waited));
        System.out.flush();
    }
}
