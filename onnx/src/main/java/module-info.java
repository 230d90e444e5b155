/** ONNX: writing, reading, running, and 8-bit integers. */
@SuppressWarnings("requires-automatic")
module dev.hearth.onnx {
    requires com.google.protobuf;
    requires com.microsoft.onnxruntime;
    requires transitive dev.hearth.weights;
    requires org.tribuo.util.onnx;

    exports dev.hearth.onnx;

    uses dev.hearth.onnx.GraphCompiler;

    opens dev.hearth.onnx to
            com.fasterxml.jackson.databind;
}
