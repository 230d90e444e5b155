/** Exported nets in bfloat16, by oneDNN. */
@SuppressWarnings("requires-automatic")
module dev.hearth.onednn {
    requires com.google.protobuf;
    requires transitive dev.hearth.onnx;
    requires org.bytedeco.dnnl;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.opencl;
    requires org.tribuo.util.onnx;

    exports dev.hearth.onednn;

    provides dev.hearth.onnx.GraphCompiler with
            dev.hearth.onednn.OneDnnCompiler;
}
