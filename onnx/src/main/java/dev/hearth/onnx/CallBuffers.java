package dev.hearth.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * Memory of one call at a time for a batch and its output. From the third batch of the same extents on
 * ONNX Runtime reads and writes the same tensors: to make them anew takes several microseconds, as
 * long as a small net computes.
 */
final class CallBuffers implements AutoCloseable {

    private ByteBuffer in = direct(0);
    private ByteBuffer space = direct(0);
    private OrtSession session;
    private long[] extents = {};
    private OnnxTensor input;
    private OnnxTensor output;
    private FloatBuffer out;

    /** In native order: ONNX Runtime reads a buffer of the other order as garbage, without an error. */
    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    void fill(float[] values, int count) {
        BatchNet.requireFinite(values, count);
        int bytes = Math.multiplyExact(Float.BYTES, count);
        if (in.capacity() < bytes) {
            close();
            in = direct(bytes);
        }
        in.clear().limit(bytes);
        in.asFloatBuffer().put(values, 0, count);
    }

    FloatBuffer numbers() {
        return in.asFloatBuffer();
    }

    /** The first output of what {@link #fill} was given. */
    float[] output(OrtSession now, long... shape) {
        if (now.getNumOutputs() > 1 || session != now || !Arrays.equals(extents, shape)) {
            close();
            session = now;
            extents = shape.clone();
            return OnnxNet.outputs(now, numbers(), shape).get(0);
        }
        try {
            return output == null ? first() : again();
        } catch (OrtException failure) {
            // An output whose extents depend on the numbers, or what is told by computing it anew.
            close();
            return OnnxNet.outputs(now, numbers(), shape).get(0);
        }
    }

    private float[] first() throws OrtException {
        close();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        input = OnnxTensor.createTensor(environment, numbers(), extents);
        try (OrtSession.Result result = session.run(Map.of(name(), input))) {
            OnnxTensor came = (OnnxTensor) result.get(0);
            FloatBuffer numbers = came.getFloatBuffer();
            int bytes = Math.multiplyExact(Float.BYTES, numbers.remaining());
            if (space.capacity() < bytes) {
                space = direct(bytes);
            }
            out = space.clear().limit(bytes).asFloatBuffer();
            out.put(numbers).flip();
            output = OnnxTensor.createTensor(environment, out, came.getInfo().getShape());
            return copied();
        }
    }

    private float[] again() throws OrtException {
        Map<String, OnnxValue> pinned = Map.of(session.getOutputNames().iterator().next(), output);
        try (OrtSession.Result done = session.run(Map.of(name(), input), pinned)) {
            return copied();
        }
    }

    private float[] copied() {
        float[] numbers = new float[out.limit()];
        out.get(0, numbers);
        return numbers;
    }

    private String name() {
        return session.getInputNames().iterator().next();
    }

    /** Lets go of the tensors; the memory stays for others. */
    @Override
    public void close() {
        if (input != null) {
            input.close();
        }
        if (output != null) {
            output.close();
        }
        input = null;
        output = null;
    }
}
