package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hearth.data.BadDataException;
import dev.hearth.data.image.Picture;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.tensor.Seed;
import java.nio.ByteBuffer;
import java.util.Map;

/** {@link PreprocessingGraph}'s operators computed by ONNX Runtime, beside {@link InputSpec}. */
final class PreprocessingCheck {

    private PreprocessingCheck() {}

    /**
     * Compares what the operators make of generated pictures with what {@link InputSpec} does.
     *
     * @throws BadDataException if a value differs by more than 1 of 255
     */
    static void check(ModelProto model, InputSpec view) {
        GraphProto.Builder head =
                model.getGraph().toBuilder().clearNode().clearOutput().clearInitializer();
        model.getGraph().getInitializerList().stream()
                .filter(array -> array.getName().startsWith(PreprocessingGraph.PREFIX))
                .forEach(head::addInitializer);
        model.getGraph().getNodeList().stream()
                .filter(node -> node.getName().startsWith(PreprocessingGraph.PREFIX))
                .forEach(head::addNode);
        head.addOutput(
                PreprocessingGraph.value(
                        OnnxModel.INPUT,
                        TensorProto.DataType.FLOAT,
                        Graph.BATCH,
                        view.channels(),
                        view.side(),
                        view.side()));
        byte[] bytes = model.toBuilder().setGraph(head).build().toByteArray();
        double most = 0;
        try (OrtSession session = session(bytes)) {
            int side = (int) Math.floor(view.side() / view.fraction());
            for (int[] size : new int[][] {{3 * side + 1, 2 * side}, {side, side + 7}}) {
                Picture picture = generated(size[0], size[1]);
                float[] right = view.values(picture);
                float[] found = apply(session, picture);
                for (int i = 0; i < right.length; i++) {
                    most = Math.max(most, Math.abs((double) right[i] - found[i]));
                }
            }
        } catch (OrtException failure) {
            throw refused(failure);
        }
        double steps = most * 255 * view.deviation();
        if (!(steps < 1.5)) {
            throw new BadDataException(
                    "A graph prepares pictures as its model does, within 1 of 255",
                    "a difference of " + Math.round(steps) + " on this processor",
                    "Export it without the preparation of pictures");
        }
    }

    /** Waves, noise and an edge, always the same. */
    private static Picture generated(int width, int height) {
        var random = new Seed(1).stream();
        byte[] bytes = new byte[3 * width * height];
        for (int i = 0; i < bytes.length; i++) {
            int x = i / 3 % width;
            double wave = 96 * Math.sin(0.07 * x * (1 + i % 3)) + (x > width / 2 ? 60 : -60);
            bytes[i] = (byte) Math.max(0, Math.min(255, 128 + wave + random.uniform(-40, 40)));
        }
        return new Picture(width, height, 3, bytes);
    }

    static OrtSession session(byte[] model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            return Sessions.environment().createSession(model, options);
        }
    }

    /** The first output for a picture. */
    static float[] apply(OrtSession session, Picture picture) throws OrtException {
        long[] extents = {1, picture.height(), picture.width(), 3};
        ByteBuffer bytes = ByteBuffer.allocateDirect(picture.bytes().length);
        bytes.put(picture.bytes()).rewind();
        try (OnnxTensor x =
                        OnnxTensor.createTensor(
                                OrtEnvironment.getEnvironment(),
                                bytes,
                                extents,
                                OnnxJavaType.UINT8);
                OrtSession.Result result = session.run(Map.of(PreprocessingGraph.INPUT, x))) {
            var numbers = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[numbers.remaining()];
            numbers.get(values);
            return values;
        }
    }

    private static BadDataException refused(OrtException failure) {
        return new BadDataException(
                "ONNX Runtime needs to compute the preparation of pictures",
                Sessions.firstLine(failure),
                "Export it without",
                failure);
    }
}
