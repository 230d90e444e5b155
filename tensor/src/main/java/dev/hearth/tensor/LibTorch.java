package dev.hearth.tensor;

import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/**
 * Loads libtorch, once. Three things must happen before the first native library is loaded, and no other
 * class loads one:
 *
 * <ul>
 *   <li><b>The wait policy.</b> Between two parallel regions libgomp's threads spin for long, which on shared
 *       cores costs up to ten times the work itself. Unless the user has set it, they spin briefly:
 *       {@link OpenMpWait}.
 *   <li><b>OpenBLAS's own threads.</b> It has a pool beside OpenMP's, splits even a product of 64×128
 *       by 128×128 over it, and spins while it waits. Where a core is shared, a small net's step took
 *       a hundred times as long with two such threads as with one; where none is, they gain nothing
 *       on such products. {@code OPENBLAS_NUM_THREADS} becomes 1 unless the user has set it, which is
 *       worth doing for large matrix products on idle cores.
 *   <li><b>The order.</b> On an empty cache JavaCPP opens {@code libtorch.so} before {@code
 *       libtorch_cpu.so} is unpacked, and the dynamic linker then takes whatever library of that
 *       name the system has. Here all are unpacked first and opened by their full path, the
 *       depended-upon first, so that the linker finds each name already taken.
 * </ul>
 *
 * <p>Opening a {@link Scope} loads it; a direct call is needed only to set threads or to ask for versions.
 */
public final class LibTorch {

    /** The depended-upon first. */
    private static final List<String> LINUX_ORDER =
            List.of(
                    "libgomp.so.1",
                    "libgcc_s.so.1",
                    "libquadmath.so.0",
                    "libgfortran.so.5",
                    "libopenblas.so.0",
                    "libc10.so",
                    "libtorch_cpu.so",
                    "libtorch.so");

    /** The count of threads that was set; 0 before. */
    private static volatile int asked;

    private LibTorch() {}

    /** Loaded on first use, by the class initialiser, hence once and before everything else. */
    private static final class Loaded {
        // Threads that spin are slow, not wrong: no reason to refuse.
        static final String WAIT_POLICY = OpenMpWait.brief();

        /** Kept, because a class initialiser that throws does so once, and then as another error. */
        static final Optional<LibTorchException> FAILURE = opened();

        static final Blas BLAS = FAILURE.isPresent() ? Blas.NONE : Blas.loaded();

        static final boolean OWN_PRODUCTS = BLAS.isOurs();

        private Loaded() {}

        static Optional<LibTorchException> opened() {
            EnvironmentVariables.unlessSet("OPENBLAS_NUM_THREADS", "1");
            try {
                NativeCache.folder();
                PresetsVersions.checkQuietly(org.bytedeco.openblas.presets.openblas_nolapack.class);
                openInOrder();
                Loader.load(torch.class);
                // Tried at each 1×1 convolution of a small batch, it prints a line where it cannot
                // start,
                // and the bits of a result would hang on whether it can.
                torch.globalContext().setUserEnabledNNPACK(false);
                return Optional.empty();
            } catch (IOException | RuntimeException | LinkageError failure) {
                LoadFailure why =
                        LoadFailure.of(
                                failure,
                                "Check that the cache folder has 500 MB free and can be written"
                                        + " (-Dorg.bytedeco.javacpp.cachedir=DIR names another)");
                return Optional.of(
                        new LibTorchException(
                                Check.message(
                                        "libtorch for "
                                                + Loader.getPlatform()
                                                + " could not be loaded",
                                        why.received(),
                                        why.mend()),
                                failure));
            }
        }

        static void openInOrder() throws IOException {
            String platform = Loader.getPlatform();
            File[] folders = {
                unpacked(
                        org.bytedeco.openblas.presets.openblas.class,
                        "/org/bytedeco/openblas/" + platform),
                unpacked(
                        org.bytedeco.pytorch.presets.torch.class,
                        "/org/bytedeco/pytorch/" + platform)
            };
            if (!platform.startsWith("linux")) {
                return;
            }
            for (String library : LINUX_ORDER) {
                for (File folder : folders) {
                    File file = new File(folder, library);
                    if (file.exists()) {
                        System.load(file.getAbsolutePath());
                        break;
                    }
                }
            }
        }

        static File unpacked(Class<?> preset, String resources) throws IOException {
            // The CUDA build first, as JavaCPP does; with a slash at the end, without which nothing
            // is
            // found on the module path.
            for (String build : List.of("-gpu/", "/")) {
                File[] files = Loader.cacheResources(preset, resources + build);
                if (files != null && files.length > 0 && files[0] != null) {
                    return files[0];
                }
            }
            throw new IOException("the jar with " + resources + " is not on the class path");
        }
    }

    /**
     * Loads libtorch if this has not happened yet, and checks that it computes right here; see {@link
     * SelfCheck}.
     *
     * @throws LibTorchException if it cannot be loaded, or computes wrongly whatever is switched off, on each
     *     call
     */
    public static void load() {
        if (!SelfCheckGuard.isRight()) {
            SelfCheckGuard.prepare();
            loaded();
            SelfCheckGuard.check();
        }
    }

