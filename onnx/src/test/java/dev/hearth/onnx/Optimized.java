package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What ONNX Runtime makes of a graph. */
final class Optimized {

    private Optimized() {}

    /** How often each operator occurs, by its type. */
    static Map<String, Integer> operators(OnnxModel model) throws IOException, OrtException {
        Path file = Files.createTempFile("optimized", ".onnx");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setOptimizedModelFilePath(file.toString());
            // It warns that the file is for this processor.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            Sessions.environment().createSession(model.bytes(), options).close();
            Map<String, Integer> counts = new TreeMap<>();
            for (NodeProto node :
                    ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getNodeList()) {
                counts.merge(node.getOpType(), 1, Integer::sum);
            }
            return counts;
        } finally {
            Files.delete(file);
        }
    }
}
