package dev.hearth.papers.elu;

import dev.hearth.experiments.Job;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.Trainer;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.dataset.DataIdentity;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.run.RunFolder;
import dev.hearth.train.task.SupervisedTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A short training that is looked at before its first step and after each epoch. Without checkpoints:
 * interrupted, it begins again.
 *
 * @param arm the variant of the experiment
 * @param recipe what is trained
 * @param cosines what is measured
 */
record EarlyJob(String arm, long seed, Recipe recipe, Budget budget, EarlyCosines cosines)
        implements Job {

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
        String hash = place.text().hash(recipe);
        try (RunFolder runFolder = RunFolder.open(folder)) {
            Path done = runFolder.file("result.json");
            if (Files.exists(done)) {
                Result before = Result.read(done);
                if (before.recipeHash().equals(hash) && before.seed() == seed) {
                    return before;
                }
            }
            Result result = trained(place, listeners);
            runFolder.write("recipe.json", place.text().write(recipe) + "\n");
            runFolder.write("result.json", result.json());
            return result;
        }
    }

    private Result trained(Run.Place place, List<TrainingListener> listeners) {
        DatasetProvider.Sets sets =
                place.datasets().open(recipe.corpus().value(), recipe.preparation().value());
        Map<String, Double> metrics = new TreeMap<>();
        try (var scope = Scope.open()) {
            Seed root = new Seed(seed);
            SupervisedTask task = new SupervisedTask(recipe, sets, root, place.device(), 0);
            Seed chance = root.child("cosines");
            metrics.putAll(cosines.of(task.network(), sets.training(), 0, chance));
            TrainingProgress progress =
                    Trainer.of(task)
                            .epochs(recipe.epochCount())
                            .seed(root)
                            .listeners(listeners)
                            .listener(
                                    event -> {
                                        if (event instanceof TrainingEvent.Measured measured) {
                                            metrics.putAll(
                                                    cosines.of(
                                                            task.network(),
                                                            sets.training(),
                                                            measured.epoch(),
                                                            chance));
                                        }
                                    })
                            .run();
            metrics.putAll(progress.history().get(progress.history().size() - 1));
            metrics.put("parameters", (double) task.network().parameters().count());
            return Result.of(
                    recipe,
                    place,
                    budget,
                    seed,
                    DataIdentity.of(sets, Optional.empty()).entries(),
                    metrics,
                    progress,
                    0);
        }
    }
}
