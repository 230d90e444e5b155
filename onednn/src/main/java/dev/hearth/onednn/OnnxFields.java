package dev.hearth.onednn;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;

/** Attributes of nodes, with what stands for an absent one, and the numbers of tensors. */
final class OnnxFields {

    private OnnxFields() {}

    static Optional<AttributeProto> attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst();
    }

    static long integer(NodeProto node, String name, long absent) {
        return attribute(node, name).map(AttributeProto::getI).orElse(absent);
    }

    static float real(NodeProto node, String name, float absent) {
        return attribute(node, name).map(AttributeProto::getF).orElse(absent);
    }

    static long[] integers(NodeProto node, String name, long[] absent) {
        return attribute(node, name)
                .map(each -> each.getIntsList().stream().mapToLong(Long::longValue).toArray())
                .orElse(absent);
    }

    static long[] dims(TensorProto tensor) {
        return tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    }

    static FloatBuffer floats(TensorProto tensor) {
        if (tensor.getRawData().isEmpty()) {
            float[] numbers = new float[tensor.getFloatDataCount()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = tensor.getFloatData(i);
            }
            return FloatBuffer.wrap(numbers);
        }
        return tensor.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
    }

    /** Whether there are as many floats as the extents say. */
    static boolean isWhole(TensorProto tensor) {
        long left =
                tensor.getRawData().isEmpty()
                        ? (long) tensor.getFloatDataCount() * Float.BYTES
                        : tensor.getRawData().size();
        for (long extent : tensor.getDimsList()) {
            if (extent < 1 || left % extent != 0) {
                return false;
            }
            left /= extent;
        }
        return left == Float.BYTES;
    }

    static float[] array(TensorProto tensor) {
        FloatBuffer numbers = floats(tensor);
        float[] array = new float[numbers.limit()];
        numbers.get(0, array);
        return array;
    }

    static long[] wholes(TensorProto tensor) {
        if (tensor.getRawData().isEmpty()) {
            return tensor.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
        }
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long[] numbers = new long[raw.remaining() / Long.BYTES];
        raw.asLongBuffer().get(numbers);
        return numbers;
    }
}
