package dev.hearth.experiments;

import dev.hearth.train.TrainingListener;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.zoo.ModelRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One arm of an experiment with one seed. Done twice in the same folder, it is done once. */
public interface Job {

    /** Which variant; checks know it by this name. */
    String arm();

    /** From 1; equal seeds of different arms are paired. */
    long seed();

    /** The recipe that it trains, if it trains one. */
    default Optional<RunSpec> spec() {
        return Optional.empty();
    }

    /** What tells its recipe from others, as results carry it; empty where it is not known. */
    default Optional<String> recipeHash() {
        return spec().map(
                        recipe -> {
                            RecipeJson json = RecipeJson.of(ModelRegistry.layerJson());
                            boolean isKnown =
                                    recipe instanceof Recipe || recipe instanceof GanRecipe;
                            return (isKnown ? json : json.with(recipe.getClass())).hash(recipe);
                        });
    }

    /** How much work it is, above 0, in a unit that is the same for all jobs of a plan. */
    double effort();

    /**
     * Does it, or reads the result of an earlier call.
     *
     * @param folder where its files go
     */
    Result run(Run.Place place, Path folder, List<TrainingListener> listeners);
}
