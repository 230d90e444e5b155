package dev.hearth.papers.gan;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/**
 * A claim that a figure is as high as the paper's. Confirmed where runs by the paper's recipe end at its
 * value or above, less its error, and where runs by ours end at the value itself: in the mean, since one
 * can collapse by chance where another learns. Three runs or more refute it once they all have ended
 * below and had stopped to rise: twenty values or more, of which the best of the last third is not above
 * the best before by more than its error. On other images than the paper's there is nothing to compare.
 *
 * @param claim what is claimed
 * @param figure its name in metrics and history
 * @param value what the paper has
 * @param error the paper's own
 * @param recipe whose it is
 * @param set the images, {@code mnist} as in the paper
 * @param deviation how the conditions differ
 */
record ReportedScore(
        Claim claim,
        String figure,
        double value,
        double error,
        GanMnist.Way recipe,
        String set,
        String deviation)
        implements ClaimCheck {

    private static final int ENOUGH = 20;
    private static final int RUNS = 3;

    @Override
    public Finding judge(Evidence evidence) {
        List<Trial> runs =
                evidence.trials().stream()
                        .filter(trial -> Double.isFinite(trial.metric(figure)))
                        .toList();
        if (runs.isEmpty()) {
            return finding("nothing", 0, Verdict.NOT_TESTED, "no run measured it");
        }
        DoubleSummaryStatistics ends =
                runs.stream().mapToDouble(run -> run.metric(figure)).summaryStatistics();
        double own =
                runs.stream().mapToDouble(run -> run.metric(figure + "Error")).max().orElseThrow();
        String measured = measured(runs, ends, own);
        if (!set.equals("mnist")) {
            return finding(measured, runs.size(), Verdict.NOT_TESTED, set + " are not MNIST");
        }
        double needed = recipe == GanMnist.Way.PUBLISHED ? value - error : value;
        String paper = String.format(Locale.ROOT, "the paper has %.0f ± %.0f; ", value, error);
        if (ends.getAverage() >= needed) {
            return finding(measured, runs.size(), Verdict.CONFIRMED, paper + "the runs reach it");
        }
        Doubt doubt =
                ends.getMax() >= needed
                        ? Doubt.DIVIDED
                        : !runs.stream().allMatch(run -> isFlat(values(run), own))
                                ? Doubt.RISING
                                : runs.size() < RUNS ? Doubt.FEW : Doubt.NONE;
        return finding(
                measured,
                runs.size(),
                doubt == Doubt.NONE ? Verdict.REFUTED : Verdict.INCONCLUSIVE,
                paper + doubt.why);
    }

    /** What speaks against a refutation. */
    private enum Doubt {
        NONE("the runs ended below it and had stopped to rise"),
        DIVIDED("a run ends there, but not all of them do"),
        RISING("the runs ended below it while they rose or too early to tell"),
        FEW(
                "the runs ended below it and had stopped to rise, but fewer than three can collapse by"
                        + " chance");

        private final String why;

        Doubt(String why) {
            this.why = why;
        }
    }

    private String measured(List<Trial> runs, DoubleSummaryStatistics ends, double own) {
        double best = runs.stream().mapToDouble(run -> best(values(run))).max().orElseThrow();
        String range =
                runs.size() == 1
                        ? ""
                        : String.format(
                                Locale.ROOT, " (%.1f to %.1f)", ends.getMin(), ends.getMax());
        return String.format(
                Locale.ROOT,
                "%.1f ± %.1f nats at the end%s, at best %.1f",
                ends.getAverage(),
                own,
                range,
                best);
    }

    private double[] values(Trial run) {
        return run.history().stream()
                .filter(row -> row.containsKey(figure))
                .mapToDouble(row -> row.get(figure))
                .toArray();
    }

    private static double best(double[] values) {
        return Arrays.stream(values).max().orElse(Double.NaN);
    }

    private static boolean isFlat(double[] values, double error) {
        int from = values.length - values.length / 3;
        return values.length >= ENOUGH
                && best(Arrays.copyOfRange(values, from, values.length))
                        <= best(Arrays.copyOfRange(values, 0, from)) + error;
    }

    private Finding finding(String measured, int seeds, Verdict verdict, String why) {
        return claim.finding(measured, deviation, seeds, verdict, why);
    }
}
