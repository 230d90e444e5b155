package dev.hearth.train.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/** CRC-32C of the progress and of each name with its numbers, in order. */
final class CheckpointChecksum {

    private static final int CHUNK = 1 << 14;

    private final CRC32C sum = new CRC32C();

    CheckpointChecksum(String progress) {
        sum.update(progress.getBytes(StandardCharsets.UTF_8));
    }

    void add(String name, float[] values) {
        sum.update(name.getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(values.length, CHUNK) * Float.BYTES);
        for (int at = 0; at < values.length; at += CHUNK) {
            bytes.clear();
            int count = Math.min(CHUNK, values.length - at);
            bytes.asFloatBuffer().put(values, at, count);
            sum.update(bytes.limit(count * Float.BYTES));
        }
    }

    void add(String name, byte[] bytes) {
        sum.update(name.getBytes(StandardCharsets.UTF_8));
        sum.update(bytes);
    }

    String text() {
        return String.format(Locale.ROOT, "%08x", sum.getValue());
    }
}
