package dev.hearth.experiments.claim;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A claim that a net reaches printed errors. A figure is reached where it is shown to be no worse than the
 * printed one by a margin that is known beforehand: the printed figure's own standard error on a test set of
 * that size, {@code √(p(1 − p)/n)}. The test is one-sided over seeds; a single run can show nothing. The claim
 * is confirmed if each figure is reached. If one is shown to be worse by more than the margin, it is refuted
 * where the training was the paper's, and inconclusive where it was less. Several figures share the level as
 * {@link Holm} says.
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
        implements StatisticalCheck {

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
    public Finding judge(Evidence evidence, Design design) {
        List<Trial> runs = evidence.of(arm);
        if (runs.isEmpty()) {
            return finding("nothing", 0, Verdict.NOT_TESTED, "there is no run of " + arm);
        }
        String measured =
                goals.stream()
                        .map(goal -> goal.name() + " " + Ranking.number(mean(runs, goal)) + " %")
                        .collect(Collectors.joining(", "));
        if (runs.size() < 2) {
            return finding(
                    measured, 1, Verdict.INCONCLUSIVE, "1 run cannot show a spread; " + margins());
        }
        List<Tested> tested =
                Holm.of(
                        goals.size(),
                        design,
                        (i, each) -> tested(runs, goals.get(i), each),
                        one -> one.verdict().isDecision());
        boolean missed = tested.stream().anyMatch(one -> one.verdict() == Verdict.REFUTED);
        boolean reached = tested.stream().allMatch(one -> one.verdict() == Verdict.CONFIRMED);
        return finding(
                measured,
                runs.size(),
                reached
                        ? Verdict.CONFIRMED
                        : missed && training == Training.FULL
                                ? Verdict.REFUTED
                                : Verdict.INCONCLUSIVE,
                (missed && training == Training.LESS ? "after less training than published; " : "")
                        + tested.stream().map(Tested::text).collect(Collectors.joining("; ")));
    }

    @Override
    public double detectable(Design design) {
        return design.detectable(goals.size());
    }

    /** What the runs say of one figure. */
    private record Tested(Verdict verdict, String text) {}

    private Tested tested(List<Trial> runs, Goal goal, Design design) {
        double[] above =
                runs.stream().mapToDouble(run -> value(run, goal) - goal.percent()).toArray();
        String text =
                goal.name()
                        + ": printed "
                        + Ranking.number(goal.percent())
                        + " %, margin "
                        + Ranking.number(margin(goal))
                        + " points";
        if (Arrays.stream(above).anyMatch(Double::isNaN)) {
            return new Tested(Verdict.INCONCLUSIVE, text + ", a run has no figure");
        }
        PairedSample sample = new PairedSample(above, design);
        double images =
                Double.isFinite(sample.middle())
                        ? design.imageMargin(
                                Design.imageVariance(goal.percent())
                                        + Design.imageVariance(goal.percent() + sample.middle()))
                        : 0;
        return new Tested(
                sample.below(margin(goal) - images)
                        ? Verdict.CONFIRMED
                        : sample.above(margin(goal) + images)
                                ? Verdict.REFUTED
                                : Verdict.INCONCLUSIVE,
                text
                        + ", above the printed one by "
                        + Ranking.number(sample.middle())
                        + " points in the "
                        + sample.middleName()
                        + ", "
                        + sample.test(
                                "it is reached",
                                margin(goal) - images,
                                "it is missed",
                                margin(goal) + images)
                        + "; of its distance from the margin, "
                        + new PairedSample(
                                        Arrays.stream(above)
                                                .map(value -> value - margin(goal))
                                                .toArray(),
                                        design)
                                .detectable(images, " points"));
    }

    private static double value(Trial run, Goal goal) {
        return run.diverged() ? Double.POSITIVE_INFINITY : run.metric(goal.metric());
    }

    private static double mean(List<Trial> runs, Goal goal) {
        return runs.stream().mapToDouble(run -> value(run, goal)).average().orElse(Double.NaN);
    }

    private String margins() {
        return goals.stream()
                .map(goal -> goal.name() + ": margin " + Ranking.number(margin(goal)) + " points")
                .collect(Collectors.joining(", "));
    }

    private double margin(Goal goal) {
        double p = goal.percent() / 100;
        return 100 * Math.sqrt(p * (1 - p) / examples);
    }

    private Finding finding(String measured, int seeds, Verdict verdict, String why) {
        return claim.finding(measured, deviation, seeds, verdict, why);
    }
}
