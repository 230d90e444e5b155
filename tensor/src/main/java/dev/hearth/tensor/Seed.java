package dev.hearth.tensor;

import java.util.Objects;

/**
 * The seed of a run, from which every stream of random numbers is derived by name.
 *
 * <p>Two runs with the same seed agree bit for bit, because no two uses share a generator: {@code
 * seed.child("dropout").child(step)} is the same number whatever else was drawn before. Names are
 * mixed in with FNV-1a (64 bit), numbers with the finaliser of SplitMix64 (Steele, Lea and Flood 2014),
 * so the values are the same on every computer.
 *
 * <pre>{@code
 * Seed run = new Seed(1);
 * RandomStream order = run.child("order").child(epoch).stream();
 * }</pre>
 */
public record Seed(long value) {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /**
     * The seed of the stream of this name below this one.
     *
     * @param name any text; equal names give equal seeds
     */
    public Seed child(String name) {
        Objects.requireNonNull(name, "name");
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
        }
        return child(hash);
    }

    /** The seed with this number below this one, such as that of a step or of an example. */
    public Seed child(long index) {
        return new Seed(mix(mix(value + GOLDEN) ^ mix(index * GOLDEN + 0x632BE59BD9B4E019L)));
    }

    /** A fresh stream of random numbers that begins at this seed. */
    public RandomStream stream() {
        return new RandomStream(value);
    }

    /** SplitMix64's finaliser: a bijection on 64 bits. */
    static long mix(long bits) {
        long z = bits;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
