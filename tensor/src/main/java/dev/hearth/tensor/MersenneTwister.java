package dev.hearth.tensor;

import java.nio.IntBuffer;

/**
 * Ones and zeros as libtorch's generator on the CPU draws them, bit for bit: MT19937 (Matsumoto and
 * Nishimura 1998), two 32-bit outputs a number, of which 53 bits are compared with the probability. Here in
 * loops that read and write equal indices, which become vector instructions; where the upper 21 bits
 * decide, and they mostly do, the others are not read.
 */
final class MersenneTwister {

    private static final int LENGTH = 624;
    private static final int MIDDLE = 397;
    private static final int BEFORE = LENGTH - MIDDLE;
    private static final int UPPER = 0x80000000;
    private static final int LOWER = 0x7FFFFFFF;
    private static final int MATRIX = 0x9908B0DF;
    private static final int HIGH_BITS = (1 << 21) - 1;
    private static final int NUMBERS = LENGTH / 2;

    private final int[] state = new int[LENGTH];
    private final int[] next = new int[LENGTH];
    private final int[] far = new int[LENGTH];
    private final int[] words = new int[LENGTH];

    MersenneTwister(long seed) {
        state[0] = (int) seed;
        for (int k = 1; k < LENGTH; k++) {
            state[k] = 1812433253 * (state[k - 1] ^ (state[k - 1] >>> 30)) + k;
        }
    }

    /** Fills with a number's bits, with a probability in [0, 1], else with zeros. */
    void fill(IntBuffer target, double probability, float one) {
        // A whole number is below p·2⁵³ where it is below the next whole number.
        long threshold = (long) Math.ceil(probability * 0x1.0p53);
        int high = (int) (threshold >>> 32);
        int low = (int) threshold;
        int bits = Float.floatToRawIntBits(one);
        int[] drawn = new int[NUMBERS];
        int count = target.remaining();
        for (int from = 0; from < count; from += NUMBERS) {
            twist();
            temper(state, words);
            for (int k = 0; k < NUMBERS; k++) {
                int difference = (words[2 * k] & HIGH_BITS) - high;
                drawn[k] = (difference >> 31) & bits;
                if (difference == 0) {
                    drawn[k] = Integer.compareUnsigned(words[2 * k + 1], low) < 0 ? bits : 0;
                }
            }
            target.put(drawn, 0, Math.min(NUMBERS, count - from));
        }
    }

    private void twist() {
        System.arraycopy(state, 1, next, 0, LENGTH - 1);
        System.arraycopy(state, MIDDLE, far, 0, BEFORE);
        mix(state, next, far, 0, BEFORE);
        System.arraycopy(state, 0, far, BEFORE, BEFORE);
        mix(state, next, far, BEFORE, 2 * BEFORE);
        System.arraycopy(state, BEFORE, far, 2 * BEFORE, LENGTH - 2 * BEFORE);
        next[LENGTH - 1] = state[0];
        mix(state, next, far, 2 * BEFORE, LENGTH);
    }

    private static void mix(int[] state, int[] next, int[] far, int from, int to) {
        for (int k = from; k < to; k++) {
            int v = next[k];
            int mixed = (state[k] & UPPER) | (v & LOWER);
            state[k] = far[k] ^ (mixed >>> 1) ^ (-(v & 1) & MATRIX);
        }
    }

    private static void temper(int[] state, int[] words) {
        for (int k = 0; k < LENGTH; k++) {
            int y = state[k];
            y ^= y >>> 11;
            y ^= (y << 7) & 0x9D2C5680;
            y ^= (y << 15) & 0xEFC60000;
            words[k] = y ^ (y >>> 18);
        }
    }
}
