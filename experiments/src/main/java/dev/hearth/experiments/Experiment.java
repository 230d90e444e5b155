package dev.hearth.experiments;

import dev.hearth.train.recipe.Budget;
import java.util.function.Predicate;

/** Something that a paper did and claims, planned for a budget and for the data that is there. */
public interface Experiment {

    /**
     * What it is called: paper, slash, word.
     *
     * @return such as {@code elu/mnist-8x128}
     */
    String name();

    /**
     * What it is about, in a sentence.
     *
     * @return for people
     */
    String about();

    /**
     * What there is to do.
     *
     * @param budget how much
     * @param available tells which data sets are there
     * @return jobs and checks
     */
    Plan plan(Budget budget, Predicate<String> available);

    /**
     * The paper it belongs to.
     *
     * @return the word before the slash
     */
    default String paperWord() {
        return name().substring(0, name().indexOf('/'));
    }

    /**
     * What its files are called.
     *
     * @return the word behind the slash
     */
    default String word() {
        return name().substring(paperWord().length() + 1);
    }
}
