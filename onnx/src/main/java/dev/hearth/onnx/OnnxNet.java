package dev.hearth.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hearth.data.BadDataException;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.FutureResult;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * A model opened in ONNX Runtime, to be closed by hand: no {@link dev.hearth.tensor.Scope} owns it.
 * Thread-safe: concurrent calls share the model's threads.
 *
 * <p>A batch of at least as many examples as threads is split among the threads; a smaller one is
 * computed operator by operator, by all threads together. Of concurrent calls each has its part of the
 * threads, and the calling thread alone where that is one. Splitting keeps the weights in memory a
 * second time, from the first such batch or call on. A small net without convolutions (a file of 1 MiB at most) is computed
 * by the calling thread alone: to wake another takes longer.
 *
 * <pre>{@code
 * static float[] logits(OnnxModel model, float[] picture) {
 *     try (OnnxNet net = OnnxNet.open(model.bytes(), 2)) {
 *         return net.apply(picture, 1, 3, 299, 299);
 *     }
 * }
 * }</pre>
 */
public final class OnnxNet implements BatchNet {

    private final Sessions sessions;
    private final int threads;
    private final OrtSession session;
    private Optional<OrtSession> singleThreaded = Optional.empty();

    /** One for each concurrent call so far; each grows to its largest batch. */
    private final Queue<CallBuffers> buffers = new ConcurrentLinkedQueue<>();

    /** Calls take the read lock, closing takes the write lock. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /** At work. */
    private final AtomicInteger calls = new AtomicInteger();

    private boolean closed;

    private OnnxNet(Sessions sessions, int threads) {
        this.sessions = sessions;
        this.threads = threads;
        this.session = sessions.session(threads);
    }

    /** Opens a model whose waiting threads sleep. */
    public static OnnxNet open(byte[] model, int threads) {
        return open(model, threads, ThreadSpinning.ASLEEP);
    }

    /**
     * Opens a model.
     *
     * @param model a file's content, with one input and one output; it must not change
     * @param threads above 0
     * @throws BadDataException if ONNX Runtime cannot load it
     */
    public static OnnxNet open(byte[] model, int threads, ThreadSpinning spinning) {
        return open(new Sessions(model, spinning, Optimization.ALL_OPT), threads);
    }

    static OnnxNet open(Sessions sessions, int threads) {
        if (threads < 1) {
            throw Check.error(
                    "ONNX Runtime needs at least one thread",
                    threads,
                    "Use as many as there are cores");
        }
        return new OnnxNet(sessions, sessions.isSmall() ? 1 : threads);
    }

    @Override
    public float[] apply(float[] values, long... extents) {
        int examples = Math.toIntExact(extents[0]);
        int count = count(extents);
        int parts = Math.max(1, threads / calls.incrementAndGet());
        try {
            return withBuffer(
                    values,
                    count,
                    in -> {
                        if (threads == 1 || examples < parts) {
                            return in.output(session, extents);
                        }
                        return parts == 1
                                ? in.output(singleThreaded(), extents)
                                : split(in.numbers(), parts, count / examples, extents);
                    });
        } finally {
            calls.decrementAndGet();
        }
    }

    static int count(long[] extents) {
        int count = 1;
        for (long extent : extents) {
            count = Math.toIntExact(Math.multiplyExact(count, extent));
        }
        return count;
    }

    private float[] split(FloatBuffer in, int parts, int perExample, long[] extents) {
        OrtSession single = singleThreaded();
        List<FutureTask<float[]>> shares = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            int from = (int) (extents[0] * i / parts);
            int to = (int) (extents[0] * (i + 1) / parts);
            long[] share = extents.clone();
            share[0] = to - from;
            FloatBuffer part = in.slice(from * perExample, (to - from) * perExample);
            shares.add(new FutureTask<>(() -> outputs(single, part, share).get(0)));
        }
        for (FutureTask<float[]> share : shares.subList(1, parts)) {
            new Thread(share, "onnx-run").start();
        }
        shares.get(0).run();
        List<float[]> outputs = FutureResult.ofAll(shares);
        float[] all = new float[outputs.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : outputs) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** All outputs of a batch, in the model's order. */
    List<float[]> all(float[] values, long... extents) {
        return withBuffer(values, count(extents), in -> outputs(session, in.numbers(), extents));
    }

    private <T> T withBuffer(float[] values, int count, Function<CallBuffers, T> body) {
        Lock open = lock.readLock();
        open.lock();
        CallBuffers mine = buffers.poll();
        if (mine == null) {
            mine = new CallBuffers();
        }
        try {
            if (closed) {
                throw new IllegalStateException(
                        Check.message(
                                "A net of ONNX Runtime computes while it is open",
                                "a batch after close()",
                                "Open it again, or close it later"));
            }
            mine.fill(values, count);
            return body.apply(mine);
        } finally {
            buffers.add(mine);
            open.unlock();
        }
    }

    private synchronized OrtSession singleThreaded() {
        if (singleThreaded.isEmpty()) {
            singleThreaded = Optional.of(sessions.session(1));
        }
        return singleThreaded.get();
    }

    static List<float[]> outputs(OrtSession session, FloatBuffer in, long[] extents) {
        String name = session.getInputNames().iterator().next();
        try (OnnxTensor x = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), in, extents);
                OrtSession.Result result = session.run(Map.of(name, x))) {
            List<float[]> outputs = new ArrayList<>();
            for (Map.Entry<String, OnnxValue> each : result) {
                FloatBuffer out = ((OnnxTensor) each.getValue()).getFloatBuffer();
                float[] numbers = new float[out.remaining()];
                out.get(numbers);
                outputs.add(numbers);
            }
            return outputs;
        } catch (OrtException failure) {
            throw new BadDataException(
                    "ONNX Runtime needs a batch of the model's shape",
                    Sessions.firstLine(failure) + " for " + Arrays.toString(extents),
                    "Give as many channels, rows and columns as the model was exported for",
                    failure);
        }
    }

    @Override
    public void close() {
        Lock alone = lock.writeLock();
        alone.lock();
        try {
            if (!closed) {
                closed = true;
                buffers.forEach(CallBuffers::close);
                buffers.clear();
                session.close();
                if (singleThreaded.isPresent()) {
                    singleThreaded.get().close();
                }
            }
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        } finally {
            alone.unlock();
        }
    }
}
