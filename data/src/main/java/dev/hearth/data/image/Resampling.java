package dev.hearth.data.image;

import java.util.Arrays;

/**
 * Two passes over a picture, each rounded to a byte: along the rows, and down the columns. Only the
 * rows that the second pass asks for go through the first, one after the other; they are kept as whole
 * numbers, so that the loops down the columns are such as Java's compiler vectorises.
 */
final class Resampling {

    private static final int HALF = 1 << (ResampleWindows.PRECISION_BITS - 1);
    private static final long HALVES = HALF | (long) HALF << 32;

    private final Picture from;
    private final ResampleWindows across;
    private final ResampleWindows down;
    private final int channels;
    private final long[] packed;

    Resampling(Picture from, ResampleWindows across, ResampleWindows down) {
        this.from = from;
        this.across = across;
        this.down = down;
        this.channels = from.channels();
        this.packed = new long[channels == 3 ? 3 * from.width() : 0];
    }

    Picture run() {
        int stride = across.count() * channels;
        byte[] out = new byte[Math.multiplyExact(stride, down.count())];
        // Row r of the first pass is at r modulo the rows of the widest window plus one.
        int[][] ring = new int[down.widest() + 1][stride];
        int last = down.end(down.count() - 1) - 1;
        int[] sums = new int[stride];
        int next = down.first(0);
        for (int y = 0; y < down.count(); y++) {
            next = Math.max(next, down.first(y));
            while (next < down.end(y)) {
                int second = Math.min(next + 1, last);
                rows(next, ring[next % ring.length], second, ring[second % ring.length]);
                next = second + 1;
            }
            int[] shown = ring[down.first(y) % ring.length];
            if (!down.areSame()) {
                mix(ring, down.first(y), down.weights(y), sums);
                clip(sums);
                shown = sums;
            }
            for (int i = 0; i < stride; i++) {
                out[y * stride + i] = (byte) shown[i];
            }
        }
        return new Picture(across.count(), down.count(), channels, out);
    }

    /** Two rows at once, or one twice. */
    private void rows(int y, int[] into, int second, int[] intoSecond) {
        if (across.areSame()) {
            copy(y, into);
            copy(second, intoSecond);
            return;
        }
        int begin = y * from.width() * channels;
        int beginSecond = second * from.width() * channels;
        if (channels == 3) {
            pack(begin, beginSecond);
            for (int x = 0; x < across.count(); x++) {
                colours(packed, 3 * across.first(x), across.weights(x), into, intoSecond, 3 * x);
            }
        } else {
            for (int x = 0; x < across.count(); x++) {
                int first = across.first(x) * channels;
                any(from.bytes(), begin + first, across.weights(x), into, channels * x);
                any(from.bytes(), beginSecond + first, across.weights(x), intoSecond, channels * x);
            }
        }
        clip(into);
        if (second != y) {
            clip(intoSecond);
        }
    }

    private void copy(int y, int[] into) {
        byte[] in = from.bytes();
        int begin = (y * from.width() + across.first(0)) * channels;
        for (int i = 0; i < into.length; i++) {
            into[i] = in[begin + i] & 0xFF;
        }
    }

    /** Six values of two pixels, one above the other, by twos in the halves of three numbers. */
    private void pack(int begin, int beginSecond) {
        byte[] in = from.bytes();
        int end = 3 * across.end(across.count() - 1);
        for (int i = 3 * across.first(0); i < end; i += 3) {
            int a = begin + i;
            int b = beginSecond + i;
            packed[i] = in[a] & 0xFF | (in[a + 1] & 0xFFL) << 32;
            packed[i + 1] = in[a + 2] & 0xFF | (in[b] & 0xFFL) << 32;
            packed[i + 2] = in[b + 1] & 0xFF | (in[b + 2] & 0xFFL) << 32;
        }
    }

    /** Two sums in one: neither leaves 32 bits, and what the lower borrows is given back. */
    private static void colours(
            long[] packed, int first, int[] weights, int[] into, int[] second, int at) {
        long one = HALVES;
        long two = HALVES;
        long three = HALVES;
        int i = first;
        int k = 0;
        for (; k + 4 <= weights.length; k += 4, i += 12) {
            long a = weights[k];
            long b = weights[k + 1];
            long c = weights[k + 2];
            long d = weights[k + 3];
            one += packed[i] * a + packed[i + 3] * b + packed[i + 6] * c + packed[i + 9] * d;
            two += packed[i + 1] * a + packed[i + 4] * b + packed[i + 7] * c + packed[i + 10] * d;
            three += packed[i + 2] * a + packed[i + 5] * b + packed[i + 8] * c + packed[i + 11] * d;
        }
        for (; k < weights.length; k++, i += 3) {
            long a = weights[k];
            one += packed[i] * a;
            two += packed[i + 1] * a;
            three += packed[i + 2] * a;
        }
        into[at] = (int) one;
        into[at + 1] = upper(one);
        into[at + 2] = (int) two;
        second[at] = upper(two);
        second[at + 1] = (int) three;
        second[at + 2] = upper(three);
    }

    private static int upper(long sums) {
        return (int) (sums - (int) sums >> 32);
    }

    private void any(byte[] in, int first, int[] weights, int[] into, int at) {
        for (int c = 0; c < channels; c++) {
            int sum = HALF;
            for (int k = 0; k < weights.length; k++) {
                sum += (in[first + k * channels + c] & 0xFF) * weights[k];
            }
            into[at + c] = sum;
        }
    }

    private static void mix(int[][] ring, int first, int[] weights, int[] sums) {
        Arrays.fill(sums, HALF);
        int k = 0;
        for (; k + 2 <= weights.length; k += 2) {
            add(
                    ring[(first + k) % ring.length],
                    weights[k],
                    ring[(first + k + 1) % ring.length],
                    weights[k + 1],
                    sums);
        }
        if (k < weights.length) {
            add(ring[(first + k) % ring.length], weights[k], sums);
        }
    }

    private static void add(int[] a, int byA, int[] b, int byB, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += a[i] * byA + b[i] * byB;
        }
    }

    private static void add(int[] a, int byA, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += a[i] * byA;
        }
    }

    private static void clip(int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Math.max(0, Math.min(255, sums[i] >> ResampleWindows.PRECISION_BITS));
        }
    }
}
