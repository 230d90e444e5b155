/** Tensors on libtorch: creation, memory, random streams, and the operations that the layers need. */
module dev.hearth.tensor {
    requires jdk.management;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.openblas;
    requires org.bytedeco.pytorch;

    exports dev.hearth.tensor;
}
