package dev.hearth.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Reads and writes rows of bfloat16 numbers that are taken apart into those of even and of odd index, see
 * {@link Bfloat16Loops}; scratch memory for one thread.
 *
 * <p>A row's cells are kept as so many whole numbers as hold four: of a pair, and of the pair half a row
 * further.
 */
final class Bfloat16Row {

    private final int count;
    private final int half;
    private final int[] pairs;
    private final int[] cells;
    private final int[] evenCells;
    private final int[] oddCells;
    private final int[] least;
    private final int[] more;
    private final ByteBuffer bytes;

    /**
     * Scratch memory.
     *
     * @param count pairs of a row
     */
    Bfloat16Row(int count) {
        this.count = count;
        this.half = half(count);
        this.pairs = new int[count];
        this.cells = new int[half];
        this.evenCells = new int[2 * half];
        this.oddCells = new int[2 * half];
        this.least = new int[half];
        this.more = new int[Math.max(half, count)];
        this.bytes = ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    /** Whole numbers of a row's cells. */
    static int half(int count) {
        return (count + 1) / 2;
    }

    /** Reads a row's keys, of first cells. */
    void keys(IntBuffer from, int row, int[] even, int[] odd) {
        from.get(row * count, pairs, 0, count);
        Bfloat16Loops.keys(pairs, even, odd, count);
    }

    /**
     * Writes the numbers of keys, and their cells unless nobody wants them.
     *
     * @param even two halves long, as odd
     */
    void write(int[] even, int[] odd, IntBuffer to, IntBuffer chosen, int row) {
        Bfloat16Loops.pairs(even, odd, pairs, count);
        to.put(row * count, pairs, 0, count);
        if (chosen.hasRemaining()) {
            System.arraycopy(even, half, least, 0, half);
            System.arraycopy(odd, half, more, 0, half);
            Bfloat16Loops.cells(even, odd, least, more, cells, half);
            chosen.put(row * half, cells, 0, half);
        }
    }

    /** Reads a row of gradients with the cells that they belong to. */
    void read(IntBuffer from, IntBuffer chosen, int row) {
        from.get(row * count, pairs, 0, count);
        chosen.get(row * half, cells, 0, half);
        least(evenCells, 0);
        least(oddCells, 0);
        least(evenCells, half);
        least(oddCells, half);
    }

    private void least(int[] into, int at) {
        Bfloat16Loops.least(cells, least, half);
        System.arraycopy(least, 0, into, at, half);
    }

    /** The pairs that were read. */
    int[] pairs() {
        return pairs;
    }

    /** Cells of those of even index. */
    int[] evenCells() {
        return evenCells;
    }

    /** Cells of those of odd index. */
    int[] oddCells() {
        return oddCells;
    }

    /** Writes sums, rounded, and clears them. */
    void round(float[] even, float[] odd, int at, IntBuffer to, int row) {
        take(even, at, pairs);
        take(odd, at, more);
        Bfloat16Loops.rounded(pairs, more, pairs, count);
        to.put(row * count, pairs, 0, count);
    }

    private void take(float[] sums, int at, int[] bits) {
        FloatBuffer floats = bytes.asFloatBuffer();
        floats.put(0, sums, at, count);
        bytes.asIntBuffer().get(0, bits, 0, count);
        Arrays.fill(sums, at, at + count, 0);
    }
}
