package dev.hearth.rl;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One recipe, one seed, one folder: {@link Run} for a net that plays, which is measured at the end as
 * {@link DqnTask}. The folder holds the same files.
 *
 * <pre>{@code
 * static Result learned(DqnRecipe recipe, Run.Place place) {
 *     return new DqnRun(recipe, Budget.SMOKE, 1, Path.of("runs/raiders/1"))
 *             .execute(place, List.of(), (task, folder) -> Map.of());
 * }
 * }</pre>
 *
 */
public record DqnRun(DqnRecipe recipe, Budget budget, long seed, Path folder) {

    /** What is measured at the end, and may leave a file behind. */
    @FunctionalInterface
    public interface FinalMetric {

        /**
         * Measures a trained model, which must not be changed; the figures join the run's metrics.
         */
        Map<String, Double> measure(DqnTask task, Path folder);
    }

    /** A codec that knows these recipes and the games of this package. */
    public static RecipeJson json(LayerJson layers) {
        return RecipeJson.of(layers).with(DqnRecipe.class, Raiders.class);
    }

    /**
     * Trains to the end, from whatever state the folder holds; the result has {@code playedSteps} besides
     * what is measured.
     *
     * @param place how recipes are written, and where tensors are kept
     * @param metric measured at the end
     * @return the result, which is also written to the folder
     * @throws BadDataException if the folder cannot be written, belongs to another run, or holds a
     *     broken file
     * @throws dev.hearth.train.DivergedException if the loss or a weight became NaN or infinite
     */
    public Result execute(Run.Place place, List<TrainingListener> listeners, FinalMetric metric) {
        return execute(place, listeners, metric, Run.Extras.NONE);
    }

    Result execute(
            Run.Place place,
            List<TrainingListener> listeners,
            FinalMetric metric,
            Run.Extras extras) {
        return new Run(recipe, budget, seed, folder, List.of())
                .execute(
                        place,
                        listeners,
                        extras.metric(
                                (task, path) -> {
                                    Map<String, Double> figures =
                                            new TreeMap<>(metric.measure((DqnTask) task, path));
                                    figures.put("playedSteps", playedSteps());
                                    return figures;
                                }));
    }

    private double playedSteps() {
        TrainingLength length = recipe.length().value();
        ActorConfig acting = recipe.acting().value();
        return (double) length.epochs()
                * length.updates()
                * acting.lanes()
                * acting.stepsPerUpdate();
    }

    /**
     * The model that a run has trained so far, from the folder's {@code recipe.json} and last
     * checkpoint; its tensors live in the scope that is open now.
     *
     * @throws BadDataException if the folder holds no run of deep Q-learning
     */
    public static DqnTask load(Path folder, RecipeJson text, Device device) {
        Path written = folder.resolve("recipe.json");
        Path file = folder.resolve(Checkpoint.FILE);
        DqnRecipe recipe;
        OptionalLong seed = Checkpoint.seed(file);
        try {
            if (!(text.readAny(Files.readString(written)) instanceof DqnRecipe read)) {
                throw new IllegalArgumentException("a recipe of another kind");
            }
            recipe = read;
            if (seed.isEmpty()) {
                throw new IllegalArgumentException("no checkpoint with a seed");
            }
        } catch (IOException | IllegalArgumentException broken) {
            throw new BadDataException(
                    "A Q-network is read from the folder of the run that trained it, " + folder,
                    String.valueOf(broken.getMessage()),
                    "Name a folder below OUT/weightnorm/raiders that ./hearth reproduce wrote",
                    broken);
        }
        Seed start = new Seed(seed.getAsLong());
        DqnTask task = new DqnTask(recipe, start, device);
        new Checkpoint(file, text.write(recipe), text.hash(recipe), start.value()).restore(task);
        return task;
    }
}
