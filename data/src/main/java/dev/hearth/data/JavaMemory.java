package dev.hearth.data;

import dev.hearth.tensor.Check;
import java.util.Locale;

/**
 * The memory that Java may use, which holds data sets and batches.
 *
 * <pre>{@code
 * static float[] values(int examples, int each) {
 *     JavaMemory.refuseAbove("The data set", 4.0 * examples * each, "Use fewer examples");
 *     return new float[examples * each];
 * }
 * }</pre>
 */
public final class JavaMemory {

    private JavaMemory() {}

    /**
     * Refuses what is larger than all of it, before it is allocated.
     *
     * @param what is to be held, as the message begins
     * @param bytes at the least
     * @param remedy how to need less
     * @throws IllegalArgumentException if it cannot be held
     */
    public static void refuseAbove(String what, double bytes, String remedy) {
        long most = Runtime.getRuntime().maxMemory();
        if (bytes > most) {
            throw Check.error(
                    String.format(
                            Locale.ROOT, "%s needs %,.1f GB of Java's memory", what, bytes * 1e-9),
                    String.format(Locale.ROOT, "at most %.1f GB of it", most * 1e-9),
                    remedy + ", or give Java more: HEARTH_JAVA=-Xmx16g");
        }
    }
}
