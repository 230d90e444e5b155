package dev.hearth.tensor;

import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.presets.openblas_nolapack.MklSetNumThreadsLocal;

/**
 * OpenBLAS's own threads, of which libtorch's setting knows nothing: matrix products that are not
 * convolutions run on a pool of POSIX threads, one a core by default.
 *
 * <p>A thread of that pool spins while it waits for another, whatever OpenMP's wait policy. With two
 * cores and other work on both, an 8×128 net's step took 7 to 70 times as long on two of these threads
 * as on one; so it is one until a count is asked for.
 *
 * <p>These functions are not among the presets' methods, but a call of any C function from int to int is;
 * C's conventions let it call one without arguments as well. Each is looked up by its name among what is
 * loaded, where the library that libtorch uses comes first.
 */
final class Blas {

    /** Where there is no OpenBLAS, such as where MKL stands in its place. */
    static final Blas NONE = new Blas(null, null);

    private static final String VARIABLE = "OPENBLAS_NUM_THREADS";

    private final MklSetNumThreadsLocal getThreads;
    private final MklSetNumThreadsLocal setThreads;

    /** What the library has while nobody holds it at one thread. */
    private int count;

    private int holders;

    private Blas(MklSetNumThreadsLocal getThreads, MklSetNumThreadsLocal setThreads) {
        this.getThreads = getThreads;
        this.setThreads = setThreads;
    }

    /** The library that libtorch uses, loaded already, with one thread. */
    static Blas loaded() {
        if (Loader.addressof("openblas_set_num_threads") == null) {
            return NONE;
        }
        Blas found =
                new Blas(
                        function("openblas_get_num_threads"), function("openblas_set_num_threads"));
        found.threads(1);
        return found;
    }

    private static MklSetNumThreadsLocal function(String name) {
        return new MklSetNumThreadsLocal(new PointerPointer<>(1).put(Loader.addressof(name)));
    }

    private boolean isThere() {
        return getThreads != null;
    }

    /** Sets the count of threads, at once or when the last holder lets go. */
    synchronized void threads(int wanted) {
        if (isOurs()) {
            count = wanted;
            if (holders == 0) {
                setThreads.call(wanted);
            }
        }
    }

    /** Until {@link #release()}, each product is computed on the thread that asks for it, whoever else holds too. */
    synchronized void hold() {
        if (isThere() && holders++ == 0) {
            count = threads();
            setThreads.call(1);
        }
    }

    /** The last to let go gives the threads back. */
    synchronized void release() {
        if (isThere() && --holders == 0) {
            setThreads.call(count);
        }
    }

    /** Whether products can be shared out here: there is a library, and the environment sets no count of threads. */
    boolean isOurs() {
        return isThere() && System.getenv(VARIABLE) == null;
    }

    /** Runs a body while it holds. */
    <T> T alone(Supplier<T> body) {
        hold();
        try {
            return body.get();
        } finally {
            release();
        }
    }

    String kernels() {
        if (!isThere()) {
            return "";
        }
        String name = "openblas_get_corename";
        Pointer near = Loader.addressof(name);
        // An address of which the lower half is given; it is in the same library, hence within 2
        // GiB.
        int offset = function(name).call(0) - (int) near.address();
        return new BytePointer(near).getPointer(offset).getString();
    }

    int threads() {
        return isThere() ? getThreads.call(0) : 0;
    }
}
