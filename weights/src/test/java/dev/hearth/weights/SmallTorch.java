package dev.hearth.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes what torch.save writes, opcode by opcode, as CPython's pickler lays it out. */
final class SmallTorch {

    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    private final Map<String, byte[]> storages = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private int memo;
    private boolean legacy;

    /** A state dict that is begun: an OrderedDict, and the mark of its items. */
    static SmallTorch stateDict() {
        SmallTorch torch = new SmallTorch();
        return torch.op(0x80, 2).global("collections", "OrderedDict").op(')', 'R').memo().op('(');
    }

    static SmallTorch nothing() {
        return new SmallTorch();
    }

    /** Storages' ids have a sixth item in the old format. */
    SmallTorch legacy() {
        legacy = true;
        return this;
    }

    SmallTorch op(int... bytes) {
        for (int b : bytes) {
            pickle.write(b);
        }
        return this;
    }

    SmallTorch memo() {
        int place = memo++;
        return place < 256
                ? op('q', place)
                : op('r', place & 0xFF, place >> 8 & 0xFF, place >> 16 & 0xFF, place >> 24);
    }

    SmallTorch global(String module, String name) {
        return op('c').ascii(module + "\n" + name + "\n").memo();
    }

    SmallTorch ascii(String text) {
        pickle.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    SmallTorch text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return op('X').little(bytes.length).raw(bytes).memo();
    }

    private SmallTorch raw(byte[] bytes) {
        pickle.writeBytes(bytes);
        return this;
    }

    private SmallTorch little(int value) {
        return op(value & 0xFF, value >> 8 & 0xFF, value >> 16 & 0xFF, value >>> 24);
    }

    SmallTorch whole(long value) {
        if (value >= 0 && value < 256) {
            return op('K', (int) value);
        }
        if (value >= 0 && value < 65536) {
            return op('M', (int) value & 0xFF, (int) value >> 8);
        }
        if (value == (int) value) {
            return op('J').little((int) value);
        }
        byte[] big = BigInteger.valueOf(value).toByteArray();
        op(0x8A, big.length);
        for (int i = big.length - 1; i >= 0; i--) {
            op(big[i]);
        }
        return this;
    }

    private SmallTorch tuple(long... values) {
        if (values.length == 0) {
            return op(')');
        }
        if (values.length > 3) {
            op('(');
        }
        for (long value : values) {
            whole(value);
        }
        return op(values.length > 3 ? 't' : 0x84 + values.length).memo();
    }

    /** A storage's bytes, spoken of by tensors. */
    SmallTorch storage(String key, byte[] bytes, int count) {
        storages.put(key, bytes);
        counts.put(key, count);
        return this;
    }

    /** _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks). */
    SmallTorch tensor(String type, String key, long offset, long[] shape, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").op('(', '(').text("storage");
        global("torch", type).text(key).text("cpu").whole(counts.get(key));
        if (legacy) {
            op('N');
        }
        op('t').memo().op('Q').whole(offset).tuple(shape).tuple(strides).op(0x89);
        global("collections", "OrderedDict").op(')', 'R').memo();
        return op('t').memo().op('R').memo();
    }

    /** The end of a state dict: its items, its metadata, stop. */
    SmallTorch end() {
        op('u', '}').memo().text("_metadata");
        global("collections", "OrderedDict").op(')', 'R').memo();
        op('(').text("").op('}').memo().text("version").whole(1).op('s', 'u');
        return op('s', 'b', '.');
    }

    byte[] pickle() {
        return pickle.toByteArray();
    }

    byte[] zip() {
        return zip(Map.of());
    }

    /** The format since 1.6: entries stored, not packed. */
    byte[] zip(Map<String, byte[]> more) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            stored(zip, "archive/data.pkl", pickle());
            stored(zip, "archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
            for (Map.Entry<String, byte[]> storage : storages.entrySet()) {
                stored(zip, "archive/data/" + storage.getKey(), storage.getValue());
            }
            stored(zip, "archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
            for (Map.Entry<String, byte[]> entry : more.entrySet()) {
                stored(zip, entry.getKey(), entry.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static void stored(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    /** The format before 1.6. */
    byte[] old() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SmallTorch head = new SmallTorch().op(0x80, 2, 0x8A, 10);
        head.op(0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, '.');
        head.op(0x80, 2).whole(1001).op('.');
        head.op(0x80, 2, '}').op('(').text("protocol_version").whole(1001);
        head.text("little_endian").op(0x88, 'u', '.');
        out.writeBytes(head.pickle());
        out.writeBytes(pickle());
        SmallTorch keys = new SmallTorch().op(0x80, 2, ']', '(');
        storages.keySet().forEach(keys::text);
        out.writeBytes(keys.op('e', '.').pickle());
        for (Map.Entry<String, byte[]> storage : storages.entrySet()) {
            out.writeBytes(
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(counts.get(storage.getKey()))
                            .array());
            out.writeBytes(storage.getValue());
        }
        return out.toByteArray();
    }

    static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    static byte[] doubles(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return bytes.array();
    }

    static byte[] shorts(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return bytes.array();
    }

    static long[] of(long... extents) {
        return extents;
    }

    static List<Long> list(long... extents) {
        return java.util.Arrays.stream(extents).boxed().toList();
    }
}
