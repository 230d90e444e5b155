package dev.hearth.onednn;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Precision;
import dev.hearth.onnx.BatchNet;
import dev.hearth.tensor.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
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

    /** Each of its threads computes alone. */
    private final ExecutorService single;

    /** Its one thread computes with all of OpenMP's. */
    private final ExecutorService together;

    private final Queue<Workspace> ofSingle = new ConcurrentLinkedQueue<>();
    private final Queue<Workspace> ofTogether = new ConcurrentLinkedQueue<>();

    /** Calls take the read lock, closing takes the write lock. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private final AtomicInteger calls = new AtomicInteger();

    /** Without the weights, once these are laid out. */
    private NetGraph graph;

    private Optional<Plan> singlePlan = Optional.empty();
    private Optional<Plan> togetherPlan = Optional.empty();
    private boolean closed;

    private OneDnnNet(NetGraph graph, Precision precision, int threads) {
        this.graph = graph;
        this.precision = precision;
        this.threads = threads;
        this.in = graph.extents().get(graph.input());
        this.single = pool(threads, 1, "onednn");
        this.together = pool(1, threads, "onednn-together");
    }

    /** Compiles a graph for what is asked first: one example. */
    static OneDnnNet of(NetGraph graph, Precision precision, int threads) {
        OneDnnNet net = new OneDnnNet(graph, precision, threads);
        try {
            if (threads == 1) {
                await(net.single.submit(net::singlePlan));
            } else {
                await(net.together.submit(net::togetherPlan));
            }
            return net;
        } catch (RuntimeException failure) {
            net.close();
            throw failure;
        }
    }

    private static ExecutorService pool(int size, int openMp, String name) {
        AtomicInteger made = new AtomicInteger();
        return Executors.newFixedThreadPool(
                size,
                work -> {
                    Runnable body =
                            () -> {
                                OneDnn.threads(openMp);
                                work.run();
                            };
                    Thread thread = new Thread(body, name + "-" + made.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private synchronized Plan singlePlan() {
        if (singlePlan.isEmpty()) {
            singlePlan = Optional.of(compiled());
        }
        return singlePlan.get();
    }

    private synchronized Plan togetherPlan() {
        if (togetherPlan.isEmpty()) {
            togetherPlan = Optional.of(compiled());
        }
        return togetherPlan.get();
    }

    private Plan compiled() {
        Plan plan = PlanBuilder.plan(graph, weights, precision, 1);
        graph = graph.withoutWeights();
        return plan;
    }

    /** How each step is computed, by oneDNN's name for it. */
    List<String> implementations() {
        Plan plan = threads == 1 ? singlePlan() : togetherPlan();
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
            return parts > 1 && examples < parts
                    ? compute(together, 1, values, examples, each)
                    : compute(single, Math.min(parts, examples), values, examples, each);
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

    private float[] compute(
            ExecutorService where, int parts, float[] values, int examples, int each) {
        float[][] answers = new float[examples][];
        List<Future<?>> shares = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            int from = (int) ((long) examples * i / parts);
            int to = (int) ((long) examples * (i + 1) / parts);
            shares.add(where.submit(() -> share(where, values, from, to, each, answers)));
        }
        RuntimeException failure = null;
        for (Future<?> share : shares) {
            // All, failed or not: they read the caller's numbers.
            try {
                await(share);
            } catch (RuntimeException one) {
                failure = one;
            }
        }
        if (failure != null) {
            throw failure;
        }
        int outputs = answers[0].length;
        float[] all = new float[Math.multiplyExact(outputs, examples)];
        for (int i = 0; i < examples; i++) {
            System.arraycopy(answers[i], 0, all, i * outputs, outputs);
        }
        return all;
    }

    private void share(
            ExecutorService where, float[] values, int from, int to, int each, float[][] answers) {
        Queue<Workspace> idle = where == single ? ofSingle : ofTogether;
        Workspace mine = idle.poll();
        if (mine == null) {
            mine = new Workspace(where == single ? singlePlan() : togetherPlan());
        }
        try {
            for (int i = from; i < to; i++) {
                float[] answer = new float[mine.outputs()];
                mine.compute(values, i * each, each, answer, 0);
                answers[i] = answer;
            }
        } finally {
            idle.add(mine);
        }
    }

    private static void await(Future<?> share) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    share.get();
                    return;
                } catch (InterruptedException stop) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            } else if (failure.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(failure.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        Lock alone = lock.writeLock();
        alone.lock();
        try {
            if (!closed) {
                closed = true;
                single.shutdown();
                together.shutdown();
                ofSingle.forEach(Workspace::close);
                ofTogether.forEach(Workspace::close);
                singlePlan.ifPresent(Plan::close);
                togetherPlan.ifPresent(Plan::close);
                weights.close();
            }
        } finally {
            alone.unlock();
        }
    }
}
