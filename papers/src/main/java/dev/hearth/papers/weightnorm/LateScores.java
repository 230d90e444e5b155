package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.claim.Trial;
import dev.hearth.train.metric.Statistics;
import java.util.List;

/** Figures of a run's later epochs: a single evaluation varies too much. */
final class LateScores {

    private LateScores() {}

    private static double[] late(Trial trial) {
        List<Double> scores =
                trial.history().stream().map(row -> row.getOrDefault("score", Double.NaN)).toList();
        return scores.subList(scores.size() / 2, scores.size()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /** Mean score over the later half of the epochs. */
    static double mean(Trial trial) {
        double[] late = late(trial);
        return late.length == 0 ? Double.NaN : Statistics.of(late).mean();
    }

    /** Standard deviation of these scores. */
    static double deviation(Trial trial) {
        double[] late = late(trial);
        return late.length == 0
                ? Double.NaN
                : Statistics.of(late).standardDeviation().orElse(Double.NaN);
    }

    /** The score of random actions as a share of that mean. */
    static double blindShare(Trial trial) {
        return trial.metric("blindScore") / mean(trial);
    }
}
