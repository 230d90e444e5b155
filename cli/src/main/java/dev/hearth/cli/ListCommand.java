package dev.hearth.cli;

import dev.hearth.nn.Complexity;
import dev.hearth.papers.Papers;
import dev.hearth.papers.Recipes;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.ModelRegistry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists what has a name. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the names of models, experiments and recipes.",
            "A model has its input, size (parameters), cost (multiply-adds of one input) and what it is"
                    + " for."
        })
final class ListCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        System.out.println("Models (./hearth describe NAME)");
        System.out.printf(
                Locale.ROOT,
                "  %-28s %10s %10s %12s  %s%n",
                "name",
                "input",
                "parameters",
                "multiply-adds",
                "for");
        ModelRegistry.models().values().forEach(ListCommand::print);
        System.out.println("\nExperiments (./hearth reproduce --experiment NAME)");
        Papers.experiments().forEach(experiment -> print(experiment.name(), experiment.about()));
        System.out.println("\nRecipes (./hearth run NAME, ./hearth describe NAME)");
        Recipes.all(Budget.SHORT, set -> true)
                .keySet()
                .forEach(name -> System.out.println("  " + name));
        return 0;
    }

    /** Two lines: input, size, cost and purpose, then the source. */
    private static void print(ModelRegistry.Entry model) {
        Complexity cost = model.cost();
        System.out.printf(
                Locale.ROOT,
                "  %-28s %10s %10s %12s   %s%n      %s%n",
                model.name(),
                model.in(),
                brief(cost.parameters()),
                brief(cost.multiplyAdds()),
                model.purpose(),
                model.about());
    }

    /** Three digits with K, M or G. */
    private static String brief(long count) {
        double value = count;
        String unit = "";
        for (String next : List.of("K", "M", "G")) {
            if (value < 999.5) {
                break;
            }
            value /= 1000;
            unit = next;
        }
        return String.format(
                Locale.ROOT,
                value >= 99.95 || unit.isEmpty() ? "%.0f%s" : value >= 9.995 ? "%.1f%s" : "%.2f%s",
                value,
                unit);
    }

    private static void print(String name, String about) {
        System.out.printf(Locale.ROOT, "  %-24s %s%n", name, about);
    }
}
