package dev.hearth.data.image;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Damages good bytes in seeded ways and hands them to a reader, which must read or refuse. */
public final class Mutations {

    private static final int[] EDGES = {
        0, 1, -1, 2, 255, 256, 32767, 65535, 1 << 24, Integer.MAX_VALUE, Integer.MIN_VALUE
    };

    /** What the reader did. */
    public record Outcome(int read, int refused) {}

    private Mutations() {}

    public static Outcome run(byte[] good, int count, Consumer<byte[]> reader) {
        return run(good, count, UnaryOperator.identity(), reader);
    }

    /** Any exception but BadData, and any error, goes through to the test. */
    public static Outcome run(
            byte[] good, int count, UnaryOperator<byte[]> seal, Consumer<byte[]> reader) {
        int read = 0;
        int refused = 0;
        for (int i = 0; i < count; i++) {
            byte[] bad = seal.apply(mutate(good, new Seed(17).child(i).stream()));
            try {
                reader.accept(bad);
                read++;
            } catch (BadDataException e) {
                if (!e.getMessage().contains(". Received: ")) {
                    throw new AssertionError("not in three parts: " + e.getMessage(), e);
                }
                refused++;
            } catch (Throwable e) {
                throw new AssertionError("mutation " + i + " gave " + e, e);
            }
        }
        return new Outcome(read, refused);
    }

    private static byte[] mutate(byte[] good, RandomStream random) {
        byte[] bytes = good.clone();
        int times = 1 + random.nextInt(3);
        for (int t = 0; t < times && bytes.length > 0; t++) {
            // Half of the damage goes to the head, where the promises stand.
            int bound = random.nextBoolean() ? Math.min(64, bytes.length) : bytes.length;
            int at = random.nextInt(bound);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> {
                    int edge = EDGES[random.nextInt(EDGES.length)];
                    int width = random.nextBoolean() ? 4 : 2;
                    for (int i = 0; i < width && at + i < bytes.length; i++) {
                        bytes[at + i] = (byte) (edge >>> (8 * (width - 1 - i)));
                    }
                }
                case 3 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                case 4 -> bytes = splice(bytes, at, 0, random.nextInt(9), random);
                default ->
                        bytes =
                                splice(
                                        bytes,
                                        at,
                                        random.nextInt(Math.min(9, bytes.length - at) + 1),
                                        0,
                                        random);
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int at, int out, int in, RandomStream random) {
        byte[] result = new byte[bytes.length - out + in];
        System.arraycopy(bytes, 0, result, 0, at);
        for (int i = 0; i < in; i++) {
            result[at + i] = (byte) random.nextInt(256);
        }
        System.arraycopy(bytes, at + out, result, at + in, bytes.length - at - out);
        return result;
    }
}
