package dev.hearth.tensor;

/**
 * Loops over rows of bfloat16 numbers, two of them in each whole number, as memory has them: numbers of
 * even index in the lower half and of odd index in the upper. They are taken apart into two rows, since Java
 * 17 has vector instructions for whole numbers of 32 bits and few for shorter ones; see {@link SimdLoops}.
 *
 * <p>A number becomes a key in the upper 24 bits, which has its order, and 255 less the cell that it
 * stands in below: one comparison finds the greatest and, among equals, the first. Keys are small enough
 * that their difference does not overflow. −0 equals 0; every NaN becomes the same, above all.
 */
final class Bfloat16Loops {

    private static final int MAGNITUDE = 0x7FFFFFFF;
    private static final int SIGN = 0x80000000;
    private static final int INFINITY = 0x7F800000;
    private static final int NAN = 0x7FC00000;
    private static final int UPPER = 0xFFFF0000;
    private static final int FIRST = 0xFF;

    private Bfloat16Loops() {}

    /** Numbers to keys of the first cell. */
    static void keys(int[] pairs, int[] even, int[] odd, int count) {
        for (int k = 0; k < count; k++) {
            int pair = pairs[k];
            even[k] = key(pair << 16);
            odd[k] = key(pair & UPPER);
        }
    }

    /** Of a number that is given as a float's bits. */
    private static int key(int bits) {
        int magnitude = bits & MAGNITUDE;
        int unordered = (INFINITY - magnitude) >> 31;
        int negative = (bits >> 31) & ~unordered;
        int ordered = (magnitude & ~unordered) | (NAN & unordered);
        return (((ordered ^ negative) - negative) >> 8) | FIRST;
    }

    /** The greater of a and of b, whose cells are so many further, into a third row. */
    static void greater(int[] a, int[] b, int further, int[] into, int count) {
        for (int k = 0; k < count; k++) {
            int x = a[k];
            int difference = x - (b[k] - further);
            into[k] = x - (difference & (difference >> 31));
        }
    }

    /** Keys to numbers. */
    static void pairs(int[] even, int[] odd, int[] pairs, int count) {
        for (int k = 0; k < count; k++) {
            pairs[k] = (bits(even[k]) >>> 16) | bits(odd[k]);
        }
    }

    private static int bits(int key) {
        int wide = (key & ~FIRST) << 8;
        int negative = wide >> 31;
        return ((wide ^ negative) - negative) | (negative & SIGN);
    }

    /** The cells in keys, four to a whole number: of a pair, and of one from the row's other half. */
    static void cells(
            int[] even, int[] odd, int[] laterEven, int[] laterOdd, int[] cells, int count) {
        for (int k = 0; k < count; k++) {
            int first = (~even[k] & FIRST) | ((~odd[k] & FIRST) << 8);
            int second = ((~laterEven[k] & FIRST) << 16) | ((~laterOdd[k] & FIRST) << 24);
            cells[k] = first | second;
        }
    }

    /** The least of four such cells, and what is above them, to be called again. */
    static void least(int[] cells, int[] least, int count) {
        for (int k = 0; k < count; k++) {
            int all = cells[k];
            least[k] = all & FIRST;
            cells[k] = all >>> 8;
        }
    }

    /** The bits of sums, rounded to the nearest bfloat16, of two equally near to the even one. */
    static void rounded(int[] even, int[] odd, int[] pairs, int count) {
        for (int k = 0; k < count; k++) {
            pairs[k] = (rounded(even[k]) >>> 16) | (rounded(odd[k]) & UPPER);
        }
    }

    private static int rounded(int bits) {
        int unordered = (INFINITY - (bits & MAGNITUDE)) >> 31;
        int near = bits + 0x7FFF + ((bits >>> 16) & 1);
        return (near & ~unordered) | (NAN & unordered);
    }

    // Loops that look numbers up; the compiler leaves these as they are.

    /** Adds the gradients of pairs where their cells say, relative to their place. */
    static void scatter(
            int[] pairs,
            int[] evenCells,
            int[] oddCells,
            int from,
            int count,
            int[] offsets,
            float[] even,
            float[] odd,
            int place) {
        for (int k = 0; k < count; k++) {
            int pair = pairs[from + k];
            even[place + k + offsets[evenCells[from + k]]] += Float.intBitsToFloat(pair << 16);
            odd[place + k + offsets[oddCells[from + k]]] += Float.intBitsToFloat(pair & UPPER);
        }
    }

    /** The same of even index, for numbers with a row and a column each. */
    static void scatterEven(
            int[] pairs,
            int[] cells,
            int from,
            int[] rows,
            int[] columns,
            int[] offsets,
            float[] into) {
        for (int k = 0; k < rows.length; k++) {
            int place = rows[k] + columns[from + k] + offsets[cells[from + k]];
            into[place] += Float.intBitsToFloat(pairs[from + k] << 16);
        }
    }

    /** The same of odd index. */
    static void scatterOdd(
            int[] pairs,
            int[] cells,
            int from,
            int[] rows,
            int[] columns,
            int[] offsets,
            float[] into) {
        for (int k = 0; k < rows.length; k++) {
            int place = rows[k] + columns[from + k] + offsets[cells[from + k]];
            into[place] += Float.intBitsToFloat(pairs[from + k] & UPPER);
        }
    }
}
