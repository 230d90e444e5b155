package dev.hearth.papers;

import dev.hearth.experiments.Job;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.papers.weightnorm.GameJob;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RunSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The recipes of all experiments, by name, in the order of the papers. */
public final class Recipes {

    private Recipes() {}

    /**
     * The recipes that train one model by a loss.
     *
     * @param available tells which data sets are here
     */
    public static Map<String, Recipe> supervised(Budget budget, Predicate<String> available) {
        return some(Recipe.class, budget, available);
    }

    /** The recipes of generative adversarial nets. */
    public static Map<String, GanRecipe> gans(Budget budget, Predicate<String> available) {
        return some(GanRecipe.class, budget, available);
    }

    /** The recipes of {@link #supervised} and {@link #gans}. */
    public static Map<String, RunSpec> all(Budget budget, Predicate<String> available) {
        return some(RunSpec.class, budget, available);
    }

    /** The recipes of deep Q-learning, each as the job of one seed. */
    public static Map<String, GameJob> dqn(Budget budget, Predicate<String> available) {
        Map<String, GameJob> recipes = new LinkedHashMap<>();
        for (Job job : jobs(budget, available)) {
            if (job instanceof GameJob game) {
                recipes.putIfAbsent(game.course().name(), game);
            }
        }
        return recipes;
    }

    private static <R extends RunSpec> Map<String, R> some(
            Class<R> kind, Budget budget, Predicate<String> available) {
        Map<String, R> recipes = new LinkedHashMap<>();
        for (Job job : jobs(budget, available)) {
            if (job instanceof TrainingJob training && kind.isInstance(training.recipe())) {
                recipes.putIfAbsent(training.recipe().name(), kind.cast(training.recipe()));
            }
        }
        return recipes;
    }

    private static List<Job> jobs(Budget budget, Predicate<String> available) {
        return Papers.experiments().stream()
                .flatMap(experiment -> experiment.plan(budget, available).jobs().stream())
                .toList();
    }
}