    private static void loaded() {
        if (Loaded.FAILURE.isPresent()) {
            LibTorchException first = Loaded.FAILURE.get();
            throw new LibTorchException(first.getMessage(), first);
        }
    }

    /**
     * The result of the check of libtorch on this computer, with one thread and with all: every operation
     * is right, some perhaps by another kernel.
     *
     * @throws LibTorchException as {@link #load} does
     */
    public static SelfCheck check() {
        load();
        return SelfCheckGuard.outcome();
    }

    /**
     * How OpenMP's threads wait, as libgomp was told.
     *
     * @return as {@link OpenMpWait#brief} says
     */
    public static String waitPolicy() {
        load();
        return Loaded.WAIT_POLICY;
    }

    /**
     * Sets the count of threads that an operation may use, in OpenMP, in Hearth's own kernels and
     * products, and in OpenBLAS (unless the environment says {@code OPENBLAS_NUM_THREADS}). OpenBLAS's
     * own threads do only the products that libtorch's record asks for; the others are shared out over
     * threads that sleep while they wait.
     *
     * @throws IllegalArgumentException if {@code count} is outside
     */
    public static void threads(int count) {
        int most = Math.max(64, 8 * Runtime.getRuntime().availableProcessors());
        if (count < 1 || count > most) {
            throw Check.error(
                    "LibTorch.threads needs a count above 0 and at most " + most,
                    count,
                    "Give 1 for no parallelism, or the count of cores");
        }
        PlatformThread.require("LibTorch.threads");
        load();
        use(count);
        Loaded.BLAS.threads(count);
        SelfCheckGuard.check(count);
    }

    /** The count of threads that was set; 0 before. */
    static int asked() {
        return asked;
    }

    /** As if no count had been set, but with libtorch's threads at a count. */
    static void forget(int count) {
        use(count);
        asked = 0;
    }

    /** Unchecked: for the check itself. */
    static void use(int count) {
        asked = count;
        libtorchThreads();
    }

    /** The count of threads that an operation may use. */
    public static int threads() {
        load();
        if (asked == 0) {
            asked = torch.get_num_threads();
        }
        return asked;
    }

    /**
     * The count of OpenBLAS's threads that a product asked for by libtorch may use. Until {@link
     * #threads(int)} is called it is 1, because OpenBLAS's threads spin while they wait for one
     * another, which the wait policy does not change.
     *
     * @return above zero; 0 where libtorch has another BLAS
     */
    public static int productThreads() {
        load();
        return ofBlas();
    }

    static int ofBlas() {
        return Loaded.BLAS.threads();
    }

    /** The library in which products of libtorch's record are computed. */
    static Blas blas() {
        load();
        return Loaded.BLAS;
    }

    /**
     * For which processor OpenBLAS's kernels were written: what it found itself, unless the environment
     * names another in {@code OPENBLAS_CORETYPE}, which can halve its rate.
     *
     * @return such as {@code Cooperlake} or {@code Haswell}; empty where libtorch has another BLAS
     */
    public static String productKernels() {
        load();
        return kernels();
    }

    static String kernels() {
        return Loaded.BLAS.kernels();
    }

    /** Tells libtorch, for this thread, how many threads an operation may have. */
    static void libtorchThreads() {
        int count = threads();
        torch.set_num_threads(SingleThreaded.isOpen() ? 1 : count);
    }

    /** Whether {@link Gemm} are possible here. */
    static boolean hasOwnProducts() {
        return Loaded.OWN_PRODUCTS;
    }

    /** For factorisations, because OpenBLAS's own, shared out, ended the process; and for parts of products. */
    static <T> T withOneProductThread(java.util.function.Supplier<T> body) {
        return Loaded.BLAS.alone(body);
    }

    /**
     * Whether libtorch finds a CUDA device that it can use.
     *
     * @return true on a computer with one, with the {@code -Pcuda} natives
     */
    public static boolean hasCuda() {
        return cudaDevices() > 0;
    }

    /** How many CUDA devices libtorch can use. */
    public static int cudaDevices() {
        load();
        return torch.hasCUDA() ? (int) torch.getNumGPUs() : 0;
    }

    /**
     * The libraries below, each with its version or the kernels that it has chosen.
     *
     * @return by name: libtorch, its vector instructions, oneDNN, OpenBLAS
     */
    public static Map<String, String> libraries() {
        load();
        Map<String, String> libraries = new LinkedHashMap<>();
        libraries.put("libtorch", version().replace("libtorch ", ""));
        try (BytePointer instructions = torch.get_cpu_capability();
                BytePointer oneDnn = torch.get_mkldnn_version()) {
            libraries.put("libtorch's vector instructions", instructions.getString());
            libraries.put("oneDNN", oneDnn.getString());
        }
        libraries.put(
                "OpenBLAS",
                productKernels().isEmpty() ? "none" : "kernels for " + productKernels());
        return libraries;
    }

    /**
     * The version of libtorch and the platform, for results.
     *
     * @return such as {@code libtorch 2.13.0-1.5.14, linux-x86_64}
     */
    public static String version() {
        String version;
        try {
            version = Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException missing) {
            version = "of unknown version";
        }
        return "libtorch " + version + ", " + Loader.getPlatform();
    }
}
