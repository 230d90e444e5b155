package dev.hearth.papers.elu;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A claim that nets of an arm learn: every run's training loss ends below a bound. A seed of which the
 * arm beside it has a run and this one has none has diverged, and counts as one that did not learn.
 *
 * @param claim what is claimed
 * @param arm whose nets are said to learn
 * @param beside an arm with a run of every seed
 * @param bound of the training loss
 * @param deviation how the conditions differ from the paper's
 */
record LearnsCheck(Claim claim, String arm, String beside, double bound, String deviation)
        implements ClaimCheck {

    @Override
    public Finding judge(Evidence evidence) {
        List<Long> seeds = evidence.of(beside).stream().map(Trial::seed).toList();
        if (seeds.isEmpty()) {
            return claim.finding(
                    "nothing", deviation, 0, Verdict.NOT_TESTED, "there is no run of " + beside);
        }
        List<Trial> runs = evidence.of(arm).stream().filter(trial -> !trial.diverged()).toList();
        List<Long> ended = runs.stream().map(Trial::seed).toList();
        List<Long> lost = seeds.stream().filter(seed -> !ended.contains(seed)).toList();
        OptionalDouble worst = runs.stream().mapToDouble(trial -> trial.metric("trainLoss")).max();
        boolean learned = lost.isEmpty() && worst.orElse(Double.NaN) <= bound;
        String measured =
                "training loss of "
                        + arm
                        + ", worst of the runs: "
                        + (worst.isPresent()
                                ? String.format(Locale.ROOT, "%.3f", worst.getAsDouble())
                                : "none ended");
        String why =
                lost.isEmpty()
                        ? String.format(Locale.ROOT, "the bound is %.3f", bound)
                        : "diverged: seeds " + lost;
        return claim.finding(
                measured,
                deviation,
                seeds.size(),
                learned ? Verdict.CONFIRMED : Verdict.REFUTED,
                why);
    }
}
