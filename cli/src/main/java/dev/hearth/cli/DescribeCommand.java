package dev.hearth.cli;

import dev.hearth.data.DidYouMean;
import dev.hearth.nn.layers.Stages;
import dev.hearth.papers.Papers;
import dev.hearth.papers.Recipes;
import dev.hearth.tensor.Check;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.zoo.ModelRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a model or a recipe, without libtorch. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a model's stages, or a recipe's settings with the origin of each.",
            "A stage has its output shape, parameters and multiply-adds."
        })
final class DescribeCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = ModelNames.class,
            description = "a model or a recipe, by a name that hearth list prints")
    private String name;

    @Option(
            names = "--budget",
            paramLabel = "smoke|short|evidence|paper",
            defaultValue = "short",
            description =
                    "size of the recipe of that name, as of hearth run (default:"
                            + " ${DEFAULT-VALUE})")
    private Budget budget;

    @Option(names = "--json", description = "print the model's layers or the recipe as JSON")
    private boolean json;

    @Override
    public Integer call() {
        ModelRegistry.Entry model = ModelRegistry.models().get(name);
        if (model != null) {
            System.out.println(
                    json
                            ? ModelRegistry.layerJson().write(model.layer())
                            : model.about()
                                    + "\n"
                                    + Stages.of(model.layer(), model.in(), Stages.Detail.PARTS)
                                            .text());
            return 0;
        }
        RunSpec recipe = Recipes.find(name, budget, set -> true).orElseThrow(this::unknown);
        if (!json) {
            System.out.println("Budget: " + budget.word() + " (--budget)");
        }
        System.out.println(
                json
                        ? Papers.recipeJson().write(recipe)
                        : Papers.recipeJson().print(recipe).stripTrailing());
        return 0;
    }

    private IllegalArgumentException unknown() {
        List<String> names = new ArrayList<>(ModelRegistry.models().keySet());
        names.addAll(Recipes.all(budget, set -> true).keySet());
        return Check.error(
                "describe needs the name of a model or a recipe",
                name,
                DidYouMean.question(name, names) + "./hearth list prints the names");
    }
}
