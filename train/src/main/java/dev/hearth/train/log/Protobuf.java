package dev.hearth.train.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A message in the wire format of protocol buffers, field by field. */
final class Protobuf {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Protobuf number(int field, long value) {
        varint(field << 3 | VARINT);
        varint(value);
        return this;
    }

    Protobuf fixed(int field, double value) {
        varint(field << 3 | FIXED64);
        out.writeBytes(little(8).putDouble(value).array());
        return this;
    }

    Protobuf fixed(int field, float value) {
        varint(field << 3 | FIXED32);
        out.writeBytes(little(4).putFloat(value).array());
        return this;
    }

    Protobuf bytes(int field, byte[] value) {
        varint(field << 3 | LENGTH);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    Protobuf text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Protobuf message(int field, Protobuf value) {
        return bytes(field, value.encoded());
    }

    byte[] encoded() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
