package dev.hearth.experiments.claim;

import java.util.List;
import java.util.Map;

/**
 * A claim that arms learn at different speeds: the epochs that each needs to bring a figure down to
 * a level that every run of every arm in the order reaches.
 *
 * <p>The level is the highest final figure of all these runs, so it follows from the runs alone.
 * A run that diverged never comes there, which is the worst outcome; one whose last figure is missing has no
 * such epoch. Between epochs the figure is interpolated in
 * its logarithm, or evenly where a figure is not above 0; before the first it is {@code atStart}.
 *
 * @param claim what is claimed
 * @param metric a figure of the history that falls, such as {@code trainLoss}
 * @param atStart what it is before the first epoch, such as ln 10
 * @param order the arms, fastest first
 * @param deviation how the conditions differ from the paper's
 */
public record EpochsToLoss(
        Claim claim, String metric, double atStart, List<String> order, String deviation)
        implements StatisticalCheck {

    @Override
    public Finding judge(Evidence evidence, Design design) {
        double level =
                order.stream()
                        .flatMap(arm -> evidence.of(arm).stream())
                        .mapToDouble(trial -> trial.last(metric))
                        .filter(Double::isFinite)
                        .max()
                        .orElse(Double.NaN);
        return new Ranking(
                        claim,
                        "epochs until " + metric + " is " + Ranking.number(level),
                        "",
                        trial -> epochs(trial, level),
                        order,
                        deviation)
                .judge(evidence, design);
    }

    @Override
    public double detectable(Design design) {
        return design.detectable(order.size() - 1);
    }

    /** Epochs until the figure is first at or below the level; infinite if it never is. */
    double epochs(Trial trial, double level) {
        if (Double.isNaN(trial.last(metric))) {
            return Double.NaN;
        }
        double before = atStart;
        int epoch = 0;
        for (Map<String, Double> row : trial.history()) {
            double now = row.getOrDefault(metric, Double.NaN);
            if (now <= level) {
                return epoch + (before <= level ? 0 : share(before, level, now));
            }
            before = now;
            epoch++;
        }
        return Double.POSITIVE_INFINITY;
    }

    /** The fraction of the epoch between two figures that lies before the level. */
    private static double share(double before, double level, double now) {
        return level > 0 && now > 0
                ? Math.log(before / level) / Math.log(before / now)
                : (before - level) / (before - now);
    }
}
