package dev.hearth.cli;

import dev.hearth.tensor.RandomStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Damages bytes: bits, edge values of integers, cuts, repeats, and pieces that texts should not hold. */
final class Mutator {

    private static final int[] EDGES = {
        0, 1, -1, 255, 65535, 1 << 24, Integer.MAX_VALUE, Integer.MIN_VALUE
    };
    private static final String[] PIECES = {
        "-1",
        "1e999",
        "99999999999999999999",
        "NaN",
        "null",
        "{",
        "]",
        "\"",
        ",",
        "\n",
        "\0",
        "../",
        "<!--",
        "</script>",
        "\u001b[2J",
        "\u202e"
    };

    private Mutator() {}

    static byte[] damaged(byte[] good, RandomStream random) {
        byte[] bytes = good;
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            bytes = once(bytes, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, RandomStream random) {
        if (bytes.length == 0) {
            return PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
        }
        // Half of the damage goes to the head, where lengths and counts stand.
        int at = random.nextInt(random.nextBoolean() ? Math.min(96, bytes.length) : bytes.length);
        int some = random.nextInt(Math.min(64, bytes.length - at) + 1);
        return switch (random.nextInt(7)) {
            case 0 -> {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            case 1 -> {
                byte[] changed = bytes.clone();
                changed[at] = (byte) random.nextInt(256);
                yield changed;
            }
            case 2 -> edge(bytes.clone(), at, random);
            case 3 -> Arrays.copyOf(bytes, at);
            case 4 -> spliced(bytes, at, some, new byte[0]);
            case 5 -> spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + some));
            default -> {
                byte[] piece =
                        PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
                yield spliced(bytes, at, random.nextBoolean() ? 0 : Math.min(some, 3), piece);
            }
        };
    }

    private static byte[] edge(byte[] bytes, int at, RandomStream random) {
        int value = EDGES[random.nextInt(EDGES.length)];
        int width = 1 << random.nextInt(4);
        boolean isBig = random.nextBoolean();
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            int place = Math.min(3, isBig ? width - 1 - i : i);
            bytes[at + i] = (byte) (value >> 8 * place);
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, int out, byte[] in) {
        ByteArrayOutputStream result = new ByteArrayOutputStream(bytes.length + in.length);
        result.write(bytes, 0, at);
        result.writeBytes(in);
        result.write(bytes, at + out, bytes.length - at - out);
        return result.toByteArray();
    }
}
