package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.data.BadDataException;
import dev.hearth.tensor.EnvironmentVariables;
import dev.hearth.tensor.LoadFailure;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Sessions of ONNX Runtime with the same options, without telemetry: by default ONNX Runtime 1.29
 * writes a device identifier and a database with the models' metadata into the user's cache folder. Where
 * that cannot be switched off, a warning is logged.
 *
 * @param model a file's content
 * @param optimization what ONNX Runtime may change
 */
record Sessions(byte[] model, ThreadSpinning spinning, Optimization optimization) {

    private static final System.Logger LOG = System.getLogger(Sessions.class.getName());

    private static final String NO_TELEMETRY = "ORT_DISABLE_TELEMETRY";

    private static final String TELEMETRY =
            "ONNX Runtime's telemetry, which is written into the user's cache folder, could not be switched"
                    + " off. Set "
                    + NO_TELEMETRY
                    + "=1 before the program starts, or, on the module path, start Java with "
                    + EnvironmentVariables.MODULE_PATH_OPTION
                    + ".";

    /**
     * In bytes. On start-up ONNX Runtime 1.29 searches the process's command line with a recursion of
     * a few calls for each character: 6,000 characters, soon reached by a class path, overflow the 1 MiB
     * of a Java thread, and the process dies without a message.
     */
    private static final long STACK = 256L << 20;

    private static final String SPIN_MICROSECONDS = "1000";

    /** A quarter of a million weights, a few microseconds of multiplying; waking another thread takes as long. */
    private static final int SMALL = 1 << 20;

    private static final Set<String> CONVOLUTIONS =
            Set.of("Conv", "ConvTranspose", "ConvInteger", "QLinearConv");

    /** Keeps the failure too: a class initialiser throws it only once, then another error. */
    private static final class Started {
        static final Optional<OrtEnvironment> ENVIRONMENT;
        static final Optional<Throwable> FAILURE;

        static {
            Optional<OrtEnvironment> environment = Optional.empty();
            Optional<Throwable> failure = Optional.empty();
            try {
                // Linux and macOS read the variable when the library is loaded; Windows needs the
                // call.
                String variable = EnvironmentVariables.unlessSet(NO_TELEMETRY, "1");
                boolean isWindows = System.getProperty("os.name").startsWith("Windows");
                if (variable.equals("unset") && !isWindows) {
                    LOG.log(System.Logger.Level.WARNING, TELEMETRY);
                }
                RuntimeLibraries.unpack();
                OrtEnvironment started = OrtEnvironment.getEnvironment();
                started.setTelemetry(false);
                EnvironmentHold.take(started);
                environment = Optional.of(started);
            } catch (OrtException | IOException | RuntimeException | LinkageError absent) {
                failure = Optional.of(absent);
            }
            ENVIRONMENT = environment;
            FAILURE = failure;
        }

        private Started() {}
    }

    /** The process's only one, started by the first call. */
    static OrtEnvironment environment() {
        FutureTask<Optional<OrtEnvironment>> started = new FutureTask<>(() -> Started.ENVIRONMENT);
        new Thread(null, started, "onnx-start", STACK).start();
        try {
            return started.get().orElseThrow(() -> absent(Started.FAILURE.orElseThrow()));
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
                        "Check that the cache folder has 50 MB free and can be written"
                                + " (-Dorg.bytedeco.javacpp.cachedir=DIR names another), and that the"
                                + " folder for temporary files, "
                                + System.getProperty("java.io.tmpdir")
                                + ", is there, can be written too (-Djava.io.tmpdir=DIR names another)");
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

    /** Whether one thread computes an example at least as fast as several: a small net without convolutions. */
    boolean isSmall() {
        try {
            return model.length <= SMALL
                    && ModelProto.parseFrom(model).getGraph().getNodeList().stream()
                            .noneMatch(node -> CONVOLUTIONS.contains(node.getOpType()));
        } catch (InvalidProtocolBufferException none) {
            // ONNX Runtime says so when it opens it.
            return false;
        }
    }

    OrtSession session(int threads) {
        OrtEnvironment environment = environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(optimization.level());
            for (Map.Entry<String, String> entry : optimization.entries().entrySet()) {
                options.addConfigEntry(entry.getKey(), entry.getValue());
            }
            boolean briefly = spinning == ThreadSpinning.BRIEFLY;
            options.addConfigEntry("session.intra_op.allow_spinning", briefly ? "1" : "0");
            if (briefly) {
                options.addConfigEntry("session.intra_op.spin_duration_us", SPIN_MICROSECONDS);
                options.addConfigEntry("session.force_spinning_stop", "1");
            }
            OrtSession session = environment.createSession(model, options);
            List<NodeInfo> in = List.copyOf(session.getInputInfo().values());
            List<NodeInfo> out = List.copyOf(session.getOutputInfo().values());
            if (in.size() != 1 || out.isEmpty() || !areFloats(in) || !areFloats(out)) {
                session.close();
                throw new BadDataException(
                        "ONNX Runtime needs a model with one input and with outputs of float32",
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
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
