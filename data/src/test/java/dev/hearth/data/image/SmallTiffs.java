package dev.hearth.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/** TIFF files of one uncompressed strip (TIFF 6.0). */
final class SmallTiffs {

    private SmallTiffs() {}

    /**
     * Values of 8 or 16 bits in rows.
     *
     * @param tags more of them, or others, each with a SHORT
     */
    static byte[] of(int width, int height, int bits, int photometric, int[] values, int... tags) {
        int samples = values.length / width / height;
        Map<Integer, Integer> entries = new TreeMap<>();
        int[] plain = {
            256, width, 257, height, 259, 1, 262, photometric, 277, samples, 278, height
        };
        for (int[] some : new int[][] {plain, tags}) {
            for (int i = 0; i < some.length; i += 2) {
                entries.put(some[i], some[i + 1]);
            }
        }
        int size = values.length * bits / 8;
        int bitsAt = 8;
        int dataAt = bitsAt + 2 * samples;
        entries.put(258, samples < 3 ? bits : bitsAt);
        entries.put(273, dataAt);
        entries.put(279, size);
        int directory = dataAt + size + size % 2;
        ByteBuffer out =
                ByteBuffer.allocate(directory + 2 + 12 * entries.size() + 4)
                        .order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) 0x4949).putShort((short) 42).putInt(directory);
        for (int i = 0; i < samples; i++) {
            out.putShort((short) bits);
        }
        for (int value : values) {
            if (bits == 8) {
                out.put((byte) value);
            } else {
                out.putShort((short) value);
            }
        }
        out.position(directory).putShort((short) entries.size());
        for (Map.Entry<Integer, Integer> entry : entries.entrySet()) {
            Integer tag = entry.getKey();
            boolean isLong = tag == 273 || tag == 279;
            int count = tag == 258 ? samples : 1;
            out.putShort((short) tag.intValue()).putShort((short) (isLong ? 4 : 3)).putInt(count);
            if (isLong || count > 2) {
                out.putInt(entry.getValue());
            } else {
                int second = count == 2 ? bits : 0;
                out.putShort((short) entry.getValue().intValue()).putShort((short) second);
            }
        }
        return out.putInt(0).array();
    }
}
