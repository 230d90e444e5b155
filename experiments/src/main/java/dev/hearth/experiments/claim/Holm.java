package dev.hearth.experiments.claim;

import dev.hearth.experiments.statistics.WilcoxonSignedRank;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Several tests at one level (Holm 1979): all are made at the level divided by their count; those that decide
 * are taken out and the others made again, divided by the count of those that are left, until none decides.
 * The chance of any wrong decision is at most the level, however the tests depend on each other.
 */
final class Holm {

    private Holm() {}

    /** By Student's t where ranks of so many seeds cannot decide at what each of the tests has at first. */
    private static Design deciding(int count, Design design) {
        boolean idle =
                design.test() == Design.Test.SIGNED_RANK
                        && WilcoxonSignedRank.leastP(design.seeds()) > design.level() / count;
        return idle ? design.by(Design.Test.PAIRED_T) : design;
    }

    /** By which each of several tests is made at first. */
    static Design first(int count, Design design) {
        return deciding(count, design).at(design.level() / count);
    }

    /**
     * The outcome of each test.
     *
     * @param outcome of the test of this index by a design of this level
     * @param decided whether an outcome is a decision
     */
    static <T> List<T> of(
            int count,
            Design design,
            BiFunction<Integer, Design, T> outcome,
            Predicate<T> decided) {
        Design all = deciding(count, design);
        List<T> outcomes = new ArrayList<>(Collections.nCopies(count, null));
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            open.add(i);
        }
        int before;
        do {
            before = open.size();
            Design each = all.at(design.level() / before);
            open.forEach(i -> outcomes.set(i, outcome.apply(i, each)));
            open.removeIf(i -> decided.test(outcomes.get(i)));
        } while (!open.isEmpty() && open.size() < before);
        return outcomes;
    }
}
