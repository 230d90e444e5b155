package dev.hearth.experiments;

import dev.hearth.experiments.claim.Trial;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.metric.Statistics;
import dev.hearth.train.run.HardwareInfo;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Does the cheapest run of an experiment again and compares its figures with those in the result file.
 *
 * <p>On a machine of the same kind and the same device, with the same libtorch, the same of OpenBLAS's kernels and as
 * many threads, they have to be equal to all digits, in every epoch. Elsewhere the last figures have to lie within
 * {@value #SPREADS} standard deviations of the arm's seeds, or within {@value #PERCENT} % where that is more or there
 * is one seed: rounding differs there, and training takes another way. Times are not compared.
 */
public final class Verification {

    /** How many standard deviations of the seeds a run on another machine may lie off. */
    public static final int SPREADS = 4;

    /** How many percent it may lie off in any case. */
    public static final int PERCENT = 5;

    private static final String KERNELS = "openblas";

    private static final Pattern TIME =
            Pattern.compile("(.*(Seconds|Percent|PerSecond)|ratio.*)( \\(epoch.*)?");

    /** How a comparison came out. */
    public enum Comparison {
        /** Equal to all digits. */
        EQUAL,
        /** On another kind of machine, and within the tolerance. */
        WITHIN_TOLERANCE,
        /** Not the same. */
        DIFFERENT,
        /** Another recipe made the run than the one of today. */
        EARLIER_RECIPE
    }

    /**
     * What came of one experiment.
     *
     * @param run arm and seed
     * @param words what was compared, and what differs
     */
    public record Verified(String experiment, String run, Comparison comparison, String words) {}

    private final Run.Place place;
    private final Path folder;

    /**
     * A verification.
     *
     * @param folder where the run is done; it has to be empty
     */
    public Verification(Run.Place place, Path folder) {
        this.place = place;
        this.folder = folder;
    }

    /** The run that took the least time, of those that today's plan has; empty if none. */
    static Optional<Outcome.ArmRun> cheapest(Plan plan, Outcome outcome) {
        return outcome.runs().stream()
                .filter(run -> job(plan, run).isPresent())
                .min(Comparator.comparingDouble(run -> run.result().seconds()));
    }

    private static Optional<Job> job(Plan plan, Outcome.ArmRun run) {
        return plan.jobs().stream()
                .filter(job -> job.arm().equals(run.arm()) && job.seed() == run.result().seed())
                .findFirst();
    }

    /** Does the cheapest run of an experiment again; empty if there is none to do. */
    public Optional<Verified> verify(Experiment experiment, Outcome outcome) {
        Plan plan = outcome.plan(experiment);
        return cheapest(plan, outcome)
                .map(run -> verify(experiment, outcome, run, job(plan, run).orElseThrow()));
    }

    private Verified verify(Experiment experiment, Outcome outcome, Outcome.ArmRun run, Job job) {
        Result before = run.result();
        String name = run.arm() + " seed " + before.seed();
        if (job.recipeHash().filter(before.recipeHash()::equals).isEmpty()) {
            return new Verified(
                    experiment.name(),
                    name,
                    Comparison.EARLIER_RECIPE,
                    "another recipe made it than the one that stands there today");
        }
        int threads = LibTorch.threads();
        Result now;
        try {
            LibTorch.threads(before.threads());
            now = job.run(place, folder.resolve(experiment.name()), List.of());
        } finally {
            LibTorch.threads(threads);
        }
        Map<String, String> versions = HardwareInfo.versions();
        boolean isSame =
                before.hardware().equals(HardwareInfo.hardware())
                        && before.device().equals(now.device())
                        && agree(before, versions, "engine")
                        && agree(before, versions, "java");
        boolean knowsKernels = before.versions().containsKey(KERNELS);
        List<String> differing = differences(before, now);
        boolean isExact =
                isSame
                        && (agree(before, versions, KERNELS)
                                || !knowsKernels && differing.isEmpty());
        List<String> off = isExact ? differing : strays(outcome, run, now);
        Comparison comparison =
                !off.isEmpty()
                        ? Comparison.DIFFERENT
                        : isExact ? Comparison.EQUAL : Comparison.WITHIN_TOLERANCE;
        String other =
                isSame && !knowsKernels
                        ? "it is not recorded with which of OpenBLAS's kernels it was made"
                        : "another machine, device or library ("
                                + before.hardware()
                                + ", "
                                + before.device()
                                + ", "
                                + before.versions().get("engine")
                                + (knowsKernels
                                        ? ", OpenBLAS with " + before.versions().get(KERNELS)
                                        : "")
                                + ")";
        return new Verified(
                experiment.name(),
                name,
                comparison,
                (isExact
                                ? "the same kind of machine, all digits"
                                : other
                                        + ", "
                                        + SPREADS
                                        + " standard deviations of the seeds or "
                                        + PERCENT
                                        + " %")
                        + (off.isEmpty() ? "" : ": " + String.join(", ", off)));
    }

    private static boolean agree(Result before, Map<String, String> now, String name) {
        return Objects.equals(before.versions().get(name), now.get(name));
    }

    /** The figures that are not equal, of every epoch. */
    static List<String> differences(Result before, Result now) {
        List<String> off = new ArrayList<>();
        Map<String, Double> all = figures(before);
        Map<String, Double> others = figures(now);
        all.forEach(
                (name, value) -> {
                    Double other = others.get(name);
                    if (!value.equals(other)) {
                        off.add(name + " " + value + " → " + other);
                    }
                });
        return off;
    }

    private static Map<String, Double> figures(Result of) {
        Map<String, Double> all = new TreeMap<>(of.metrics());
        for (int i = 0; i < of.history().size(); i++) {
            String epoch = String.format(Locale.ROOT, " (epoch %d)", i + 1);
            of.history().get(i).forEach((name, value) -> all.put(name + epoch, value));
        }
        all.keySet().removeIf(name -> TIME.matcher(name).matches());
        return all;
    }

    /** The last figures that lie too far off. */
    private static List<String> strays(Outcome outcome, Outcome.ArmRun run, Result now) {
        List<String> off = new ArrayList<>();
        run.result()
                .metrics()
                .forEach(
                        (name, value) -> {
                            Double other = now.metrics().get(name);
                            double allowed =
                                    Math.max(
                                            PERCENT / 100.0 * Math.abs(value),
                                            SPREADS * spread(outcome, run.arm(), name));
                            if (!TIME.matcher(name).matches()
                                    && (other == null || !(Math.abs(other - value) <= allowed))) {
                                off.add(name + " " + value + " → " + other);
                            }
                        });
        return off;
    }

    private static double spread(Outcome outcome, String arm, String metric) {
        double[] values =
                outcome.evidence().of(arm).stream()
                        .filter(trial -> Double.isFinite(trial.metric(metric)))
                        .mapToDouble((Trial trial) -> trial.metric(metric))
                        .toArray();
        return values.length < 2 ? 0 : Statistics.of(values).standardDeviation().orElseThrow();
    }
}
