package dev.hearth.zoo.inception;

import dev.hearth.nn.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * Weights that two languages can make without a file: each value is a function of the tensor's
 * released name and the value's place. FNV-1a of the name, then splitmix64, the upper 24 bits as a
 * number u in [0, 1), spread by the kind of tensor.
 */
final class HashedWeights {

    private HashedWeights() {}

    /** u for the first values of a name, times a factor, plus a term. */
    static float[] values(String name, int count, double factor, double term) {
        long h = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            h = (h ^ (b & 0xFF)) * 0x100000001B3L;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            long z = h + (i + 1) * 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            values[i] = (float) ((z >>> 40) * 0x1.0p-24 * factor + term);
        }
        return values;
    }

    /** The tensor of a released name. */
    static float[] tensor(String name, Parameters.Entry entry) {
        int count = Math.toIntExact(entry.count());
        if (entry.shape().size() > 1) {
            double fan = (double) count / entry.shape().get(0);
            double bound = Math.sqrt((entry.shape().size() == 4 ? 6 : 3) / fan);
            return values(name, count, 2 * bound, -bound);
        }
        return name.endsWith("weight") || name.endsWith("running_var")
                ? values(name, count, 0.5, 0.75)
                : values(name, count, 0.2, -0.1);
    }

    /** Fills a whole net. */
    static void fill(Parameters home, UnaryOperator<String> released) {
        for (Parameters.Entry entry : home.entries()) {
            home.value(entry.name()).copyInPlace(tensor(released.apply(entry.name()), entry));
        }
        for (Parameters.Entry entry : home.stateEntries()) {
            home.state(entry.name()).copyInPlace(tensor(released.apply(entry.name()), entry));
        }
    }
}
