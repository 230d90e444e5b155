package dev.hearth.experiments.claim;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * All runs of an experiment.
 *
 * @param experiment its name
 * @param trials the runs
 */
public record Evidence(String experiment, List<Trial> trials) {

    /** Copies the list. */
    public Evidence {
        trials = List.copyOf(trials);
    }

    /**
     * The arms, in order of their first run.
     *
     * @return without doubles
     */
    public List<String> arms() {
        return trials.stream().map(Trial::arm).distinct().toList();
    }

    /**
     * The runs of an arm, by seed.
     *
     * @param arm which
     * @return possibly none
     */
    public List<Trial> of(String arm) {
        return trials.stream()
                .filter(trial -> trial.arm().equals(arm))
                .sorted(Comparator.comparingLong(Trial::seed))
                .toList();
    }

    /**
     * A figure of each run of an arm, by seed.
     *
     * @param arm which
     * @param figure taken from each run
     * @return as many as runs
     */
    public double[] values(String arm, ToDoubleFunction<Trial> figure) {
        return of(arm).stream().mapToDouble(figure).toArray();
    }

    /**
     * Figures of two arms, seed by seed.
     *
     * @param seeds that both arms ran, in order
     * @param first a figure of the first arm for each seed
     * @param second the figure of the second arm for each seed
     */
    public record Pairs(List<Long> seeds, double[] first, double[] second) {}

    /**
     * A figure of two arms, paired by seed; a seed that only one arm ran is left out.
     *
     * @param first arm
     * @param second arm
     * @param figure taken from each run
     * @return as many as seeds that both ran
     */
    public Pairs pairs(String first, String second, ToDoubleFunction<Trial> figure) {
        Map<Long, Trial> ones = bySeed(first);
        Map<Long, Trial> others = bySeed(second);
        List<Long> seeds = ones.keySet().stream().filter(others::containsKey).toList();
        return new Pairs(
                seeds,
                seeds.stream().map(ones::get).mapToDouble(figure).toArray(),
                seeds.stream().map(others::get).mapToDouble(figure).toArray());
    }

    private Map<Long, Trial> bySeed(String arm) {
        Map<Long, Trial> runs = new TreeMap<>();
        of(arm).forEach(trial -> runs.putIfAbsent(trial.seed(), trial));
        return runs;
    }

    /**
     * The count of runs of the arm that has fewest.
     *
     * @return 0 if there are none
     */
    public int seeds() {
        return arms().stream().mapToInt(arm -> of(arm).size()).min().orElse(0);
    }
}
