package dev.hearth.export.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.hearth.data.BadData;
import dev.hearth.tensor.EnvironmentVariables;
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
record Sessions(byte[] model, Waiting waiting, OptLevel level) {

    /**
     * In bytes. As it begins, ONNX Runtime 1.29 searches the process's command line by calling itself
     * some times for each character: one of six thousand takes more than the one MiB that Java's
     * threads have, and the process dies without a word. A class path is soon that long.
     */
    private static final long STACK = 256L << 20;

    /** Microseconds. */
    private static final String SPIN = "1000";

    /** Begins on the first call; later ones are given the same. */
    static OrtEnvironment environment() {
        FutureTask<OrtEnvironment> begun = new FutureTask<>(Sessions::begin);
        new Thread(null, begun, "onnx-begin", STACK).start();
        try {
            return begun.get();
        } catch (ExecutionException absent) {
            throw new BadData(
                    "ONNX Runtime needs its own library for this machine",
                    "none that works for "
                            + System.getProperty("os.name")
                            + " on "
                            + System.getProperty("os.arch")
                            + ", "
                            + absent.getCause(),
                    "Use libtorch: leave --engine onnx out",
                    absent.getCause());
        } catch (InterruptedException stop) {
            throw stopped(stop);
        }
    }

    /** The variable counts on Linux and macOS, before the library is loaded; the call on Windows. */
    private static OrtEnvironment begin() throws OrtException {
        EnvironmentVariables.unlessSet("ORT_DISABLE_TELEMETRY", "1");
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        environment.setTelemetry(false);
        return environment;
    }

    OrtSession session(int threads) {
        OrtEnvironment environment = environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(level);
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

    static IllegalStateException stopped(InterruptedException stop) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(stop);
    }

    static String firstLine(OrtException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no word why");
    }
}
