package dev.hearth.export.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hearth.data.BadData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * A net that lives in ONNX Runtime. It is closed by hand, unlike what lives in a {@link
 * dev.hearth.tensor.Scope}, since its numbers are none of libtorch's. One thread at a time.
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

    private final OrtEnvironment environment;
    private final OrtSession session;

    /** Grows to the largest batch that came, and is used again. */
    private ByteBuffer room = ByteBuffer.allocateDirect(0);

    private OnnxNet(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
    }

    /**
     * Opens a model.
     *
     * @param model a file's content, with one input
     * @param threads of an operator, above 0
     * @return ready
     * @throws BadData if ONNX Runtime cannot take it
     */
    public static OnnxNet open(byte[] model, int threads) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            // As with OpenMP's threads: on cores that others share, waiting threads must not spin.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            return new OnnxNet(environment, environment.createSession(model, options));
        } catch (OrtException failure) {
            throw new BadData(
                    "ONNX Runtime needs a model that it can compute",
                    firstLine(failure),
                    "Export it anew with ./hearth export",
                    failure);
        }
    }

    /**
     * Computes a batch.
     *
     * @param values row-major; more may follow than the batch needs
     * @param extents of the batch
     * @return the output's numbers, row-major
     */
    public float[] apply(float[] values, long... extents) {
        int count = 1;
        for (long extent : extents) {
            count = Math.toIntExact(Math.multiplyExact(count, extent));
        }
        FloatBuffer in = room(count);
        in.put(values, 0, count).flip();
        String name = session.getInputNames().iterator().next();
        try (OnnxTensor x = OnnxTensor.createTensor(environment, in, extents);
                OrtSession.Result result = session.run(Map.of(name, x))) {
            FloatBuffer out = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] numbers = new float[out.remaining()];
            out.get(numbers);
            return numbers;
        } catch (OrtException failure) {
            throw new BadData(
                    "ONNX Runtime needs a batch of the model's shape",
                    firstLine(failure),
                    "Give as many channels, rows and columns as the model was exported for",
                    failure);
        }
    }

    private FloatBuffer room(int count) {
        int bytes = Math.multiplyExact(Float.BYTES, count);
        if (room.capacity() < bytes) {
            room = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        room.clear().limit(bytes);
        return room.asFloatBuffer();
    }

    private static String firstLine(OrtException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no word why");
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
