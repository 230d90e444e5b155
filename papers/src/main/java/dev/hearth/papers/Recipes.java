package dev.hearth.papers;

import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RunSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        return some(Papers.experiments(), Recipe.class, budget, available);
    }

    /** The recipes of generative adversarial nets. */
    public static Map<String, GanRecipe> gans(Budget budget, Predicate<String> available) {
        return some(Papers.experiments(), GanRecipe.class, budget, available);
    }

    /** The recipes of {@link #supervised} and {@link #gans}. */
    public static Map<String, RunSpec> all(Budget budget, Predicate<String> available) {
        return some(Papers.experiments(), RunSpec.class, budget, available);
    }

    /**
     * A recipe by its name, of whatever kind. Plans only the experiments that the name begins with.
     *
     * @param name as {@link #all} has it
     * @param budget how much work
     * @param available tells which data sets are there
     * @return empty if there is none
     */
    public static Optional<RunSpec> find(String name, Budget budget, Predicate<String> available) {
        List<Experiment> likely =
                Papers.experiments().stream()
                        .filter(experiment -> name.startsWith(experiment.name() + "/"))
                        .toList();
        RunSpec found = some(likely, RunSpec.class, budget, available).get(name);
        return Optional.ofNullable(found == null ? all(budget, available).get(name) : found);
    }

    private static <R extends RunSpec> Map<String, R> some(
            List<Experiment> experiments,
            Class<R> kind,
            Budget budget,
            Predicate<String> available) {
        Map<String, R> recipes = new LinkedHashMap<>();
        for (Experiment experiment : experiments) {
            for (Job job : experiment.plan(budget, available).jobs()) {
                job.spec()
                        .filter(kind::isInstance)
                        .ifPresent(spec -> recipes.putIfAbsent(spec.name(), kind.cast(spec)));
            }
        }
        return recipes;
    }
}
