package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;
import java.util.Arrays;

/**
 * An attribute of an ONNX operator: a constant that is part of the node, such as the axis of a
 * {@code Concat}. The operator's specification says which of the types it takes.
 */
public final class OnnxAttribute {

    private final AttributeProto proto;

    private OnnxAttribute(AttributeProto.Builder attribute, String name, AttributeType type) {
        proto = attribute.setName(name).setType(type).build();
    }

    /** An {@code int} of ONNX: 64 bits. */
    public static OnnxAttribute integer(String name, long value) {
        return new OnnxAttribute(AttributeProto.newBuilder().setI(value), name, AttributeType.INT);
    }

    /** A {@code float} of ONNX: 32 bits. */
    public static OnnxAttribute real(String name, double value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setF((float) value);
        return new OnnxAttribute(attribute, name, AttributeType.FLOAT);
    }

    /** {@code ints} of ONNX: a list. */
    public static OnnxAttribute integers(String name, long... values) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder();
        Arrays.stream(values).forEach(attribute::addInts);
        return new OnnxAttribute(attribute, name, AttributeType.INTS);
    }

    /** A {@code string} of ONNX. */
    public static OnnxAttribute text(String name, String value) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setS(ByteString.copyFromUtf8(value));
        return new OnnxAttribute(attribute, name, AttributeType.STRING);
    }

    AttributeProto proto() {
        return proto;
    }
}
