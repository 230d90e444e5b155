package dev.hearth.papers;

import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RunSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The recipes of all experiments, by name. */
public final class Recipes {

    private Recipes() {}

    /**
     * All recipes of one net, of all experiments at a budget.
     *
     * @param budget how much work
     * @param available tells which data sets are there
     * @return by name, in the order of the papers
     */
    public static Map<String, Recipe> supervised(Budget budget, Predicate<String> available) {
        return some(Recipe.class, budget, available);
    }

    /**
     * All recipes of games, of all experiments at a budget.
     *
     * @param budget how much work
     * @param available tells which data sets are there
     * @return by name, in the order of the papers
     */
    public static Map<String, GanRecipe> gans(Budget budget, Predicate<String> available) {
        return some(GanRecipe.class, budget, available);
    }

    /**
     * All recipes of whatever kind.
     *
     * @param budget how much work
     * @param available tells which data sets are there
     * @return by name, in the order of the papers
     */
    public static Map<String, RunSpec> all(Budget budget, Predicate<String> available) {
        return some(RunSpec.class, budget, available);
    }

    private static <R extends RunSpec> Map<String, R> some(
            Class<R> kind, Budget budget, Predicate<String> available) {
        Map<String, R> recipes = new LinkedHashMap<>();
        for (Experiment experiment : Papers.experiments()) {
            for (Job job : experiment.plan(budget, available).jobs()) {
                if (job instanceof TrainingJob training && kind.isInstance(training.recipe())) {
                    recipes.putIfAbsent(training.recipe().name(), kind.cast(training.recipe()));
                }
            }
        }
        return recipes;
    }
}
