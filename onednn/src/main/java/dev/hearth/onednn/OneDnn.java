package dev.hearth.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;
import static org.bytedeco.dnnl.global.dnnl.dnnl_unimplemented;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.FutureResult;
import dev.hearth.tensor.LoadFailure;
import dev.hearth.tensor.NativeCache;
import dev.hearth.tensor.OpenMp;
import dev.hearth.tensor.OpenMpWait;
import dev.hearth.tensor.PresetsVersions;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.javacpp.Loader;

/**
 * oneDNN's library, loaded once. Each thread that computes has one of OpenMP's; what others make wait asleep, as {@link
 * dev.hearth.tensor.LibTorch} says why.
 */
final class OneDnn {

    private OneDnn() {}

    private static final class Loaded {
        static final Optional<LoadFailure> FAILURE = opened();
        static final dnnl_engine ENGINE = new dnnl_engine();

        static {
            if (FAILURE.isEmpty()) {
                check(dnnl_engine_create(ENGINE, dnnl_cpu, 0), "an engine");
            }
        }

        private Loaded() {}

        static Optional<LoadFailure> opened() {
            OpenMpWait.brief();
            try {
                NativeCache.folder();
                PresetsVersions.checkQuietly(
                        org.bytedeco.opencl.presets.OpenCL.class,
                        org.bytedeco.dnnl.presets.dnnl.class);
                Loader.load(org.bytedeco.dnnl.global.dnnl.class);
                return Optional.empty();
            } catch (IOException | RuntimeException | LinkageError failure) {
                return Optional.of(
                        LoadFailure.of(
                                failure,
                                "Check that the cache folder has 100 MB free and can be written"
                                        + " (-Dorg.bytedeco.javacpp.cachedir=DIR names another)"));
            }
        }
    }

    /** Why it cannot be used here at all. */
    static Optional<String> loadFailure() {
        return Loaded.FAILURE.map(why -> "its library could not be loaded: " + why.received());
    }

    /** Whether this processor, as far as oneDNN may use it, multiplies bfloat16 itself. */
    static boolean hasBfloat16() {
        int isa = dnnl_get_effective_cpu_isa();
        return (isa & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
    }

    static String version() {
        if (Loaded.FAILURE.isPresent()) {
            return "oneDNN";
        }
        dnnl_version_t version = dnnl_version();
        return "oneDNN " + version.major() + "." + version.minor() + "." + version.patch();
    }

    static dnnl_engine engine() {
        return Loaded.ENGINE;
    }

    /** Whether OpenMP's count of threads can be set, tried on a thread of its own, whose count it is. */
    static boolean hasThreads() {
        FutureTask<Boolean> tried = new FutureTask<>(() -> OpenMp.threads(1));
        new Thread(tried, "onednn-threads").start();
        return FutureResult.of(tried);
    }

    /** For the calling thread, which no other library computes on. */
    static void threads(int count) {
        if (!OpenMp.threads(count)) {
            throw new IllegalStateException(
                    "oneDNN needs OpenMP's count of threads. Received: one that cannot be set here. Leave"
                            + " out --precision.");
        }
    }

    static void check(int status, String what) {
        if (status == dnnl_unimplemented) {
            throw new BadDataException(
                    "oneDNN needs a net of operators that it has on this processor",
                    what,
                    "Leave out --precision");
        } else if (status != dnnl_success) {
            throw new IllegalStateException(
                    "oneDNN made no " + what + ". Received: status " + status + ". Report this.");
        }
    }
}
