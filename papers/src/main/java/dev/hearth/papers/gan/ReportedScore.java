package dev.hearth.papers.gan;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.Design;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.PairedSample;
import dev.hearth.experiments.claim.StatisticalCheck;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/**
 * A claim that a figure is as high as the paper's. Confirmed where the design's test over seeds finds the ends
 * of runs by the paper's recipe above its value less its error, the margin, and those of runs by ours above the
 * value itself; one run can show nothing, since one can collapse by chance where another learns. Refuted where
 * the test finds them below and all had stopped to rise: twenty values or more, of which the best of the last
 * third is not above the best before by more than its error. A run that diverged is below everything. On other
 * images than the paper's there is nothing to compare.
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
        implements StatisticalCheck {

    private static final int ENOUGH = 20;

    @Override
    public Finding judge(Evidence evidence, Design design) {
        List<Trial> ended =
                evidence.trials().stream()
                        .filter(trial -> Double.isFinite(trial.metric(figure)))
                        .toList();
        if (ended.isEmpty()) {
            return finding("nothing", 0, Verdict.NOT_TESTED, "no run measured it");
        }
        double needed = recipe == GanMnist.Way.PUBLISHED ? value - error : value;
        double[] above =
                evidence.trials().stream()
                        .filter(trial -> trial.diverged() || ended.contains(trial))
                        .mapToDouble(
                                trial ->
                                        trial.diverged()
                                                ? Double.NEGATIVE_INFINITY
                                                : trial.metric(figure) - needed)
                        .toArray();
        DoubleSummaryStatistics ends =
                ended.stream().mapToDouble(run -> run.metric(figure)).summaryStatistics();
        double own =
                ended.stream().mapToDouble(run -> run.metric(figure + "Error")).max().orElseThrow();
        long reached = Arrays.stream(above).filter(each -> each >= 0).count();
        String measured =
                measured(ended, ends, own)
                        + String.format(
                                Locale.ROOT, "; %d of %d runs reach it", reached, above.length);
        if (!set.equals("mnist")) {
            return finding(measured, above.length, Verdict.NOT_TESTED, set + " are not MNIST");
        }
        String paper = String.format(Locale.ROOT, "the paper has %.0f ± %.0f; ", value, error);
        if (above.length < 2) {
            return finding(measured, 1, Verdict.INCONCLUSIVE, paper + "1 run cannot show a spread");
        }
        PairedSample sample = new PairedSample(above, design);
        String test =
                String.format(
                        Locale.ROOT,
                        "above %.0f by %.1f in the %s, %s; %s",
                        needed,
                        sample.middle(),
                        sample.middleName(),
                        sample.test(0),
                        sample.detectable(0, " nats"));
        if (sample.above(0)) {
            return finding(measured, above.length, Verdict.CONFIRMED, paper + test);
        }
        boolean flat = ended.stream().allMatch(run -> isFlat(values(run), own));
        boolean below = sample.below(0);
        return finding(
                measured,
                above.length,
                below && flat ? Verdict.REFUTED : Verdict.INCONCLUSIVE,
                paper
                        + (below && !flat
                                ? "they rose to the end, or it is too early to tell; "
                                : "")
                        + test);
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
