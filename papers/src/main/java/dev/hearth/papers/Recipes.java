package dev.hearth.papers;

import dev.hearth.experiments.Experiment;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RunSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The recipes of all experiments, by name and in the order of the papers. A recipe's name is its
 * experiment's, followed in most by a slash and the arm. What a plan contains depends on the budget and on
 * the data sets that are available.
 */
public final class Recipes {

    private Recipes() {}

    /** The recipes of single models. */
    public static Map<String, Recipe> supervised(Budget budget, Predicate<String> available) {
        return of(Recipe.class, Papers.experiments(), budget, available);
    }

    /** The recipes of GANs. */
    public static Map<String, GanRecipe> gans(Budget budget, Predicate<String> available) {
        return of(GanRecipe.class, Papers.experiments(), budget, available);
    }

    /** The recipes of every kind. */
    public static Map<String, RunSpec> all(Budget budget, Predicate<String> available) {
        return of(RunSpec.class, Papers.experiments(), budget, available);
    }

    /** One recipe; plans only the experiment that its name begins with. */
    public static Optional<RunSpec> find(String name, Budget budget, Predicate<String> available) {
        List<Experiment> possible =
                Papers.experiments().stream()
                        .filter(each -> (name + "/").startsWith(each.name() + "/"))
                        .toList();
        return Optional.ofNullable(of(RunSpec.class, possible, budget, available).get(name));
    }

    private static <R extends RunSpec> Map<String, R> of(
            Class<R> kind,
            List<Experiment> experiments,
            Budget budget,
            Predicate<String> available) {
        Map<String, R> recipes = new LinkedHashMap<>();
        experiments.stream()
                .flatMap(each -> each.plan(budget, available).jobs().stream())
                .flatMap(job -> job.spec().stream())
                .filter(kind::isInstance)
                .forEach(recipe -> recipes.putIfAbsent(recipe.name(), kind.cast(recipe)));
        return recipes;
    }
}
