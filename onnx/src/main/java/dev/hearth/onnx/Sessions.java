package dev.hearth.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import dev.hearth.data.BadDataException;
import dev.hearth.tensor.EnvironmentVariables;
import dev.hearth.tensor.LoadFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Sessions of ONNX Runtime that all begin alike. It keeps no records of its use: by itself ONNX Runtime
 * 1.29 writes a device identifier and a database below the user's cache folder, with what a model says
 * of itself.
 *
 * @param model a file's content
 * @param waiting what threads do while they wait
 * @param level of ONNX Runtime's optimisations
 */
record Sessions(byte[] model, ThreadSpinning waiting, OptLevel level) {

    /**
     * In bytes. As it begins, ONNX Runtime 1.29 searches the process's command line by calling itself
     * some times for each character: one of six thousand takes more than the one MiB that Java's
     * threads have, and the process dies without a word. A class path is soon that long.
     */
    private static final long STACK = 256L << 20;

    /** Microseconds. */
    private static final String SPIN = "1000";

    /** Kept, because a class initialiser that throws does so once, and then as another error. */
    private static final class Begun {
        static final Optional<OrtEnvironment> ENVIRONMENT;
        static final Optional<Throwable> FAILURE;

        static {
            Optional<OrtEnvironment> environment = Optional.empty();
            Optional<Throwable> failure = Optional.empty();
            try {
                // The variable counts on Linux and macOS, before the library is loaded; the call on
                // Windows.
                EnvironmentVariables.unlessSet("ORT_DISABLE_TELEMETRY", "1");
                OrtEnvironment begun = OrtEnvironment.getEnvironment();
                begun.setTelemetry(false);
                environment = Optional.of(begun);
            } catch (OrtException | RuntimeException | LinkageError absent) {
                failure = Optional.of(absent);
            }
            ENVIRONMENT = environment;
            FAILURE = failure;
        }

        private Begun() {}
    }

    /** Begins on the first call; later ones are given the same. */
    static OrtEnvironment environment() {
        FutureTask<Optional<OrtEnvironment>> begun = new FutureTask<>(() -> Begun.ENVIRONMENT);
        new Thread(null, begun, "onnx-begin", STACK).start();
        try {
            return begun.get().orElseThrow(() -> absent(Begun.FAILURE.orElseThrow()));
        } catch (ExecutionException failure) {
            throw absent(failure.getCause());
        } catch (InterruptedException stop) {
            throw stopped(stop);
        }
    }

    private static BadDataException absent(Throwable cause) {
        LoadFailure why =
                LoadFailure.of(
                        cause,
                        "Check that the folder for temporary files, "
                                + System.getProperty("java.io.tmpdir")
                                + ", is there, can be written and has 50 MB free"
                                + " (-Djava.io.tmpdir=DIR names another)");
        return new BadDataException(
                "ONNX Runtime's own library for "
                        + System.getProperty("os.name")
                        + " on "
                        + System.getProperty("os.arch")
                        + " could not be loaded",
                why.received(),
                why.mend(),
                cause);
    }

    OrtSession session(int threads) {
        OrtEnvironment environment = environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(level);
            boolean briefly = waiting == ThreadSpinning.BRIEFLY;
            options.addConfigEntry("session.intra_op.allow_spinning", briefly ? "1" : "0");
            if (briefly) {
                options.addConfigEntry("session.intra_op.spin_duration_us", SPIN);
                options.addConfigEntry("session.force_spinning_stop", "1");
            }
            OrtSession session = environment.createSession(model, options);
            List<NodeInfo> in = List.copyOf(session.getInputInfo().values());
            List<NodeInfo> out = List.copyOf(session.getOutputInfo().values());
            if (in.size() != 1 || out.isEmpty() || !areFloats(in) || !areFloats(out)) {
                session.close();
                throw new BadDataException(
                        "ONNX Runtime needs a model of one tensor of float32 numbers, that gives such",
                        in.size() + " inputs and " + out.size() + " outputs: " + in + ", " + out,
                        "Export it anew with ./hearth export");
            }
            return session;
        } catch (OrtException failure) {
            throw new BadDataException(
                    "ONNX Runtime needs a model that it can compute",
                    firstLine(failure),
                    "Export it anew with ./hearth export",
                    failure);
        }
    }

    private static boolean areFloats(List<NodeInfo> values) {
        return values.stream()
                .allMatch(
                        value ->
                                value.getInfo() instanceof TensorInfo tensor
                                        && tensor.type == OnnxJavaType.FLOAT);
    }

    static IllegalStateException stopped(InterruptedException stop) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(stop);
    }

    static String firstLine(OrtException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no word why");
    }
}
