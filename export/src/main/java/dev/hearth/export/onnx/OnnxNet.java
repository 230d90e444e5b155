package dev.hearth.export.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hearth.data.BadData;
import dev.hearth.tensor.LoadFailure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A net that lives in ONNX Runtime. It is closed by hand, unlike what lives in a {@link
 * dev.hearth.tensor.Scope}, since its numbers are none of libtorch's. One caller at a time.
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

    /**
     * In bytes. As it begins, ONNX Runtime 1.29 searches the process's command line by calling itself
     * some times for each character: one of six thousand takes more than the one MiB that Java's
     * threads have, and the process dies without a word. A class path is soon that long.
     */
    private static final long STACK = 256L << 20;

    /** Microseconds. */
    private static final String SPIN = "1000";

    private final byte[] model;
    private final int threads;
    private final Waiting waiting;
    private Optional<OrtSession> together = Optional.empty();
    private Optional<OrtSession> apart = Optional.empty();

    /** Grows to the largest batch that came, and is used again. */
    private ByteBuffer room = ByteBuffer.allocateDirect(0);

    private OnnxNet(byte[] model, int threads, Waiting waiting) {
        this.model = model;
        this.threads = threads;
        this.waiting = waiting;
    }

    /**
     * Opens a model; threads that wait sleep, as everywhere in Hearth.
     *
     * @param model a file's content, with one input and one output; it must not change
     * @param threads above 0
     * @return ready
     * @throws BadData if ONNX Runtime cannot take it
     */
    public static OnnxNet open(byte[] model, int threads) {
        return open(model, threads, Waiting.ASLEEP);
    }

    /**
     * Opens a model.
     *
     * @param model a file's content, with one input and one output; it must not change
     * @param threads above 0
     * @param waiting what threads do while they wait
     * @return ready
     * @throws BadData if ONNX Runtime cannot take it
     */
    public static OnnxNet open(byte[] model, int threads, Waiting waiting) {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "ONNX Runtime needs at least one thread. Received: "
                            + threads
                            + ". Use as many as there are cores.");
        }
        OnnxNet net = new OnnxNet(model, threads, waiting);
        net.together = Optional.of(net.session(threads));
        return net;
    }

    /** Kept, because a class initialiser that throws does so once, and then as another error. */
    private static final class Begun {
        static final Optional<OrtEnvironment> ENVIRONMENT;
        static final Optional<Throwable> FAILURE;

        static {
            Optional<OrtEnvironment> environment = Optional.empty();
            Optional<Throwable> failure = Optional.empty();
            try {
                environment = Optional.of(OrtEnvironment.getEnvironment());
            } catch (RuntimeException | LinkageError absent) {
                failure = Optional.of(absent);
            }
            ENVIRONMENT = environment;
            FAILURE = failure;
        }

        private Begun() {}
    }

    /** Begins on the first call; later ones are given the same. */
    private static OrtEnvironment environment() {
        FutureTask<Optional<OrtEnvironment>> begun = new FutureTask<>(() -> Begun.ENVIRONMENT);
        new Thread(null, begun, "onnx-begin", STACK).start();
        return got(begun).orElseThrow(() -> absent(Begun.FAILURE.orElseThrow()));
    }

    private static BadData absent(Throwable cause) {
        LoadFailure why =
                LoadFailure.of(
                        cause,
                        "Check that the folder for temporary files, "
                                + System.getProperty("java.io.tmpdir")
                                + ", is there, can be written and has 50 MB free"
                                + " (-Djava.io.tmpdir=DIR names another)");
        return new BadData(
                "ONNX Runtime's own library for "
                        + System.getProperty("os.name")
                        + " on "
                        + System.getProperty("os.arch")
                        + " could not be loaded",
                why.received(),
                why.mend(),
                cause);
    }

    private OrtSession session(int count) {
        OrtEnvironment environment = environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(count);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            boolean briefly = waiting == Waiting.BRIEFLY;
            options.addConfigEntry("session.intra_op.allow_spinning", briefly ? "1" : "0");
            if (briefly) {
                options.addConfigEntry("session.intra_op.spin_duration_us", SPIN);
                options.addConfigEntry("session.force_spinning_stop", "1");
            }
            return environment.createSession(model, options);
        } catch (OrtException failure) {
            throw new BadData(
                    "ONNX Runtime needs a model that it can compute",
                    firstLine(failure),
                    "Export it anew with ./hearth export",
                    failure);
        }
    }

    private static IllegalStateException stopped(InterruptedException stop) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(stop);
    }

    private static <T> T got(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof BadData bad) {
                throw bad;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException stop) {
            throw stopped(stop);
        }
    }

    /**
     * Computes a batch.
     *
     * @param values row-major; more may follow than the batch needs
     * @param extents of the batch, its count of examples first, above 0
     * @return the output's numbers, row-major
     * @throws BadData if the model takes other extents
     */
    public float[] apply(float[] values, long... extents) {
        int count = Math.toIntExact(extents[0]);
        int each = 1;
        for (int i = 1; i < extents.length; i++) {
            each = Math.toIntExact(Math.multiplyExact(each, extents[i]));
        }
        FloatBuffer in = filled(values, Math.multiplyExact(count, each));
        if (threads == 1 || count < threads) {
            return run(together(), in, extents);
        }
        OrtSession session = apart();
        List<FutureTask<float[]>> shares = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int from = (int) ((long) count * i / threads);
            int to = (int) ((long) count * (i + 1) / threads);
            long[] share = extents.clone();
            share[0] = to - from;
            FloatBuffer part = in.slice(from * each, (to - from) * each);
            shares.add(new FutureTask<>(() -> run(session, part, share)));
        }
        for (FutureTask<float[]> share : shares.subList(1, threads)) {
            new Thread(share, "onnx-run").start();
        }
        shares.get(0).run();
        List<float[]> outs = new ArrayList<>();
        shares.forEach(share -> outs.add(got(share)));
        return joined(outs);
    }

    /** All outputs of a batch, in the model's order. */
    List<float[]> all(float[] values, long... extents) {
        int count = 1;
        for (long extent : extents) {
            count = Math.toIntExact(Math.multiplyExact(count, extent));
        }
        return outputs(together(), filled(values, count), extents);
    }

    private OrtSession together() {
        if (together.isEmpty()) {
            together = Optional.of(session(threads));
        }
        return together.get();
    }

    private OrtSession apart() {
        if (apart.isEmpty()) {
            apart = Optional.of(session(1));
        }
        return apart.get();
    }

    private static float[] run(OrtSession session, FloatBuffer in, long[] extents) {
        return outputs(session, in, extents).get(0);
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
            throw new BadData(
                    "ONNX Runtime needs a batch of the model's shape",
                    firstLine(failure),
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

    private FloatBuffer filled(float[] values, int count) {
        int bytes = Math.multiplyExact(Float.BYTES, count);
        if (room.capacity() < bytes) {
            room = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        room.clear().limit(bytes);
        return room.asFloatBuffer().put(values, 0, count).flip();
    }

    private static String firstLine(OrtException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no word why");
    }

    @Override
    public void close() {
        for (Optional<OrtSession> session : Arrays.asList(together, apart)) {
            try {
                if (session.isPresent()) {
                    session.get().close();
                }
            } catch (OrtException failure) {
                throw new IllegalStateException(failure);
            }
        }
        together = Optional.empty();
        apart = Optional.empty();
    }
}
