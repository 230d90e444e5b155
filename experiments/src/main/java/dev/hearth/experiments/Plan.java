package dev.hearth.experiments;

import dev.hearth.experiments.claim.ClaimCheck;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What an experiment does at a budget.
 *
 * @param setting data, net and training in a line, for the card
 * @param deviation how this differs from the paper; empty if it does not
 * @param jobs what is run; each is one arm with one seed
 * @param checks what is asked of the outcome
 * @param pictures what is drawn of it
 * @param mayDiverge arms whose divergence is an outcome: a claim is about it, or a learning rate is tried
 *     that may be too large. Elsewhere a run that diverges has failed
 */
public record Plan(
        String setting,
        String deviation,
        List<Job> jobs,
        List<ClaimCheck> checks,
        List<Figure> pictures,
        Set<String> mayDiverge) {

    /** Copies the lists. */
    public Plan {
        jobs = List.copyOf(jobs);
        checks = List.copyOf(checks);
        pictures = List.copyOf(pictures);
        mayDiverge = Set.copyOf(mayDiverge);
    }

    /** A plan in which a run that diverges has failed. */
    public Plan(
            String setting,
            String deviation,
            List<Job> jobs,
            List<ClaimCheck> checks,
            List<Figure> pictures) {
        this(setting, deviation, jobs, checks, pictures, Set.of());
    }

    /** The same, where the divergence of these arms is an outcome. */
    public Plan diverging(Collection<String> arms) {
        return new Plan(setting, deviation, jobs, checks, pictures, Set.copyOf(arms));
    }

    /** A plan for a data set that is not available: nothing is run, and the checks say why. */
    public static Plan absent(String set, List<ClaimCheck> checks) {
        return new Plan(set + " is not here", "", List.of(), checks, List.of());
    }
}
