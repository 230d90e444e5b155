package dev.hearth.experiments;

import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import java.util.function.Predicate;

/** What depends on the budget, and on the data sets that are available. */
public final class Budgets {

    private Budgets() {}

    /** One of three values; at budget evidence that of short. */
    public static <T> T pick(Budget budget, T smoke, T small, T paper) {
        return pick(budget, smoke, small, small, paper);
    }

    /** One of four values. */
    public static <T> T pick(Budget budget, T smoke, T small, T evidence, T paper) {
        return switch (budget) {
            case SMOKE -> smoke;
            case SHORT -> small;
            case EVIDENCE -> evidence;
            case PAPER -> paper;
        };
    }

    /**
     * The first training and testing images of a data set: so many {training, testing} at budget
     * smoke and at short, all at paper.
     */
    public static DatasetSpec part(String set, Budget budget, int[] smoke, int[] small) {
        return part(set, budget, smoke, small, small);
    }

    /** The same with a count of its own at budget evidence; {0, 0} is all. */
    public static DatasetSpec part(
            String set, Budget budget, int[] smoke, int[] small, int[] evidence) {
        int[] count = pick(budget, smoke, small, evidence, new int[2]);
        return new DatasetSpec(set, count[0], count[1]);
    }

    /** MNIST, or the drawn digits that are always available. */
    public static String digits(Predicate<String> available) {
        return available.test("mnist") ? "mnist" : "strokes";
    }
}
