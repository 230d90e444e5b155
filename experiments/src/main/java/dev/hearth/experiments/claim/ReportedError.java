package dev.hearth.experiments.claim;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A claim that a net reaches printed errors. A figure is reached where the mean over seeds is at most
 * the printed one and what two test sets of that size differ by: 1.96·√(2p(1 − p)/n). The claim is
 * confirmed if each is reached. If one is not, it is refuted where the training was the paper's, and
 * inconclusive where it was less.
 *
 * @param claim what is claimed
 * @param arm whose runs
 * @param goals the figures, at least one
 * @param examples n, the count of test examples
 * @param training whether it was the paper's
 * @param deviation how the conditions differ from the paper's
 */
public record ReportedError(
        Claim claim,
        String arm,
        List<Goal> goals,
        int examples,
        Training training,
        String deviation)
        implements ClaimCheck {

    /** A printed error, in percent, of a metric of the runs. */
    public record Goal(String name, String metric, double percent) {}

    /** How much was trained. */
    public enum Training {
        /** As published. */
        FULL,
        /** Less. */
        LESS
    }

    /** Copies the list and refuses one without goals, and a test set without examples. */
    public ReportedError {
        goals = List.copyOf(goals);
        if (goals.isEmpty() || examples < 1) {
            throw new IllegalArgumentException(
                    "A ReportedError needs at least one goal and one example. Received: "
                            + goals
                            + " and "
                            + examples
                            + ". Name what is printed.");
        }
    }

    @Override
    public Finding judge(Evidence evidence) {
        List<Trial> runs = evidence.of(arm);
        if (runs.isEmpty()) {
            return finding("nothing", 0, Verdict.NOT_TESTED, "there is no run of " + arm);
        }
        String measured =
                goals.stream()
                        .map(g -> String.format(Locale.ROOT, "%s %.3f %%", g.name(), mean(runs, g)))
                        .collect(Collectors.joining(", "));
        List<Goal> missed =
                goals.stream().filter(g -> !(mean(runs, g) <= bound(g.percent()))).toList();
        String bounds =
                goals.stream()
                        .map(
                                g ->
                                        String.format(
                                                Locale.ROOT,
                                                "%s counts as reached up to %.3f %%",
                                                g.name(),
                                                bound(g.percent())))
                        .collect(Collectors.joining(", "));
        if (missed.isEmpty()) {
            return finding(measured, runs.size(), Verdict.CONFIRMED, bounds);
        }
        String names = missed.stream().map(Goal::name).collect(Collectors.joining(", "));
        return finding(
                measured,
                runs.size(),
                training == Training.FULL ? Verdict.REFUTED : Verdict.INCONCLUSIVE,
                "not reached: "
                        + names
                        + (training == Training.FULL ? "" : ", after less training than published")
                        + "; "
                        + bounds);
    }

    private static double mean(List<Trial> runs, Goal goal) {
        return runs.stream()
                .mapToDouble(run -> run.metric(goal.metric()))
                .average()
                .orElse(Double.NaN);
    }

    private double bound(double percent) {
        double p = percent / 100;
        return percent + 100 * 1.96 * Math.sqrt(2 * p * (1 - p) / examples);
    }

    private Finding finding(String measured, int seeds, Verdict verdict, String why) {
        return claim.finding(measured, deviation, seeds, verdict, why);
    }
}
