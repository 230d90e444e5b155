package dev.hearth.papers.elu;

import dev.hearth.train.recipe.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What several ELU experiments say alike. */
final class EluTexts {

    private EluTexts() {}

    /** The first of these sets that is there; strokes always is. */
    static String firstOf(Predicate<String> available, String... sets) {
        for (String set : sets) {
            if (available.test(set)) {
                return set;
            }
        }
        return "strokes";
    }

    /** How the conditions differ from the paper's, in one sentence. */
    static String deviation(Budget budget, String set, String wanted, String less) {
        List<String> parts = new ArrayList<>();
        if (!set.equals(wanted)) {
            parts.add(set + " stands in for " + wanted);
        }
        if (budget != Budget.PAPER && !less.isEmpty()) {
            parts.add(less);
        }
        return String.join("; ", parts);
    }
}
