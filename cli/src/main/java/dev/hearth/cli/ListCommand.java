package dev.hearth.cli;

import dev.hearth.papers.Papers;
import dev.hearth.papers.Recipes;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.ModelRegistry;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists what has a name. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the names of models, experiments and recipes.")
final class ListCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        System.out.println("Models (./hearth describe NAME)");
        ModelRegistry.models().forEach((name, model) -> print(name, model.about()));
        System.out.println("\nExperiments (./hearth reproduce --experiment NAME)");
        Papers.experiments().forEach(experiment -> print(experiment.name(), experiment.about()));
        System.out.println("\nRecipes (./hearth run NAME, ./hearth describe NAME)");
        Recipes.all(Budget.SHORT, set -> true)
                .keySet()
                .forEach(name -> System.out.println("  " + name));
        return 0;
    }

    private static void print(String name, String about) {
        System.out.printf(Locale.ROOT, "  %-24s %s%n", name, about);
    }
}
