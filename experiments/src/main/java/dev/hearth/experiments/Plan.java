package dev.hearth.experiments;

import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Design;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.StatisticalCheck;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.train.recipe.DatasetSpec;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * What an experiment does at a budget.
 *
 * @param setting data, net and training in a line, for the card
 * @param deviation how this differs from the paper; empty if it does not
 * @param jobs what is run; each is one arm with one seed
 * @param checks what is asked of the outcome
 * @param pictures what is drawn of it
 * @param mayDiverge arms whose divergence is an outcome: a claim is about it, or a learning rate is tried
 *     that may be too large. Elsewhere a run that diverges is an error besides being the worst outcome
 * @param design how claims are decided, fixed before the first run
 */
public record Plan(
        String setting,
        String deviation,
        List<Job> jobs,
        List<ClaimCheck> checks,
        List<Figure> pictures,
        Set<String> mayDiverge,
        Design design) {

    /** Copies the lists. */
    public Plan {
        jobs = List.copyOf(jobs);
        checks = List.copyOf(checks);
        pictures = List.copyOf(pictures);
        mayDiverge = Set.copyOf(mayDiverge);
    }

    /** A plan in which no run is expected to diverge, of as many seeds as its jobs have. */
    public Plan(
            String setting,
            String deviation,
            List<Job> jobs,
            List<ClaimCheck> checks,
            List<Figure> pictures) {
        this(setting, deviation, jobs, checks, pictures, Set.of(), designOf(jobs));
    }

    /** The same, where these arms may diverge. */
    public Plan(
            String setting,
            String deviation,
            List<Job> jobs,
            List<ClaimCheck> checks,
            List<? extends Figure> pictures,
            Set<String> mayDiverge) {
        this(setting, deviation, jobs, checks, List.copyOf(pictures), mayDiverge, designOf(jobs));
    }

    /** As many seeds as the arm with the most, on the smallest fixed part of the images. */
    private static Design designOf(List<Job> jobs) {
        Map<String, Long> seeds =
                jobs.stream().collect(Collectors.groupingBy(Job::arm, Collectors.counting()));
        return Design.of((int) (long) seeds.values().stream().max(Long::compare).orElse(0L))
                .onImages(part(jobs, DatasetSpec::training), part(jobs, DatasetSpec::testing));
    }

    private static int part(List<Job> jobs, ToIntFunction<DatasetSpec> count) {
        return jobs.stream()
                .flatMap(job -> job.spec().stream())
                .flatMap(spec -> spec.images().stream())
                .map(images -> images.spec())
                .mapToInt(count)
                .filter(images -> images > 0)
                .min()
                .orElse(0);
    }

    /** The same by another design. */
    public Plan by(Design other) {
        return new Plan(setting, deviation, jobs, checks, pictures, mayDiverge, other);
    }

    /**
     * The same as a later look, after earlier ones had left claims open.
     *
     * @param number of this look, from 2
     * @param most how many looks there may be, with those that have not been made yet
     * @param before seeds of the look before that are among these; 0 where all runs are new
     */
    public Plan look(int number, int most, int before) {
        return by(design.look(number, most, before));
    }

    /** The same, where no second look may follow. */
    public Plan onlyLook() {
        return by(design.onlyLook());
    }

    /**
     * What runs say of a claim. A decision waits for all planned runs; what was not planned does not count.
     */
    public Finding decide(ClaimCheck check, Evidence evidence) {
        if (jobs.isEmpty() || !(check instanceof StatisticalCheck)) {
            return check.judge(evidence);
        }
        Evidence planned = planned(evidence);
        return onceWhole(design.decide(check, planned), planned);
    }

    private Finding onceWhole(Finding finding, Evidence planned) {
        Set<String> missing = new LinkedHashSet<>();
        jobs.forEach(job -> missing.add(name(job.arm(), job.seed())));
        planned.trials().forEach(trial -> missing.remove(name(trial.arm(), trial.seed())));
        return missing.isEmpty() || !finding.verdict().isDecision()
                ? finding
                : finding.with(
                        Verdict.INCONCLUSIVE,
                        missing.size()
                                + " of "
                                + jobs.size()
                                + " planned runs are missing, such as "
                                + missing.iterator().next()
                                + ": a decision waits for all; "
                                + finding.why());
    }

    /** How claims are decided, in words. */
    public String designWords() {
        return checks.stream().anyMatch(check -> check instanceof StatisticalCheck)
                ? design.words()
                : "no statistical test";
    }

    /** The findings of a claim's parts, decided as the claim is; none if it has none. */
    public List<Finding> parts(ClaimCheck check, Evidence evidence) {
        if (jobs.isEmpty() || !(check instanceof StatisticalCheck)) {
            return check.parts(evidence);
        }
        Evidence planned = planned(evidence);
        return design.parts(check, planned).stream()
                .map(finding -> onceWhole(finding, planned))
                .toList();
    }

    private Evidence planned(Evidence evidence) {
        Set<String> names =
                jobs.stream().map(job -> name(job.arm(), job.seed())).collect(Collectors.toSet());
        List<Trial> trials =
                evidence.trials().stream()
                        .filter(trial -> names.contains(name(trial.arm(), trial.seed())))
                        .toList();
        return new Evidence(evidence.experiment(), trials);
    }

    private static String name(String arm, long seed) {
        return arm + " seed " + seed;
    }

    /** The same, where the divergence of these arms is an outcome. */
    public Plan diverging(Collection<String> arms) {
        return new Plan(setting, deviation, jobs, checks, pictures, Set.copyOf(arms), design);
    }

    /** A plan for a data set that is not available: nothing is run, and the checks say why. */
    public static Plan absent(String set, List<ClaimCheck> checks) {
        return new Plan(set + " is not here", "", List.of(), checks, List.of());
    }
}
