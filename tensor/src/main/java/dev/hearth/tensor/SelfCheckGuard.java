package dev.hearth.tensor;

import dev.hearth.tensor.SelfCheckCases.Case;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bytedeco.pytorch.global.torch;

/** Sees to it that libtorch is checked before anything is computed, and once for each count of threads. */
final class SelfCheckGuard {

    private static final String SETTINGS = "(ONEDNN|DNNL|OPENBLAS|ATEN|OMP|GOMP|GLIBC)_.*";

    private static final System.Logger LOG = System.getLogger("dev.hearth.tensor");

    /** Set once libtorch has been found right. */
    private static volatile SelfCheck outcome;

    private static LibTorchException refusal;

    private static boolean isChecking;

    /**
     * What is done before libtorch is loaded.
     *
     * @param file what a process found, for the next ones
     */
    private record Prepared(
            SelfCheckFile file, Optional<SelfCheck> remembered, FutureTask<List<Case>> loops) {}

    private static Prepared prepared;

    /** Counts of threads with which it is known to be right, OpenBLAS's own too. */
    private static final Set<Integer> COUNTS = new HashSet<>();

    /** What has been said. */
    private static final Set<String> TOLD = new HashSet<>();

    /** Where tests make wrong results; null otherwise. */
    private static SelfCheckCases.Seam seam;

    private SelfCheckGuard() {}

    static boolean isRight() {
        return outcome != null;
    }

    static SelfCheck outcome() {
        return outcome;
    }

    /** For tests, before the first load: nothing is then read from the cache folder or written to it. */
    static synchronized void through(SelfCheckCases.Seam made) {
        seam = made;
    }

    /**
     * Before libtorch is loaded: reads what an earlier process has found; where there is nothing, does the
     * plain loops on a thread of its own, while libtorch is loaded on this one.
     */
    static synchronized void prepare() {
        if (prepared == null && outcome == null) {
            SelfCheckFile file = SelfCheckFile.of(cache(), machine("its own"));
            Optional<SelfCheck> remembered = seam == null ? file.read() : Optional.empty();
            FutureTask<List<Case>> loops = new FutureTask<>(SelfCheckGuard::cases);
            if (remembered.isEmpty()) {
                Thread thread = new Thread(loops, "engine-check");
                thread.setDaemon(true);
                thread.start();
            }
            prepared = new Prepared(file, remembered, loops);
        }
    }

    /**
     * Checks with one thread and with as many as libtorch takes by itself, if that has not been done.
     *
     * @throws LibTorchException if something is wrong for which nothing else can stand, on each call
     */
    static synchronized void check() {
        if (refusal != null) {
            throw new LibTorchException(refusal.getMessage(), refusal);
        }
        // The check itself comes by here.
        if (outcome == null && !isChecking) {
            int all = torch.get_num_threads();
            outcome = checked(prepared, all == 1 ? new int[] {1} : new int[] {1, all});
            COUNTS.add(1);
        }
    }

    /** Checks with a count of threads, if that has not been done. */
    static synchronized void check(int count) {
        if (COUNTS.add(count)) {
            SelfCheckFile file =
                    SelfCheckFile.of(
                            cache(), machine(count + ", of OpenBLAS " + LibTorch.ofBlas()));
            Optional<SelfCheck> remembered = seam == null ? file.read() : Optional.empty();
            checked(new Prepared(file, remembered, new FutureTask<>(SelfCheckGuard::cases)), count);
        }
    }

    private static List<Case> cases() {
        return SelfCheckCases.all(seam == null ? (part, came) -> came : seam);
    }

    private static SelfCheck checked(Prepared prepared, int... counts) {
        SelfCheck done = prepared.remembered().orElseGet(() -> anew(prepared, counts));
        if (prepared.remembered().isPresent()) {
            SelfCheckRun.apply(done);
        } else if (seam == null) {
            prepared.file().write(done);
        }
        for (SelfCheck.Replaced replaced : done.replaced()) {
            if (TOLD.add(replaced.what())) {
                LOG.log(System.Logger.Level.WARNING, replaced.line());
            }
        }
        return done;
    }

    private static SelfCheck anew(Prepared prepared, int... counts) {
        int asked = LibTorch.asked();
        isChecking = true;
        try {
            // Where no thread has begun it, this one does it.
            prepared.loops().run();
            return SelfCheckRun.run(prepared.file().machine(), prepared.loops().get(), counts);
        } catch (LibTorchException wrong) {
            refusal = wrong;
            throw wrong;
        } catch (InterruptedException | ExecutionException stopped) {
            if (stopped instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException(
                    Check.message(
                            "libtorch is checked before it computes",
                            "a check that failed, " + stopped,
                            "Call it again"),
                    stopped);
        } finally {
            if (asked == 0) {
                LibTorch.forget(counts[counts.length - 1]);
            } else {
                LibTorch.use(asked);
            }
            isChecking = false;
        }
    }

    /** What decides about kernels: processor, libraries, settings, counts of threads. */
    private static String machine(String threads) {
        Processor processor = Processor.read();
        List<String> settings =
                System.getenv().entrySet().stream()
                        .filter(variable -> variable.getKey().matches(SETTINGS))
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .sorted()
                        .toList();
        return String.join(
                        "\n",
                        "check " + SelfCheckRun.FORM,
                        processor.model() + ", " + processor.kind(),
                        String.join(" ", processor.features()),
                        "caches " + processor.caches(),
                        LibTorch.version(),
                        "settings " + settings,
                        "cores " + Runtime.getRuntime().availableProcessors(),
                        "threads " + threads)
                .replace('\t', ' ');
    }

    private static Path cache() {
        return Path.of(
                System.getProperty(
                        "hearth.cache", System.getProperty("user.home") + "/.cache/hearth"));
    }
}
