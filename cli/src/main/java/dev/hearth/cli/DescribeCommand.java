package dev.hearth.cli;

import dev.hearth.data.DidYouMean;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Stages;
import dev.hearth.papers.Papers;
import dev.hearth.papers.Recipes;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.zoo.ModelRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A model's stages, or a recipe's knobs; without libtorch. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description =
                "Prints a model's stages with shapes, parameters and multiply-adds, or a recipe's"
                        + " knobs with their origins.")
final class DescribeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "a model or a recipe, as ./hearth list has them")
    private String name;

    @Option(names = "--budget", paramLabel = "smoke|short|paper", defaultValue = "paper")
    private Budget budget;

    @Option(names = "--json", description = "print the letter as JSON")
    private boolean json;

    @Override
    public Integer call() {
        ModelRegistry.Entry model = ModelRegistry.models().get(name);
        if (model != null) {
            Shape in = model.in();
            System.out.println(
                    json
                            ? ModelRegistry.layerJson().write(model.layer())
                            : model.about()
                                    + "\n"
                                    + Stages.of(model.layer(), in, Stages.Detail.PARTS).text());
            return 0;
        }
        RunSpec recipe = Recipes.find(name, budget, set -> true).orElseThrow(this::unknown);
        System.out.println(
                json
                        ? Papers.recipeJson().write(recipe)
                        : Papers.recipeJson().print(recipe).stripTrailing());
        return 0;
    }

    private IllegalArgumentException unknown() {
        List<String> names = new ArrayList<>(ModelRegistry.models().keySet());
        names.addAll(Recipes.all(budget, set -> true).keySet());
        return new IllegalArgumentException(
                "describe needs the name of a model or a recipe. Received: "
                        + name
                        + ". "
                        + DidYouMean.question(name, names)
                        + "./hearth list has them all.");
    }
}
