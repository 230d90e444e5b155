package dev.hearth.tensor;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.global.torch;

/** Sees to it that libtorch is checked before anything is computed, and once for each count of threads. */
final class EngineGuard {

    private static final String SETTINGS = "(ONEDNN|DNNL|OPENBLAS|ATEN|OMP|GOMP|GLIBC)_.*";

    private static final System.Logger LOG = System.getLogger("dev.hearth.tensor");

    /** Set once the engine has been found right. */
    private static volatile EngineCheck outcome;

    private static NativeFailure refusal;

    private static boolean isChecking;

    /** Counts of threads with which it is known to be right, OpenBLAS's own too. */
    private static final Set<Integer> COUNTS = new HashSet<>();

    /** What has been said. */
    private static final Set<String> TOLD = new HashSet<>();

    /** Where tests make wrong results; null otherwise. */
    private static EngineCases.Seam seam;

    private EngineGuard() {}

    static boolean isRight() {
        return outcome != null;
    }

    static EngineCheck outcome() {
        return outcome;
    }

    /** For tests, before the first load: nothing is then read from the cache folder or written to it. */
    static synchronized void through(EngineCases.Seam made) {
        seam = made;
    }

    /**
     * Checks with one thread and with as many as libtorch takes by itself, if that has not been done.
     *
     * @throws NativeFailure if something is wrong for which nothing else can stand, on each call
     */
    static synchronized void check() {
        if (refusal != null) {
            throw new NativeFailure(refusal.getMessage(), refusal);
        }
        // The check itself comes by here.
        if (outcome == null && !isChecking) {
            int all = torch.get_num_threads();
            outcome = checked(all == 1 ? new int[] {1} : new int[] {1, all});
            COUNTS.add(1);
        }
    }

    /** Checks with a count of threads, if that has not been done. */
    static synchronized void check(int count) {
        if (COUNTS.add(count)) {
            checked(count);
        }
    }

    /** By the file of an earlier process, or anew. */
    private static EngineCheck checked(int... counts) {
        String machine = machine(counts);
        EngineCheckFile file = EngineCheckFile.of(cache(), machine);
        Optional<EngineCheck> remembered = seam == null ? file.read() : Optional.empty();
        EngineCheck done = remembered.orElseGet(() -> anew(machine, counts));
        if (remembered.isPresent()) {
            EngineProof.apply(done);
        } else if (seam == null) {
            file.write(done);
        }
        for (EngineCheck.Replaced replaced : done.replaced()) {
            if (TOLD.add(replaced.what())) {
                LOG.log(System.Logger.Level.WARNING, replaced.line());
            }
        }
        return done;
    }

    private static EngineCheck anew(String machine, int... counts) {
        int asked = Engine.asked();
        isChecking = true;
        try {
            return EngineProof.run(machine, seam == null ? (part, came) -> came : seam, counts);
        } catch (NativeFailure wrong) {
            refusal = wrong;
            throw wrong;
        } finally {
            if (asked == 0) {
                Engine.forget(counts[counts.length - 1]);
            } else {
                Engine.use(asked);
            }
            isChecking = false;
        }
    }

    /** What decides about kernels: processor, libraries, settings, counts of threads. */
    private static String machine(int... counts) {
        Processor processor = Processor.read();
        List<String> settings =
                System.getenv().entrySet().stream()
                        .filter(variable -> variable.getKey().matches(SETTINGS))
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .sorted()
                        .toList();
        return String.join(
                        "\n",
                        "check " + EngineProof.FORM,
                        processor.model() + ", " + processor.kind(),
                        String.join(" ", processor.features()),
                        "caches " + processor.caches(),
                        Engine.version() + ", OpenBLAS for " + Engine.kernels(),
                        "settings " + settings,
                        "threads " + Arrays.toString(counts) + " of OpenBLAS " + Engine.ofBlas())
                .replace('\t', ' ');
    }

    private static Path cache() {
        return Path.of(
                System.getProperty(
                        "hearth.cache", System.getProperty("user.home") + "/.cache/hearth"));
    }
}
