package dev.hearth.tensor;

/**
 * SplitMix64 (Steele, Lea and Flood 2014): random numbers in plain Java that are the same on every
 * computer and every Java version, which {@link java.util.random.RandomGenerator} does not promise.
 *
 * <p>A stream belongs to one thread. Make it where it is used, from a {@link Seed} that names the use.
 *
 * <pre>{@code
 * RandomStream random = new Seed(7).child("jitter").stream();
 * double angle = random.uniform(-0.2, 0.2);
 * }</pre>
 */
public final class RandomStream {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final double TO_DOUBLE = 0x1.0p-53;

    private long state;
    private double spareGaussian;
    private boolean hasSpareGaussian;

    RandomStream(long seed) {
        this.state = seed;
    }

    /**
     * The seed of the rest of this stream: its {@link Seed#stream} gives the 64-bit numbers that this
     * one would give next. A normal number that is held back for the next call is not part of it.
     *
     * <pre>{@code
     * RandomStream random = seed.stream();
     * RandomStream same = random.rest().stream();
     * }</pre>
     *
     * @return to be stored, so that a run that was stopped continues with the same random numbers
     */
    public Seed rest() {
        return new Seed(state);
    }

    /** The next 64 bits. */
    public long nextLong() {
        state += GOLDEN;
        return Seed.mix(state);
    }

    /**
     * A whole number below a bound, without bias (Lemire 2019).
     *
     * @throws IllegalArgumentException if {@code bound} is not above zero
     */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw Check.error("nextInt needs a bound above 0", bound, "Give the count");
        }
        long product = (nextLong() >>> 32) * bound;
        long low = product & 0xFFFFFFFFL;
        if (low < bound) {
            long threshold = (0x100000000L - bound) % bound;
            while (low < threshold) {
                product = (nextLong() >>> 32) * bound;
                low = product & 0xFFFFFFFFL;
            }
        }
        return (int) (product >>> 32);
    }

    /** A number in [0, 1) with 53 random bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * TO_DOUBLE;
    }

    /**
     * A number between two others.
     *
     * @param high the limit, not reached
     */
    public double uniform(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /** One of two, each with probability one half. */
    public boolean nextBoolean() {
        return nextLong() < 0;
    }

    /**
     * A normal number with mean 0 and variance 1 (Marsaglia's polar method with {@link StrictMath},
     * hence equal everywhere).
     */
    public double nextGaussian() {
        if (hasSpareGaussian) {
            hasSpareGaussian = false;
            return spareGaussian;
        }
        double u;
        double v;
        double square;
        do {
            u = 2 * nextDouble() - 1;
            v = 2 * nextDouble() - 1;
            square = u * u + v * v;
        } while (square >= 1 || square == 0);
        double scale = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spareGaussian = v * scale;
        hasSpareGaussian = true;
        return u * scale;
    }

    /** Puts an array into random order (Fisher and Yates). */
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int held = values[i];
            values[i] = values[j];
            values[j] = held;
        }
    }

    /** The numbers below a count in random order: 0 … count−1, shuffled. */
    public int[] permutation(int count) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        shuffle(values);
        return values;
    }
}
