package dev.hearth.peers.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A message of protocol buffers being written: fields by number, in any order. */
final class Wire {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private void plain(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    Wire number(int field, long value) {
        plain((long) field << 3);
        plain(value);
        return this;
    }

    Wire real(int field, float value) {
        plain((long) field << 3 | 5);
        bytes.writeBytes(
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
        return this;
    }

    Wire raw(int field, byte[] value) {
        plain((long) field << 3 | 2);
        plain(value.length);
        bytes.writeBytes(value);
        return this;
    }

    Wire text(int field, String value) {
        return raw(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Wire message(int field, Wire value) {
        return raw(field, value.bytes());
    }
}
