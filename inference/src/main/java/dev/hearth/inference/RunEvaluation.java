package dev.hearth.inference;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.Scope;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.dataset.DataIdentity;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.task.TrainedNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A finished training run of a classifier, measured again on the test images of its recipe. The weights
 * are those of the checkpoint, averaged if the recipe averages them.
 *
 * <pre>{@code
 * static double topOneError(Path run, Run.Place place) {
 *     return RunEvaluation.of(run, place, 1).evaluation().topOneError();
 * }
 * }</pre>
 *
 * @param recipe its name
 * @param dataset the name of the test set
 * @param evaluation on the test set
 */
public record RunEvaluation(String recipe, String dataset, Evaluation evaluation) {

    private static final String FINISHED = "A run is evaluated once it is finished";

    /**
     * Evaluates a run.
     *
     * @param folder of the run
     * @param place data sets, recipes, device
     * @param tests forward passes to average, for models that draw random numbers when tested
     * @throws BadDataException if the folder holds no finished run of a classifier, or the data are not
     *     those that it was trained with
     */
    public static RunEvaluation of(Path folder, Run.Place place, int tests) {
        Recipe recipe = recipe(folder, place);
        checkFinished(folder, place.text().readAny(text(folder)), place);
        try (var scope = Scope.open()) {
            DatasetProvider.Sets sets =
                    place.datasets().open(recipe.corpus().value(), recipe.preparation().value());
            Result result = Result.read(folder.resolve("result.json"));
            DataIdentity today = DataIdentity.of(sets, Optional.empty());
            Optional<DataIdentity> before = DataIdentity.read(result.dataset());
            if (before.isPresent() && !before.get().isSame(today)) {
                throw new BadDataException(
                        "A run is evaluated on the data that it was trained with",
                        folder + " with the result on other data: " + before.get().against(today),
                        "Name the folder that holds its data set");
            }
            TrainedNet run = TrainedNet.open(folder, place.text(), place.device());
            return new RunEvaluation(
                    recipe.name(),
                    sets.testing().name(),
                    Evaluation.of(
                            new LibTorchLogitModel(run.network(), tests),
                            sets.testing().pixels(),
                            sets.testing().classNames(),
                            sets.testing()));
        }
    }

    private static String text(Path folder) {
        try {
            return Files.readString(folder.resolve("recipe.json"));
        } catch (IOException failure) {
            throw new BadDataException(
                    "A run is evaluated from its folder",
                    folder + ", whose recipe.json cannot be read",
                    "Name a folder that ./hearth run made",
                    failure);
        }
    }

    private static Recipe recipe(Path folder, Run.Place place) {
        Recipe recipe = place.text().read(text(folder));
        String set = recipe.corpus().value().set();
        if (recipe.objective().value() != Objective.CLASSIFY) {
            throw new BadDataException(
                    "A run is evaluated if it trained a classifier",
                    recipe.name() + ", which reconstructs images",
                    "Read result.json for its losses");
        }
        if (!place.datasets().has(set)) {
            throw new BadDataException(
                    "A run is evaluated on its own data set, " + set,
                    "none here",
                    set.startsWith("images/")
                            ? "Name the pictures"
                            : "Name the folder that holds it");
        }
        return recipe;
    }

    private static void checkFinished(Path folder, RunSpec recipe, Run.Place place) {
        Path result = folder.resolve("result.json");
        if (!TrainedNet.isIn(folder) || !Files.exists(result)) {
            throw new BadDataException(
                    FINISHED,
                    folder + " without " + Checkpoint.FILE + " and result.json",
                    "Let the run end first");
        }
        if (!Result.read(result).recipeHash().equals(place.text().hash(recipe))) {
            throw new BadDataException(
                    FINISHED, folder + ", which is still being trained", "Let the run end first");
        }
    }
}
