package dev.hearth.data.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;

/**
 * One of the ways to write a TIFF (TIFF 6.0): strips of three rows, or tiles of 16 by 16.
 *
 * @param planes whether samples lie in planes, not side by side
 * @param differences whether samples are differences along rows (§14)
 * @param compression 1 none, 5 LZW (§13), 8 deflate, 32773 PackBits (§9)
 */
record TiffForm(
        int bits,
        int samples,
        int photometric,
        boolean planes,
        boolean differences,
        int compression,
        boolean tiles,
        ByteOrder order) {

    private static final int TILE = 16;
    private static final int STRIP = 3;
    private static final Set<Integer> LONGS = Set.of(273, 279, 324, 325);

    /** Whether the last sample is alpha. */
    boolean hasAlpha() {
        return photometric <= 1 && samples == 2 || photometric == 2 && samples == 4;
    }

    /**
     * The file.
     *
     * @param values by row, column and sample
     * @param palette of three times as many SHORTs as there are values, or empty
     */
    byte[] file(int[][][] values, int... palette) {
        int height = values.length;
        int width = values[0].length;
        int across = tiles ? TILE : width;
        int down = tiles ? TILE : STRIP;
        List<byte[]> blocks = new ArrayList<>();
        for (int plane = 0; plane < (planes ? samples : 1); plane++) {
            for (int y = 0; y < height; y += down) {
                for (int x = 0; x < width; x += across) {
                    int rows = tiles ? down : Math.min(down, height - y);
                    int to = planes ? plane + 1 : samples;
                    blocks.add(packed(block(values, x, y, across, rows, planes ? plane : 0, to)));
                }
            }
        }
        return laid(width, height, blocks, palette);
    }

    private byte[] block(
            int[][][] values, int left, int top, int width, int height, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int y = top; y < top + height; y++) {
            int[] before = new int[to];
            int held = 0;
            int filled = 0;
            for (int x = left; x < left + width; x++) {
                for (int c = from; c < to; c++) {
                    boolean isIn = y < values.length && x < values[0].length;
                    int value = isIn ? values[y][x][c] : 0;
                    int written = differences ? value - before[c] & (1 << bits) - 1 : value;
                    before[c] = value;
                    if (bits == 16) {
                        boolean little = order == ByteOrder.LITTLE_ENDIAN;
                        out.write(little ? written : written >> 8);
                        out.write(little ? written >> 8 : written);
                        continue;
                    }
                    held = held << bits | written;
                    filled += bits;
                    if (filled == 8) {
                        out.write(held);
                        held = 0;
                        filled = 0;
                    }
                }
            }
            if (filled > 0) {
                out.write(held << 8 - filled);
            }
        }
        return out.toByteArray();
    }

    private byte[] packed(byte[] bytes) {
        return switch (compression) {
            case 5 -> lzw(bytes);
            case 8 -> deflated(bytes);
            case 32773 -> packBits(bytes);
            default -> bytes;
        };
    }

    /** Codes of nine bits, begun anew before the table needs ten. */
    private static byte[] lzw(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Integer> codes = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            if (i % 200 == 0) {
                codes.add(256);
            }
            codes.add(bytes[i] & 0xFF);
        }
        codes.add(257);
        int held = 0;
        int filled = 0;
        for (int code : codes) {
            held = held << 9 | code;
            filled += 9;
            while (filled >= 8) {
                out.write(held >> filled - 8);
                filled -= 8;
                held &= (1 << filled) - 1;
            }
        }
        out.write(held << 8 - filled);
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static byte[] packBits(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i += 128) {
            int count = Math.min(128, bytes.length - i);
            out.write(count - 1);
            out.write(bytes, i, count);
        }
        return out.toByteArray();
    }

    private byte[] laid(int width, int height, List<byte[]> blocks, int[] palette) {
        int[] counts = blocks.stream().mapToInt(block -> block.length).toArray();
        int[] offsets = new int[counts.length];
        int at = 8;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = at;
            at += counts[i] + counts[i] % 2;
        }
        Map<Integer, int[]> entries = new TreeMap<>();
        int[] depth = new int[samples];
        Arrays.fill(depth, bits);
        entries.put(256, new int[] {width});
        entries.put(257, new int[] {height});
        entries.put(258, depth);
        entries.put(259, new int[] {compression});
        entries.put(262, new int[] {photometric});
        entries.put(277, new int[] {samples});
        entries.put(284, new int[] {planes ? 2 : 1});
        if (differences) {
            entries.put(317, new int[] {2});
        }
        if (hasAlpha()) {
            entries.put(338, new int[] {2});
        }
        if (palette.length > 0) {
            entries.put(320, palette);
        }
        if (tiles) {
            entries.put(322, new int[] {TILE});
            entries.put(323, new int[] {TILE});
        } else {
            entries.put(278, new int[] {STRIP});
        }
        entries.put(tiles ? 324 : 273, offsets);
        entries.put(tiles ? 325 : 279, counts);
        int far = at + 2 + 12 * entries.size() + 4;
        int size = far;
        for (int[] values : entries.values()) {
            size += 4 * values.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).order(order);
        out.putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4D4D));
        out.putShort((short) 42).putInt(at);
        for (int i = 0; i < offsets.length; i++) {
            out.position(offsets[i]).put(blocks.get(i));
        }
        out.position(at).putShort((short) entries.size());
        for (Map.Entry<Integer, int[]> entry : entries.entrySet()) {
            boolean isLong = LONGS.contains(entry.getKey());
            int[] values = entry.getValue();
            int bytes = values.length * (isLong ? 4 : 2);
            out.putShort((short) (int) entry.getKey()).putShort((short) (isLong ? 4 : 3));
            out.putInt(values.length);
            int here = out.position();
            if (bytes > 4) {
                out.putInt(far).position(far);
                far += bytes;
            }
            for (int value : values) {
                if (isLong) {
                    out.putInt(value);
                } else {
                    out.putShort((short) value);
                }
            }
            out.position(here + 4);
        }
        out.putInt(0);
        return out.array();
    }
}
