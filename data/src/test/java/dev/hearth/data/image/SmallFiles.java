package dev.hearth.data.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Small files of each format, written by hand. */
public final class SmallFiles {

    private SmallFiles() {}

    public static byte[] idx(byte[] values, int... extents) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * extents.length + values.length);
        buffer.putInt(0x800 + extents.length);
        for (int extent : extents) {
            buffer.putInt(extent);
        }
        return buffer.put(values).array();
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Bytes that differ from their neighbours. */
    public static byte[] ramp(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 7 + i / 256);
        }
        return bytes;
    }

    /** Records of label bytes and 3,072 pixels; pixel j of record i is byte (i + j). */
    public static byte[] cifar(int[]... labels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < labels.length; i++) {
            for (int label : labels[i]) {
                out.write(label);
            }
            for (int j = 0; j < 3072; j++) {
                out.write(i + j);
            }
        }
        return out.toByteArray();
    }

    public static Path write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path write(Path file, List<String> lines) {
        return write(file, lines.stream().collect(Collectors.joining("\n", "", "\n\n")).getBytes());
    }

    public static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "class_" + i).toList();
    }
}
