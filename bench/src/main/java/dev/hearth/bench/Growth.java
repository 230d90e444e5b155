package dev.hearth.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;

/**
 * By how many bytes the process grows while something is done. An allocator keeps what was freed, so
 * that the next to ask makes nothing grow; where it is glibc's, it is asked to give that back first.
 */
final class Growth {

    private static final int TRIES = 3;

    /** Work that calls back while all it made is alive. */
    interface Pass extends Consumer<Runnable> {}

    private Growth() {}

    /**
     * Two ways to do the same work, in turns.
     *
     * @param one what is asked about
     * @param other what it is compared with
     * @param least the bytes that each of them surely needs: less was seen if memory was there before
     * @return how many times the other's bytes the one takes, as often as both were seen
     */
    static List<Double> ratios(Pass one, Pass other, double least) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            double ofOne = of(one).orElse(0);
            double ofOther = of(other).orElse(0);
            if (ofOne >= least && ofOther >= least) {
                ratios.add(ofOne / ofOther);
            }
        }
        return ratios;
    }

    /** Bytes at the end of a pass above those before it; empty where the system does not say. */
    static OptionalDouble of(Pass pass) {
        System.gc();
        Pointer.trimMemory();
        OptionalDouble before = Footprint.residentBytes();
        double[] after = new double[1];
        pass.accept(() -> after[0] = Footprint.residentBytes().orElse(0));
        return before.isPresent()
                ? OptionalDouble.of(after[0] - before.getAsDouble())
                : OptionalDouble.empty();
    }
}
