package dev.hearth.train.claim;

import java.util.Comparator;
import java.util.List;
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
     * The count of runs of the arm that has fewest.
     *
     * @return 0 if there are none
     */
    public int seeds() {
        return arms().stream().mapToInt(arm -> of(arm).size()).min().orElse(0);
    }
}
