package dev.hearth.tensor;

import java.io.File;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import jnr.ffi.LibraryLoader;
import jnr.ffi.types.intptr_t;

/**
 * OpenBLAS's own threads, of which libtorch's setting knows nothing: matrix products that are not
 * convolutions run on a pool of POSIX threads, one a core unless somebody says otherwise.
 *
 * <p>A thread of that pool spins while it waits for another, whatever OpenMP's wait policy. With two
 * cores and other work on both, an 8×128 net's step took 7 to 70 times as long on two of these threads
 * as on one; so it is one until a count is asked for.
 */
final class Blas {

    /** Where there is no OpenBLAS, such as where MKL stands in its place. */
    static final Blas NONE = new Blas(Optional.empty());

    static final int ROW_MAJOR = 101;
    static final int AS_IT_IS = 111;
    static final int TRANSPOSED = 112;

    private static final String VARIABLE = "OPENBLAS_NUM_THREADS";

    /** What is needed of OpenBLAS's {@code cblas.h}. */
    public interface Library {

        /** Sets how many threads a product may use. */
        void openblas_set_num_threads(int count);

        /** How many threads a product may use. */
        int openblas_get_num_threads();

        /** The name of the kernels, as it was told or found the processor. */
        String openblas_get_corename();

        /** C ← βC + αAB, at addresses. */
        void cblas_sgemm(
                int order,
                int turnA,
                int turnB,
                int m,
                int n,
                int k,
                float alpha,
                @intptr_t long a,
                int strideOfA,
                @intptr_t long b,
                int strideOfB,
                float beta,
                @intptr_t long c,
                int strideOfC);
    }

    private final Optional<Library> library;

    private Blas(Optional<Library> library) {
        this.library = library;
    }

    /** The library that libtorch uses, loaded already, in the folder to which it was unpacked. */
    static Blas in(File folder) {
        File[] files =
                folder.listFiles(
                        (in, name) -> name.matches("libopenblas(\\.so\\.0|\\.0\\.dylib|\\.dll)"));
        if (files == null || files.length == 0) {
            return NONE;
        }
        try {
            Blas found =
                    new Blas(
                            Optional.of(
                                    LibraryLoader.create(Library.class)
                                            .load(files[0].getAbsolutePath())));
            found.threads(1);
            return found;
        } catch (RuntimeException | LinkageError unknown) {
            // Slow where cores are shared, not wrong: no reason to refuse.
            return NONE;
        }
    }

    void threads(int count) {
        if (System.getenv(VARIABLE) == null) {
            library.ifPresent(blas -> blas.openblas_set_num_threads(count));
        }
    }

    /** Whether products can be shared out here: there is a library, and nobody told it how many threads. */
    boolean isOurs() {
        return library.isPresent() && System.getenv(VARIABLE) == null;
    }

    /** Does something while each of OpenBLAS's products is done by the thread that calls it. */
    void alone(Consumer<Library> body) {
        alone(
                () -> {
                    body.accept(library.orElseThrow());
                    return null;
                });
    }

    /** The same where there may be no library; afterwards as many threads as before, whoever said so. */
    <T> T alone(Supplier<T> body) {
        if (library.isEmpty()) {
            return body.get();
        }
        Library blas = library.get();
        int before = blas.openblas_get_num_threads();
        blas.openblas_set_num_threads(1);
        try {
            return body.get();
        } finally {
            blas.openblas_set_num_threads(before);
        }
    }

    String kernels() {
        return library.map(Library::openblas_get_corename).orElse("");
    }

    int threads() {
        return library.map(Library::openblas_get_num_threads).orElse(0);
    }
}
