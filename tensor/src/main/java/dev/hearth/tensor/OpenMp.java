package dev.hearth.tensor;

/**
 * OpenMP's count of threads, which is each thread's own. {@link LibTorch#threads(int)} sets it for what libtorch
 * computes; this is for other libraries that stand on OpenMP.
 *
 * <pre>{@code
 * Thread worker = new Thread(() -> {
 *     OpenMp.threads(1);
 * });
 * }</pre>
 */
public final class OpenMp {

    private OpenMp() {}

    /**
     * How many threads the parallel regions of the calling thread have.
     *
     * @param count above 0
     * @return false where no OpenMP is loaded that can be told, and on the module path without {@link
     *     EnvironmentVariables#MODULE_PATH_OPTION}
     */
    public static boolean threads(int count) {
        try {
            return NativeFunction.call("omp_set_num_threads", count);
        } catch (ReflectiveOperationException | RuntimeException unable) {
            return false;
        }
    }
}
