package dev.hearth.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.hearth.data.BadDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * A net that lives in ONNX Runtime. It is closed by hand, unlike what lives in a {@link
 * dev.hearth.tensor.Scope}, since its numbers are none of libtorch's. Any number of threads may call it at once:
 * each gets its own answer, and they share the net's threads.
 *
 * <p>A batch of at least as many examples as threads is dealt out to the threads, each of which computes
 * its examples alone; a smaller one is computed operator by operator, by all threads together. The
 * first way has the weights in memory once more, from the first such batch on.
 *
 * <pre>{@code
 * static float[] logits(OnnxModel model, float[] picture) {
 *     try (OnnxNet net = OnnxNet.open(model.bytes(), 2)) {
 *         return net.apply(picture, 1, 3, 299, 299);
 *     }
 * }
 * }</pre>
 */
public final class OnnxNet implements AutoCloseable {

    private final Sessions sessions;
    private final int threads;
    private final OrtSession together;
    private Optional<OrtSession> apart = Optional.empty();

    /** One for each call that was ever at work beside others; each grows to the largest batch that came. */
    private final Queue<ByteBuffer> rooms = new ConcurrentLinkedQueue<>();

    /** Calls read, closing writes. */
    private final ReadWriteLock door = new ReentrantReadWriteLock();

    private boolean closed;

    private OnnxNet(Sessions sessions, int threads) {
        this.sessions = sessions;
        this.threads = threads;
        this.together = sessions.session(threads);
    }

    /**
     * Opens a model; threads that wait sleep, as everywhere in Hearth.
     *
     * @param model a file's content, with one input and one output; it must not change
     * @param threads above 0
     * @return ready
     * @throws BadDataException if ONNX Runtime cannot take it
     */
    public static OnnxNet open(byte[] model, int threads) {
        return open(model, threads, ThreadSpinning.ASLEEP);
    }

    /**
     * Opens a model.
     *
     * @param model a file's content, with one input and one output; it must not change
     * @param threads above 0
     * @param waiting what threads do while they wait
     * @return ready
     * @throws BadDataException if ONNX Runtime cannot take it
     */
    public static OnnxNet open(byte[] model, int threads, ThreadSpinning waiting) {
        return open(new Sessions(model, waiting, OptLevel.ALL_OPT), threads);
    }

    static OnnxNet open(Sessions sessions, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "ONNX Runtime needs at least one thread. Received: "
                            + threads
                            + ". Use as many as there are cores.");
        }
        return new OnnxNet(sessions, threads);
    }

    /**
     * Computes a batch.
     *
     * @param values row-major; more may follow than the batch needs
     * @param extents of the batch, its count of examples first, above 0
     * @return the output's numbers, row-major
     * @throws BadDataException if the model takes other extents, or a value is not finite
     * @throws IllegalStateException if the net has been closed
     */
    public float[] apply(float[] values, long... extents) {
        int count = Math.toIntExact(extents[0]);
        int each = 1;
        for (int i = 1; i < extents.length; i++) {
            each = Math.toIntExact(Math.multiplyExact(each, extents[i]));
        }
        int example = each;
        return within(
                values,
                Math.multiplyExact(count, each),
                in ->
                        threads == 1 || count < threads
                                ? outputs(together, in, extents).get(0)
                                : shared(in, example, extents));
    }

    private float[] shared(FloatBuffer in, int each, long[] extents) {
        OrtSession session = apart();
        List<FutureTask<float[]>> shares = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int from = (int) (extents[0] * i / threads);
            int to = (int) (extents[0] * (i + 1) / threads);
            long[] share = extents.clone();
            share[0] = to - from;
            FloatBuffer part = in.slice(from * each, (to - from) * each);
            shares.add(new FutureTask<>(() -> outputs(session, part, share).get(0)));
        }
        for (FutureTask<float[]> share : shares.subList(1, threads)) {
            new Thread(share, "onnx-run").start();
        }
        shares.get(0).run();
        settle(shares);
        List<float[]> outs = new ArrayList<>();
        shares.forEach(share -> outs.add(got(share)));
        return joined(outs);
    }

    /** Waits for all, whatever becomes of them: they read the caller's room. */
    private static void settle(List<? extends FutureTask<?>> shares) {
        boolean interrupted = false;
        for (FutureTask<?> share : shares) {
            while (!share.isDone()) {
                try {
                    share.get();
                } catch (ExecutionException told) {
                    // Whoever takes the share is told.
                } catch (InterruptedException stop) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T got(FutureTask<T> share) {
        try {
            return share.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof BadDataException bad) {
                throw bad;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException stop) {
            throw Sessions.stopped(stop);
        }
    }

    /** All outputs of a batch, in the model's order. */
    List<float[]> all(float[] values, long... extents) {
        int count = 1;
        for (long extent : extents) {
            count = Math.toIntExact(Math.multiplyExact(count, extent));
        }
        return within(values, count, in -> outputs(together, in, extents));
    }

    /** Does something with a call's numbers while they lie in a room of their own. */
    private <T> T within(float[] values, int count, Function<FloatBuffer, T> body) {
        Lock open = door.readLock();
        open.lock();
        ByteBuffer room = rooms.poll();
        try {
            if (closed) {
                throw new IllegalStateException(
                        "A net of ONNX Runtime computes while it is open. Received: a batch after"
                                + " close(). Open it again, or close it later.");
            }
            room = filled(room, values, count);
            return body.apply(room.asFloatBuffer());
        } finally {
            if (room != null) {
                rooms.add(room);
            }
            open.unlock();
        }
    }

    private synchronized OrtSession apart() {
        if (apart.isEmpty()) {
            apart = Optional.of(sessions.session(1));
        }
        return apart.get();
    }

    private static List<float[]> outputs(OrtSession session, FloatBuffer in, long[] extents) {
        String name = session.getInputNames().iterator().next();
        try (OnnxTensor x = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), in, extents);
                OrtSession.Result result = session.run(Map.of(name, x))) {
            List<float[]> outs = new ArrayList<>();
            for (Map.Entry<String, OnnxValue> each : result) {
                FloatBuffer out = ((OnnxTensor) each.getValue()).getFloatBuffer();
                float[] numbers = new float[out.remaining()];
                out.get(numbers);
                outs.add(numbers);
            }
            return outs;
        } catch (OrtException failure) {
            throw new BadDataException(
                    "ONNX Runtime needs a batch of the model's shape",
                    Sessions.firstLine(failure),
                    "Give as many channels, rows and columns as the model was exported for",
                    failure);
        }
    }

    private static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** In native order: ONNX Runtime reads a buffer of the other order as garbage, without a word. */
    private static ByteBuffer filled(ByteBuffer before, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(values[i])) {
                // ONNX Runtime's pools can lose it, and the answer then looks like any other.
                throw new BadDataException(
                        "A net takes finite numbers",
                        values[i] + " at " + i + " of a batch",
                        "Look where it comes from");
            }
        }
        int bytes = Math.multiplyExact(Float.BYTES, count);
        ByteBuffer room =
                before != null && before.capacity() >= bytes
                        ? before
                        : ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        room.clear().limit(bytes);
        room.asFloatBuffer().put(values, 0, count);
        return room;
    }

    /** Waits for the calls that are at work; later ones are refused. */
    @Override
    public void close() {
        Lock alone = door.writeLock();
        alone.lock();
        try {
            if (!closed) {
                closed = true;
                rooms.clear();
                together.close();
                if (apart.isPresent()) {
                    apart.get().close();
                }
            }
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        } finally {
            alone.unlock();
        }
    }
}
