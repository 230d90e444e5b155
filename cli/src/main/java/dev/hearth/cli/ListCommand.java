package dev.hearth.cli;

import dev.hearth.experiments.Experiment;
import dev.hearth.papers.Papers;
import dev.hearth.papers.Recipes;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.ModelRegistry;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What there is. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists experiments, with their recipes, and models.")
final class ListCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        System.out.println("Models (./hearth describe NAME)");
        ModelRegistry.models()
                .forEach(
                        (name, model) ->
                                System.out.printf(
                                        Locale.ROOT, "  %-24s %s%n", name, model.about()));
        System.out.println();
        System.out.println("Experiments (./hearth reproduce --experiment NAME)");
        for (Experiment experiment : Papers.experiments()) {
            System.out.printf(Locale.ROOT, "  %-24s %s%n", experiment.name(), experiment.about());
        }
        System.out.println();
        System.out.println("Recipes (./hearth run NAME)");
        Recipes.all(Budget.SHORT, set -> true)
                .keySet()
                .forEach(name -> System.out.println("  " + name));
        return 0;
    }
}
