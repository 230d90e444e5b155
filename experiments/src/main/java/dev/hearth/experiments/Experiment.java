package dev.hearth.experiments;

import dev.hearth.train.recipe.Budget;
import java.util.function.Predicate;

/** Something that a paper did and claims, planned for a budget and for the data that is there. */
public interface Experiment {

    /** Paper, slash, experiment: {@code elu/mnist-8x128}. */
    String name();

    /** What it is about, in a sentence without a full stop. */
    String about();

    /**
     * What there is to do at a budget.
     *
     * @param available tells which data sets are available
     */
    Plan plan(Budget budget, Predicate<String> available);

    /** The part of the name before the slash. */
    default String paperWord() {
        return name().substring(0, name().indexOf('/'));
    }

    /** The part of the name behind the slash: what its files are called. */
    default String word() {
        return name().substring(paperWord().length() + 1);
    }
}
