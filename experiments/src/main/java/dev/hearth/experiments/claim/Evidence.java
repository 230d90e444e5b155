package dev.hearth.experiments.claim;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** All runs of an experiment. */
public record Evidence(String experiment, List<Trial> trials) {

    /** Copies the list. */
    public Evidence {
        trials = List.copyOf(trials);
    }

    /** The arms, each once, in order of their first run. */
    public List<String> arms() {
        return trials.stream().map(Trial::arm).distinct().toList();
    }

    /** The runs of an arm, by seed; possibly none. */
    public List<Trial> of(String arm) {
        return trials.stream()
                .filter(trial -> trial.arm().equals(arm))
                .sorted(Comparator.comparingLong(Trial::seed))
                .toList();
    }

    /** The runs of the first seeds alone. */
    public Evidence first(int seeds) {
        return new Evidence(
                experiment, trials.stream().filter(trial -> trial.seed() <= seeds).toList());
    }

    /** A figure of each run of an arm, by seed. */
    public double[] values(String arm, ToDoubleFunction<Trial> figure) {
        return of(arm).stream().mapToDouble(figure).toArray();
    }

    /** Figures of two arms for each seed that both ran. */
    public record Pairs(List<Long> seeds, double[] first, double[] second) {}

    /** A figure of two arms, paired by seed; a seed that only one arm ran is left out. */
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

    /** How many runs the arm with the fewest runs has; 0 if there are no runs. */
    public int seeds() {
        return arms().stream().mapToInt(arm -> of(arm).size()).min().orElse(0);
    }
}
