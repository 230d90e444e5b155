package dev.hearth.train;

import dev.hearth.nn.Context;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The sums of a gradient over workers, a bucket at a time: one that no later part of the backward pass
 * changes leaves on a thread of its own, while the pass goes on. Where buckets end follows from the net
 * alone, and a sum does not depend on it.
 */
final class GradientBuckets {

    private final Exchange exchange;
    private final ExecutorService sender;
    private final Map<Span, float[]> arrays = new HashMap<>();
    private final List<Bucket> gone = new ArrayList<>();
    private Tensor gradients;
    private double share;
    private long end;

    /** Where a bucket lies. */
    private record Span(long from, int count) {}

    /** What has left. */
    private record Bucket(long from, float[] numbers, Future<?> sum) {}

    GradientBuckets(Exchange exchange) {
        this.exchange = exchange;
        this.sender =
                Executors.newSingleThreadExecutor(
                        work -> {
                            Thread thread = new Thread(work, "hearth-sums-" + exchange.rank());
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** Before a forward pass: buckets of its backward pass leave, scaled by this worker's share. */
    void watch(Context pass, Parameters parameters, double scale) {
        gone.clear();
        gradients = parameters.gradients();
        end = gradients.count();
        share = scale;
        pass.onWholeGradients(parameters, this::leave);
    }

    /** What lies between here and what has left. */
    private void leave(long from) {
        if (from >= end) {
            return;
        }
        int count = Math.toIntExact(end - from);
        float[] numbers = arrays.computeIfAbsent(new Span(from, count), span -> new float[count]);
        gradients.narrow(0, from, count).mulInPlace(share).copyTo(numbers, 0);
        gone.add(new Bucket(from, numbers, sender.submit(() -> exchange.sum(numbers))));
        end = from;
    }

    /**
     * After the backward pass: waits for all sums, and puts them in the gradients' place.
     *
     * @return nanoseconds that it waited
     */
    long finish() {
        leave(0);
        long waited = 0;
        for (Bucket bucket : gone) {
            long begun = System.nanoTime();
            await(bucket.sum());
            waited += System.nanoTime() - begun;
            gradients
                    .narrow(0, bucket.from(), bucket.numbers().length)
                    .copyInPlace(bucket.numbers());
        }
        gone.clear();
        return waited;
    }

    private static void await(Future<?> sum) {
        try {
            sum.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "The workers' sums were awaited. Received: an interrupt. Call the run again; it"
                            + " resumes from its last checkpoint.",
                    interrupted);
        }
    }
}
