package dev.hearth.experiments;

import dev.hearth.train.TrainingListener;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.task.PostTrainingMetric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A job that trains a recipe.
 *
 * @param arm which variant
 * @param seed which seed
 * @param recipe what is trained
 * @param budget how much work it is meant to be
 * @param probes what is measured on the trained net besides
 */
public record TrainingJob(
        String arm, long seed, RunSpec recipe, Budget budget, List<PostTrainingMetric> probes)
        implements Job {

    /**
     * Jobs of all arms with seeds from 1: seed by seed, so that an interrupted experiment has
     * comparable runs.
     *
     * @param probes what is measured on each trained model besides
     */
    public static List<Job> all(
            int seeds,
            Collection<String> arms,
            Budget budget,
            List<PostTrainingMetric> probes,
            Function<String, ? extends RunSpec> recipe) {
        return from(1, seeds, arms, budget, probes, recipe);
    }

    /** The same with seeds from another one: where runs of the first seeds have spoken before. */
    public static List<Job> from(
            long first,
            int seeds,
            Collection<String> arms,
            Budget budget,
            List<PostTrainingMetric> probes,
            Function<String, ? extends RunSpec> recipe) {
        List<Job> jobs = new ArrayList<>();
        for (long seed = first; seed < first + seeds; seed++) {
            for (String arm : arms) {
                jobs.add(new TrainingJob(arm, seed, recipe.apply(arm), budget, probes));
            }
        }
        return jobs;
    }

    @Override
    public Optional<RunSpec> spec() {
        return Optional.of(recipe);
    }

    @Override
    public double effort() {
        return recipe.epochCount();
    }

    @Override
    public Result run(Run.Place place, Path folder, List<TrainingListener> listeners) {
        return new Run(recipe, budget, seed, folder, probes).execute(place, listeners);
    }
}
