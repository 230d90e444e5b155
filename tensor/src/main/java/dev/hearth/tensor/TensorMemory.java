package dev.hearth.tensor;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What a shape needs of main memory. Refused in advance, because Linux grants what it does not have
 * and ends the process later. {@code -Dhearth.memory=BYTES} sets another limit than all of it.
 */
final class TensorMemory {

    static final long BYTES = Long.getLong("hearth.memory", ofTheMachine());

    private TensorMemory() {}

    /** Or of its container. */
    private static long ofTheMachine() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    /** The count of numbers, if the shape is one. */
    static long count(long... shape) {
        long product = 1;
        for (long extent : shape) {
            if (extent < 0) {
                throw Check.error(
                        "A shape has no negative extents",
                        Arrays.toString(shape),
                        "Use reshape for an extent that follows from the others");
            }
            long above = Math.multiplyHigh(product, extent);
            product *= extent;
            if (above != 0 || product < 0) {
                throw Check.error(
                        "A shape holds fewer than 2⁶³ numbers",
                        Arrays.toString(shape),
                        "Give smaller extents");
            }
        }
        return product;
    }

    /** Refuses a shape that this computer could never hold. */
    static void refuseAbove(String operation, DType type, long... shape) {
        long count = count(shape);
        if (count > BYTES / type.bytes()) {
            throw new LibTorchException(
                    String.format(
                            java.util.Locale.ROOT,
                            "%s needs %.1f GB for %s %s. Received: a limit of %.1f GB, this"
                                    + " machine's memory. Use a smaller shape.",
                            operation,
                            count * 1e-9 * type.bytes(),
                            Arrays.toString(shape).replace(", ", "×"),
                            type,
                            BYTES * 1e-9));
        }
    }
}
