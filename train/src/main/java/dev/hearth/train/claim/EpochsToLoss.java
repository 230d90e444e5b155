package dev.hearth.train.claim;

import java.util.List;
import java.util.Map;

/**
 * A claim that arms learn at different speeds: the epochs that each needs to bring a figure down to
 * a level that every run of every arm in the order reaches.
 *
 * <p>The level is the highest final figure of all these runs, so it follows from the runs alone.
 * Between epochs the figure is interpolated in its logarithm; before the first it is what chance
 * gives.
 *
 * @param claim what is claimed
 * @param metric a figure of the history that falls, such as {@code trainLoss}
 * @param atStart what it is before the first epoch, such as ln 10
 * @param order the arms, fastest first
 * @param deviation how the conditions differ from the paper's
 */
public record EpochsToLoss(
        Claim claim, String metric, double atStart, List<String> order, String deviation)
        implements Check {

    @Override
    public Finding judge(Evidence evidence) {
        double level =
                order.stream()
                        .flatMap(arm -> evidence.of(arm).stream())
                        .mapToDouble(this::last)
                        .max()
                        .orElse(Double.NaN);
        return new Ranking(
                        claim,
                        "epochs until " + metric + " is " + Ranking.number(level),
                        "",
                        trial -> epochs(trial, level),
                        order,
                        deviation)
                .judge(evidence);
    }

    private double last(Trial trial) {
        return trial.history().get(trial.history().size() - 1).get(metric);
    }

    /** Epochs until the figure is first at or below the level; infinite if it never is. */
    double epochs(Trial trial, double level) {
        double before = atStart;
        int epoch = 0;
        for (Map<String, Double> row : trial.history()) {
            double now = row.get(metric);
            if (now <= level) {
                double share =
                        before <= level ? 0 : Math.log(before / level) / Math.log(before / now);
                return epoch + share;
            }
            before = now;
            epoch++;
        }
        return Double.POSITIVE_INFINITY;
    }
}
