package dev.hearth.papers.gan;

import dev.hearth.train.claim.Check;
import dev.hearth.train.claim.Claim;
import dev.hearth.train.claim.Evidence;
import dev.hearth.train.claim.Finding;
import dev.hearth.train.claim.Trial;
import dev.hearth.train.claim.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A claim that a figure is as high as the paper's. Confirmed where runs end at the paper's value or above,
 * less its error. Below it, three runs or more by the paper's own recipe refute the claim once they have
 * stopped to rise: twenty values or more, of which the best of the last third is not above the best
 * before by more than its error. Fewer do not, since one can collapse by chance where another learns. What
 * our own recipe does not reach refutes nothing; and on other images than the paper's there is nothing
 * to compare.
 *
 * @param claim what is claimed
 * @param figure its name in metrics and history
 * @param value what the paper has
 * @param error the paper's own
 * @param recipe whose it is
 * @param set the images, {@code mnist} as in the paper
 * @param deviation how the conditions differ
 */
record NumberReached(
        Claim claim,
        String figure,
        double value,
        double error,
        GanMnist.Way recipe,
        String set,
        String deviation)
        implements Check {

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
        double last = runs.stream().mapToDouble(run -> run.metric(figure)).average().orElseThrow();
        double own =
                runs.stream().mapToDouble(run -> run.metric(figure + "Error")).max().orElseThrow();
        String measured =
                String.format(
                        Locale.ROOT,
                        "%.1f ± %.1f nats at the end, at best %.1f",
                        last,
                        own,
                        runs.stream().mapToDouble(run -> best(values(run))).max().orElseThrow());
        if (!set.equals("mnist")) {
            return finding(measured, runs.size(), Verdict.NOT_TESTED, set + " are not MNIST");
        }
        String paper = String.format(Locale.ROOT, "the paper has %.0f ± %.0f; ", value, error);
        if (last >= value - error) {
            return finding(measured, runs.size(), Verdict.CONFIRMED, paper + "the runs reach it");
        }
        boolean flat = runs.stream().allMatch(run -> isFlat(values(run), own));
        if (recipe == GanMnist.Way.PUBLISHED && flat && runs.size() >= RUNS) {
            return finding(
                    measured,
                    runs.size(),
                    Verdict.REFUTED,
                    paper + "the runs ended below it and had stopped to rise");
        }
        return finding(measured, runs.size(), Verdict.INCONCLUSIVE, paper + why(flat));
    }

    private String why(boolean flat) {
        if (!flat) {
            return "the runs ended below it while they rose or too early to tell";
        }
        return recipe == GanMnist.Way.PUBLISHED
                ? "the runs ended below it and had stopped to rise, but fewer than three can collapse"
                        + " by chance"
                : "the runs ended below it, by a recipe that is not the paper's";
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
        return new Finding(
                claim.id(),
                claim.statement(),
                claim.paper(),
                measured,
                deviation,
                seeds,
                verdict,
                why);
    }
}
