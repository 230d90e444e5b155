package dev.hearth.tensor;

/**
 * Loops over rows of numbers that the just-in-time compiler turns into vector instructions: each
 * index is read and written in its own place only, nothing branches, and all is whole numbers, for
 * which Java 17 has vector comparisons where it has none for fractions.
 *
 * <p>A float becomes a key, a whole number in the same order: its magnitude with its sign, so that
 * −0 equals 0; every NaN becomes the same, above all.
 */
final class Lanes {

    private static final int MAGNITUDE = 0x7FFFFFFF;
    private static final int SIGN = 0x80000000;
    private static final int INFINITY = 0x7F800000;

    private Lanes() {}

    /** Bits of floats to keys, in place. */
    static void keys(int[] a, int count) {
        for (int k = 0; k < count; k++) {
            int bits = a[k];
            int magnitude = bits & MAGNITUDE;
            int unordered = (INFINITY - magnitude) >> 31;
            int negative = (bits >> 31) & ~unordered;
            a[k] = ((magnitude | (unordered >>> 1)) ^ negative) - negative;
        }
    }

    /** Keys to bits of floats. */
    static void bits(int[] a, int[] into, int count) {
        for (int k = 0; k < count; k++) {
            int key = a[k];
            int negative = key >> 31;
            into[k] = ((key ^ negative) - negative) | (negative & SIGN);
        }
    }

    /** The greater of two, into the third. */
    static void greater(int[] a, int[] b, int[] into, int count) {
        for (int k = 0; k < count; k++) {
            int x = a[k];
            int y = b[k];
            int differing = x ^ y;
            int difference = x - y;
            // The sign of x − y without its overflow (Warren, Hacker's Delight, §2-12).
            int less = (difference ^ (differing & (difference ^ x))) >> 31;
            into[k] = x ^ (differing & less);
        }
    }

    /** The same, and a number: a's own, or where b is greater another one. */
    static void greater(int[] a, int[] b, int[] into, int[] ofA, int ofB, int[] chosen, int count) {
        for (int k = 0; k < count; k++) {
            int x = a[k];
            int y = b[k];
            int differing = x ^ y;
            int difference = x - y;
            int less = (difference ^ (differing & (difference ^ x))) >> 31;
            into[k] = x ^ (differing & less);
            int own = ofA[k];
            chosen[k] = own ^ ((own ^ ofB) & less);
        }
    }

    /** The same, where b's numbers are its own, and more. */
    static void greater(
            int[] a, int[] b, int[] into, int[] ofA, int[] ofB, int more, int[] chosen, int count) {
        for (int k = 0; k < count; k++) {
            int x = a[k];
            int y = b[k];
            int differing = x ^ y;
            int difference = x - y;
            int less = (difference ^ (differing & (difference ^ x))) >> 31;
            into[k] = x ^ (differing & less);
            int own = ofA[k];
            chosen[k] = own ^ ((own ^ (ofB[k] + more)) & less);
        }
    }

    /** Cuts to bytes. */
    static void bytes(int[] a, byte[] into, int count) {
        for (int k = 0; k < count; k++) {
            into[k] = (byte) a[k];
        }
    }

    /** Adds each gradient where its choice says, relative to its place. */
    static void scatter(
            float[] gradient,
            byte[] chosen,
            int from,
            int count,
            int[] offsets,
            float[] into,
            int place) {
        for (int k = 0; k < count; k++) {
            into[place + k + offsets[chosen[from + k] & 0xFF]] += gradient[from + k];
        }
    }

    /** The same for rows of one number a place. */
    static void scatter(
            float[] gradient, byte[] chosen, int[] places, int[] offsets, float[] into) {
        for (int k = 0; k < places.length; k++) {
            into[places[k] + offsets[chosen[k] & 0xFF]] += gradient[k];
        }
    }
}
