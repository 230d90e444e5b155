package dev.hearth.train.recipe;

import dev.hearth.tensor.Check;
import dev.hearth.train.ModelTask;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A recipe that several workers train together by synchronous data parallelism: each computes the
 * gradient of its part of every batch, and all take the same step along their mean. The recipe's batch is
 * that of all workers together.
 *
 * <p>What an example gets (dropout, noise, regions, augmentation) depends on its index in the batch and
 * not on the worker that computes it, so the losses are those of one worker up to rounding, unless the
 * net has batch normalisation with {@link BatchStatistics#LOCAL} statistics.
 *
 * <pre>{@code
 * static Run onTwo(Recipe recipe, Path folder) {
 *     return new Run(DataParallelRecipe.of(recipe, 2), Budget.SHORT, 1, folder, List.of());
 * }
 * }</pre>
 *
 * @param recipe what is trained
 * @param workers how many, from 2
 * @param batchStatistics of batch normalisation
 */
public record DataParallelRecipe(
        RunSpec recipe, Setting<Integer> workers, Setting<BatchStatistics> batchStatistics)
        implements RunSpec {

    /** Refuses fewer than two workers, and more than a batch has examples. */
    public DataParallelRecipe {
        if (recipe instanceof DataParallelRecipe) {
            throw Check.error(
                    "A recipe is divided among workers once",
                    "one that is divided already",
                    "Name the count of workers once");
        }
        if (workers.value() < 2 || workers.value() > recipe.batch().value()) {
            throw Check.error(
                    "Data parallelism needs 2 or more workers, and at most as many as a batch has"
                            + " examples, "
                            + recipe.batch().value(),
                    "workers=" + workers.value(),
                    "Use fewer workers or a larger batch");
        }
    }

    /** Workers whose batch normalisation takes local statistics. */
    public static DataParallelRecipe of(RunSpec recipe, int workers) {
        return of(recipe, workers, BatchStatistics.LOCAL);
    }

    /**
     * Workers with batch normalisation of a kind.
     *
     * @throws IllegalArgumentException if the recipe's loss is not a mean over examples, or there are too
     *     few or too many workers
     */
    public static DataParallelRecipe of(RunSpec recipe, int workers, BatchStatistics statistics) {
        refuseUnlessMean(recipe);
        Origin origin = Origin.ours("set by hand");
        return new DataParallelRecipe(
                recipe, new Setting<>(workers, origin), new Setting<>(statistics, origin));
    }

    /**
     * A recipe as some workers train it.
     *
     * @return the recipe itself for one worker
     */
    public static RunSpec dividing(RunSpec recipe, int workers, BatchStatistics statistics) {
        return workers == 1 ? recipe : of(recipe, workers, statistics);
    }

    @Override
    public String name() {
        return recipe.name();
    }

    @Override
    public Setting<Integer> batch() {
        return recipe.batch();
    }

    @Override
    public int epochCount() {
        return recipe.epochCount();
    }

    @Override
    public EpochChoice epochChoice() {
        return recipe.epochChoice();
    }

    @Override
    public Optional<Images> images() {
        return recipe.images();
    }

    @Override
    public Map<String, String> data() {
        return recipe.data();
    }

    /** Not in the constructor: what earlier releases trained so can still be read and measured. */
    private static void refuseUnlessMean(RunSpec recipe) {
        if (recipe instanceof Recipe one && !one.loss().value().isMeanOverExamples()) {
            throw Check.error(
                    "Data parallelism needs a loss that is the mean of its examples' losses",
                    one.loss().value().getClass().getSimpleName()
                            + ", whose value for a batch is not the mean of those for its parts",
                    "Train on one worker, or balance classes by --balance oversampled");
        }
    }

    /** Refuses a loss that is not a mean over examples, besides. */
    @Override
    public ModelTask task(TaskContext context) {
        refuseUnlessMean(recipe);
        return recipe.task(context);
    }

    @Override
    public RunSpec undivided() {
        return recipe;
    }

    @Override
    public int workerCount() {
        return workers.value();
    }

    @Override
    public BatchStatistics statistics() {
        return batchStatistics.value();
    }

    @Override
    public Map<String, Setting<?>> settings() {
        Map<String, Setting<?>> settings = new LinkedHashMap<>(recipe.settings());
        settings.put("workers", workers);
        settings.put("batchStatistics", batchStatistics);
        return settings;
    }
}
