package dev.hearth.experiments.claim;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One run of one arm, as the checks see it.
 *
 * @param arm which variant
 * @param seed which seed; equal seeds of different arms are paired
 * @param metrics final figures by name
 * @param history a row an epoch, from 1: figures by name
 * @param diverged whether its loss or weights became NaN or infinite, so that it has no figures: the worst
 *     outcome, not a missing one
 */
public record Trial(
        String arm,
        long seed,
        Map<String, Double> metrics,
        List<Map<String, Double>> history,
        boolean diverged) {

    /** Copies what it is given. */
    public Trial {
        metrics = new TreeMap<>(metrics);
        history = history.stream().<Map<String, Double>>map(TreeMap::new).toList();
    }

    /** A run that came to its end. */
    public Trial(
            String arm, long seed, Map<String, Double> metrics, List<Map<String, Double>> history) {
        this(arm, seed, metrics, history, false);
    }

    /** A run that diverged. */
    public static Trial diverged(String arm, long seed) {
        return new Trial(arm, seed, Map.of(), List.of(), true);
    }

    /** A final figure; NaN if the run did not measure it. */
    public double metric(String name) {
        Double value = metrics.get(name);
        return value == null ? Double.NaN : value;
    }

    /** The mean of a figure over all epochs; NaN where one lacks it. */
    public double mean(String name) {
        return mean(name, 0, history.size());
    }

    /** The mean over the first epochs. */
    public double meanOfFirst(String name, int epochs) {
        return mean(name, 0, Math.min(epochs, history.size()));
    }

    /** The mean over the last epochs. */
    public double meanOfLast(String name, int epochs) {
        return mean(name, Math.max(0, history.size() - epochs), history.size());
    }

    private double mean(String name, int from, int to) {
        return history.subList(from, to).stream()
                .mapToDouble(row -> row.getOrDefault(name, Double.NaN))
                .average()
                .orElse(Double.NaN);
    }

    /** A figure of the last epoch; NaN if the run did not measure it. */
    double last(String name) {
        Double value = history.isEmpty() ? null : history.get(history.size() - 1).get(name);
        return value == null ? Double.NaN : value;
    }
}
