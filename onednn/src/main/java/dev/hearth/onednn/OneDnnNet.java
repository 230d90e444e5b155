package dev.hearth.onednn;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Precision;
import dev.hearth.onnx.BatchNet;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.FutureResult;
import dev.hearth.tensor.OpenMp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A net compiled by oneDNN, one example at a time: so an answer's bits do not depend on its batch. Fewer
 * examples than threads are computed by all threads together, more by one thread each; of concurrent calls
 * each has its part of the threads, which are the net's own. Weights are kept once.
 */
final class OneDnnNet implements BatchNet {

    private final int threads;
    private final Precision precision;
    private final long[] in;
    private final Weights weights = new Weights();

    /** Each thread computes with one of OpenMP's. */
    private final ExecutorService pool;

    private final Plan plan;

    /** Nobody computes in these now. */
    private final Queue<Workspace> idle = new ConcurrentLinkedQueue<>();

    /** Calls take the read lock, closing takes the write lock. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private final AtomicInteger calls = new AtomicInteger();

    private boolean closed;

    private OneDnnNet(NetGraph graph, Precision precision, int threads) {
        this.threads = threads;
        this.precision = precision;
        this.in = graph.extents().get(graph.input());
        AtomicInteger made = new AtomicInteger();
        this.pool =
                Executors.newFixedThreadPool(
                        threads,
                        work -> {
                            Runnable body =
                                    () -> {
                                        // Where it cannot be set, the plan below is refused.
                                        OpenMp.threads(1);
                                        work.run();
                                    };
                            Thread thread = new Thread(body, "onednn-" + made.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        try {
            this.plan =
                    FutureResult.of(
                            pool.submit(
                                    () -> {
                                        OneDnn.threads(1);
                                        return PlanBuilder.plan(graph, weights, precision, threads);
                                    }));
        } catch (RuntimeException | Error failure) {
            pool.shutdown();
            weights.close();
            throw failure;
        }
    }

    /** Compiles a graph. */
    static OneDnnNet of(NetGraph graph, Precision precision, int threads) {
        return new OneDnnNet(graph, precision, threads);
    }

    @Override
    public Precision precision() {
        return precision;
    }

    /** How each step is computed, by oneDNN's name for it. */
    List<String> implementations() {
        return plan.steps().stream()
                .map(each -> each.operator() + " " + each.implementation())
                .toList();
    }

    @Override
    public float[] apply(float[] values, long... extents) {
        check(extents);
        int examples = Math.toIntExact(extents[0]);
        int each = 1;
        for (long extent : in) {
            each = Math.toIntExact(Math.multiplyExact(each, extent));
        }
        BatchNet.requireFinite(values, Math.multiplyExact(examples, each));
        int parts = Math.max(1, threads / calls.incrementAndGet());
        Lock open = lock.readLock();
        open.lock();
        try {
            if (closed) {
                throw new IllegalStateException(
                        Check.message(
                                "A net of oneDNN computes while it is open",
                                "a batch after close()",
                                "Open it again, or close it later"));
            }
            float[][] answers = new float[examples][];
            if (parts > 1 && examples < parts) {
                together(values, each, answers);
            } else {
                shared(Math.min(parts, examples), values, each, answers);
            }
            return joined(answers);
        } finally {
            open.unlock();
            calls.decrementAndGet();
        }
    }

    private void check(long[] extents) {
        long[] example = Arrays.copyOfRange(extents, 1, extents.length);
        if (extents[0] < 1 || !Arrays.equals(example, in)) {
            throw new BadDataException(
                    "oneDNN needs a batch of the model's shape, examples of " + Arrays.toString(in),
                    Arrays.toString(extents),
                    "Give as many channels, rows and columns as the model was exported for");
        }
    }

    private static float[] joined(float[][] answers) {
        int outputs = answers[0].length;
        float[] all = new float[Math.multiplyExact(outputs, answers.length)];
        for (int i = 0; i < answers.length; i++) {
            System.arraycopy(answers[i], 0, all, i * outputs, outputs);
        }
        return all;
    }

    private Workspace workspace() {
        Workspace one = idle.poll();
        return one == null ? new Workspace(plan) : one;
    }

    /** Each example by all threads, one after the other. */
    private void together(float[] values, int each, float[][] answers) {
        Workspace mine = workspace();
        try {
            for (int i = 0; i < answers.length; i++) {
                mine.put(values, i * each, each);
                List<Future<?>> lanes = new ArrayList<>();
                // At once, so that of two examples neither waits for a thread that waits for the
                // other.
                synchronized (pool) {
                    for (int lane = 0; lane < threads; lane++) {
                        int one = lane;
                        lanes.add(pool.submit(() -> mine.compute(one)));
                    }
                }
                FutureResult.ofAll(lanes);
                answers[i] = mine.answer();
            }
        } finally {
            idle.add(mine);
        }
    }

    /** Each thread has its share of the examples. */
    private void shared(int parts, float[] values, int each, float[][] answers) {
        List<Future<?>> shares = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            int from = (int) ((long) answers.length * i / parts);
            int to = (int) ((long) answers.length * (i + 1) / parts);
            shares.add(pool.submit(() -> share(values, from, to, each, answers)));
        }
        FutureResult.ofAll(shares);
    }

    private void share(float[] values, int from, int to, int each, float[][] answers) {
        Workspace mine = workspace();
        try {
            for (int i = from; i < to; i++) {
                mine.put(values, i * each, each);
                mine.compute();
                answers[i] = mine.answer();
            }
        } finally {
            idle.add(mine);
        }
    }

    @Override
    public void close() {
        Lock exclusive = lock.writeLock();
        exclusive.lock();
        try {
            if (!closed) {
                closed = true;
                pool.shutdown();
                idle.forEach(Workspace::close);
                plan.close();
                weights.close();
            }
        } finally {
            exclusive.unlock();
        }
    }
}
