package dev.hearth.data.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sequential JPEG written byte by byte (ITU-T T.81), without any word on what its components mean. Every
 * block of eight by eight samples is flat and comes out exactly as it was given.
 *
 * @param width columns
 * @param height rows
 * @param ids the components' names
 * @param sampling of each component, across times 16 plus down
 * @param samples of each component, a sample for each of its blocks, in the order of the file
 */
record FlatJpeg(int width, int height, int[] ids, int[] sampling, int[][] samples) {

    /** Eight by eight pixels, one sample a component. */
    static byte[] block(int[] ids, int... samples) {
        int[] sampling = new int[ids.length];
        Arrays.fill(sampling, 0x11);
        int[][] each = Arrays.stream(samples).mapToObj(s -> new int[] {s}).toArray(int[][]::new);
        return new FlatJpeg(8, 8, ids, sampling, each).bytes();
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD8});
        // Steps of eight: a block's first coefficient is eight times its sample.
        byte[] steps = new byte[65];
        Arrays.fill(steps, 1, 65, (byte) 8);
        segment(out, 0xDB, steps);
        int count = ids.length;
        ByteBuffer frame = ByteBuffer.allocate(6 + 3 * count).put((byte) 8);
        frame.putShort((short) height).putShort((short) width).put((byte) count);
        ByteBuffer scan = ByteBuffer.allocate(4 + 2 * count).put((byte) count);
        for (int i = 0; i < count; i++) {
            frame.put((byte) ids[i]).put((byte) sampling[i]).put((byte) 0);
            scan.put((byte) ids[i]).put((byte) 0);
        }
        segment(out, 0xC0, frame.array());
        // Nine codes of four bits for the first coefficient's length, one of one bit for "no
        // others".
        byte[] first = new byte[26];
        first[4] = 9;
        for (int i = 0; i < 9; i++) {
            first[17 + i] = (byte) i;
        }
        segment(out, 0xC4, first);
        byte[] others = new byte[18];
        others[0] = 0x10;
        others[1] = 1;
        segment(out, 0xC4, others);
        segment(out, 0xDA, scan.put((byte) 0).put((byte) 63).put((byte) 0).array());
        out.writeBytes(data());
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});
        return out.toByteArray();
    }

    private byte[] data() {
        StringBuilder bits = new StringBuilder();
        int[] before = new int[ids.length];
        int[] at = new int[ids.length];
        Arrays.fill(before, 128);
        while (at[0] < samples[0].length) {
            for (int i = 0; i < ids.length; i++) {
                for (int block = (sampling[i] >> 4) * (sampling[i] & 15); block > 0; block--) {
                    int sample = samples[i][at[i]++];
                    int step = sample - before[i];
                    before[i] = sample;
                    int length = 32 - Integer.numberOfLeadingZeros(Math.abs(step));
                    bits.append(binary(length, 4));
                    bits.append(binary(step > 0 ? step : step + (1 << length) - 1, length));
                    bits.append('0');
                }
            }
        }
        while (bits.length() % 8 != 0) {
            bits.append('1');
        }
        List<Byte> bytes = new ArrayList<>();
        for (int i = 0; i < bits.length(); i += 8) {
            byte next = (byte) Integer.parseInt(bits.substring(i, i + 8), 2);
            bytes.add(next);
            if (next == -1) {
                bytes.add((byte) 0);
            }
        }
        byte[] data = new byte[bytes.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = bytes.get(i);
        }
        return data;
    }

    private static String binary(int value, int digits) {
        return digits == 0
                ? ""
                : Integer.toBinaryString(1 << digits | value & (1 << digits) - 1).substring(1);
    }

    private static void segment(ByteArrayOutputStream out, int marker, byte[] content) {
        out.write(0xFF);
        out.write(marker);
        out.write(content.length + 2 >> 8);
        out.write(content.length + 2);
        out.writeBytes(content);
    }
}
