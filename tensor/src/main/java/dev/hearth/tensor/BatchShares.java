package dev.hearth.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.global.torch;

/**
 * Independent shares of a batch, run on {@link LibTorch#threads} threads: the caller's and helpers that wait
 * briefly for the next call before they sleep. Within a share, OpenBLAS and libtorch compute on its thread
 * alone. The count of shares is the caller's, so that results need not depend on the count of threads.
 */
public final class BatchShares {

    /** Numbers: several of the widest registers. */
    private static final long ALIGNMENT = 128;

    private BatchShares() {}

    /**
     * Runs all shares and waits for them.
     *
     * <pre>{@code
     * static void scale(List<DenseMatrix> parts, float factor) {
     *     BatchShares.run(parts.size(), share -> parts.get(share).scale(factor));
     * }
     * }</pre>
     *
     * @param body what is done with a share, by its number from 0; on any thread, so it must not use a
     *     {@link Tensor} but of {@link #slices}. What one throws is thrown here, once all have ended
     */
    public static void run(int shares, IntConsumer body) {
        PlatformThread.require("BatchShares");
        Thread caller = Thread.currentThread();
        LibTorch.withOneProductThread(
                () -> {
                    try (var single = SingleThreaded.openIf(!SingleThreaded.isOpen())) {
                        ParallelFor.run(
                                shares,
                                Integer.MAX_VALUE,
                                () -> singleThreaded(caller),
                                (none, share) -> body.accept(share));
                    }
                    return null;
                });
    }

    /**
     * Consecutive parts of a flat tensor that any thread may use, each by one at a time, in operations in place.
     * They begin where vector registers do, so that such an operation has the same bits in parts as on the whole.
     *
     * @param tensor of one dimension
     * @param most parts at most, above 0
     * @return in order; they live until the scope closes that is innermost now
     */
    public static List<Tensor> slices(Tensor tensor, int most) {
        Scope shared = Scope.shared();
        long count = tensor.count();
        long each = ((count + most - 1) / most + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        List<Tensor> slices = new ArrayList<>();
        for (long from = 0; from < count; from += each) {
            slices.add(tensor.part(shared, from, Math.min(each, count - from)));
        }
        return slices;
    }

    /** A helper's own setting, which nothing else that it runs depends on. */
    private static Object singleThreaded(Thread caller) {
        if (Thread.currentThread() != caller) {
            torch.set_num_threads(1);
        }
        return caller;
    }
}
