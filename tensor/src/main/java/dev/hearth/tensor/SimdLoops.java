package dev.hearth.tensor;

/**
 * Loops over rows of numbers that the just-in-time compiler turns into vector instructions: each
 * index is read and written in its own place only, nothing branches, and all is whole numbers, for
 * which Java 17 has vector comparisons where it has none for fractions.
 *
 * <p>A float becomes a key, a whole number in the same order: its magnitude with its sign, so that
 * −0 equals 0; every NaN becomes the same, above all.
 */
final class SimdLoops {

    private static final int MAGNITUDE = 0x7FFFFFFF;
    private static final int SIGN = 0x80000000;
    private static final int INFINITY = 0x7F800000;

    private SimdLoops() {}

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

    /**
     * The same, where b's numbers are its own, and more, and the lesser number wins among equals: the
     * first cell of a region, row by row, though columns are compared last.
     */
    static void greaterOrBefore(
            int[] a, int[] b, int[] into, int[] ofA, int[] ofB, int more, int[] chosen, int count) {
        for (int k = 0; k < count; k++) {
            int x = a[k];
            int own = ofA[k];
            int other = ofB[k] + more;
            int y = b[k];
            // Keys are whole numbers above the least: x < y or equal is x − 1 < y.
            int lowered = x - ((other - own) >>> 31);
            int differing = lowered ^ y;
            int difference = lowered - y;
            int less = (difference ^ (differing & (difference ^ lowered))) >> 31;
            into[k] = x ^ ((x ^ y) & less);
            chosen[k] = own ^ ((own ^ other) & less);
        }
    }

    /** Cuts to bytes. */
    static void bytes(int[] a, byte[] into, int count) {
        for (int k = 0; k < count; k++) {
            into[k] = (byte) a[k];
        }
    }

    // Loops that look numbers up; the compiler leaves these as they are.

    /** Numbers and what belongs to them, from a row that begins at a place. */
    static void lookUp(
            int[] a, int[] ofA, int row, int[] columns, int[] into, byte[] chosen, int from) {
        for (int k = 0; k < columns.length; k++) {
            int cell = row + columns[k];
            into[from + k] = a[cell];
            chosen[from + k] = (byte) ofA[cell];
        }
    }

    /** Numbers alone. */
    static void lookUp(int[] a, int row, int[] columns, int[] into, int from) {
        for (int k = 0; k < columns.length; k++) {
            into[from + k] = a[row + columns[k]];
        }
    }

    /** Numbers, each from a row of its own. */
    static void lookUp(int[] a, int[] rows, int[] columns, int from, int[] into) {
        for (int k = 0; k < rows.length; k++) {
            into[from + k] = a[rows[k] + columns[from + k]];
        }
    }

    /** The same, and what belongs to them. */
    static void lookUp(
            int[] a, int[] ofA, int[] rows, int[] columns, int from, int[] into, byte[] chosen) {
        for (int k = 0; k < rows.length; k++) {
            int cell = rows[k] + columns[from + k];
            into[from + k] = a[cell];
            chosen[from + k] = (byte) ofA[cell];
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

    /** The same for numbers with a column each, in a row that begins at a place. */
    static void scatter(
            float[] gradient,
            byte[] chosen,
            int from,
            int[] columns,
            int row,
            int[] offsets,
            float[] into) {
        for (int k = 0; k < columns.length; k++) {
            into[row + columns[k] + offsets[chosen[from + k] & 0xFF]] += gradient[from + k];
        }
    }

    /** The same for numbers with a row and a column each. */
    static void scatter(
            float[] gradient,
            byte[] chosen,
            int from,
            int[] rows,
            int[] columns,
            int[] offsets,
            float[] into) {
        for (int k = 0; k < rows.length; k++) {
            int place = rows[k] + columns[from + k];
            into[place + offsets[chosen[from + k] & 0xFF]] += gradient[from + k];
        }
    }
}
