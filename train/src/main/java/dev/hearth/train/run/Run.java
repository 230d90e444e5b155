package dev.hearth.train.run;

import dev.hearth.data.BadDataException;
import dev.hearth.data.CancelledException;
import dev.hearth.data.ImageShape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.DivergedException;
import dev.hearth.train.Trainer;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.WeightsSource;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.dataset.DataIdentity;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.dataset.PictureSplit;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.task.GanTask;
import dev.hearth.train.task.ModelTask;
import dev.hearth.train.task.PostTrainingMetric;
import dev.hearth.train.task.SupervisedTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One recipe, one seed, one folder: trained to the end, from wherever the folder says it was.
 *
 * <p>A folder with a result of the same recipe, seed and data is done, and only read. One with a
 * checkpoint goes on, also where it was of a recipe of fewer epochs and otherwise the same. One with a
 * result or a checkpoint of another recipe, seed or data is refused, and left as it is. The folder holds {@code recipe.json}, {@code checkpoint.safetensors}, {@code log.csv},
 * {@code events.out.tfevents.…} and, at the end, {@code result.json}; of a
 * generator besides {@code samples/}, {@code samples.gif} and {@code samples.png}.
 *
 * @param recipe what
 * @param budget how much work it is meant to be
 * @param seed of everything
 * @param folder where
 * @param probes what is measured at the end besides
 */
public record Run(
        RunSpec recipe, Budget budget, long seed, Path folder, List<PostTrainingMetric> probes) {

    private static final double SAVE_EVERY_SECONDS = 30;
    private static final String CHECKPOINT = "checkpoint.safetensors";

    /**
     * On what a run runs.
     *
     * @param datasets where data sets stand
     * @param text how recipes are written
     * @param device where tensors live
     */
    public record Place(DatasetProvider datasets, RecipeJson text, Device device) {}

    /**
     * Does it.
     *
     * @param place on what
     * @param listeners told how it goes, besides the folder's own logs
     * @return the result, which also stands in the folder
     * @throws BadDataException if the data set is not there, or the folder cannot be written, belongs to
     *     another run, or holds a broken file
     * @throws DivergedException if a loss or a weight is no number any more
     * @throws CancelledException if the thread is interrupted
     */
    public Result execute(Place place, List<TrainingListener> listeners) {
        return execute(place, listeners, WeightsSource.FRESH, SAVE_EVERY_SECONDS);
    }

    /**
     * Does it, beginning with numbers of another training. They are no part of the recipe: its name
     * must tell them apart.
     *
     * @param place on what
     * @param listeners told how it goes, besides the folder's own logs
     * @param beginning gives the net its first numbers, unless the run goes on
     * @return the result, which also stands in the folder
     * @throws BadDataException as {@link #execute(Place, List)}
     * @throws DivergedException if a loss or a weight is no number any more
     */
    public Result execute(Place place, List<TrainingListener> listeners, WeightsSource beginning) {
        return execute(place, listeners, beginning, SAVE_EVERY_SECONDS);
    }

    /** The same with checkpoints as often as a test wants them. */
    Result execute(Place place, List<TrainingListener> listeners, double saveEverySeconds) {
        return execute(place, listeners, WeightsSource.FRESH, saveEverySeconds);
    }

    private Result execute(
            Place place,
            List<TrainingListener> listeners,
            WeightsSource beginning,
            double saveEverySeconds) {
        return CancelledException.told(
                recipe.name(),
                folder.resolve(CHECKPOINT),
                () -> worked(place, listeners, beginning, saveEverySeconds));
    }

    private Result worked(
            Place place,
            List<TrainingListener> listeners,
            WeightsSource beginning,
            double saveEverySeconds) {
        if (Files.exists(folder)) {
            // What cannot be used is refused now, not after the images were prepared.
            RunFolder.open(folder).close();
        }
        PreviousRun former = new PreviousRun(this, place.text(), folder.resolve(CHECKPOINT));
        Optional<Result> before = former.done(() -> today(place));
        if (before.isPresent()) {
            TrainingEvent noted = new TrainingEvent.Noted(PreviousRun.words(before.get()));
            listeners.forEach(listener -> listener.accept(noted));
            return before.get();
        }
        DatasetProvider.Sets sets = sets(place);
        DataIdentity data = identity(place, sets);
        try (Scope run = Scope.open()) {
            Seed root = new Seed(seed);
            ModelTask task = task(sets, root, place.device());
            // Too few examples for a batch are refused before there is a folder.
            task.loader().batches();
            if (!Files.exists(folder.resolve(CHECKPOINT))) {
                beginning.give(task.network());
            }
            // Only now, so that a recipe that cannot run leaves no folder behind.
            try (RunFolder home = RunFolder.open(folder)) {
                Optional<Result> meanwhile = former.done(() -> Optional.of(data));
                if (meanwhile.isPresent()) {
                    return meanwhile.get();
                }
                List<TrainingListener> watching = new ArrayList<>(listeners);
                ImageShape pixels = sets.training().pixels();
                if (task instanceof GanTask contest && SampleRecorder.suit(pixels)) {
                    watching.add(
                            SampleRecorder.of(contest, (GanRecipe) recipe, pixels, home, root));
                }
                place.datasets()
                        .folder(recipe.corpus().value().set())
                        .ifPresent(
                                pictures -> note(PictureSplit.of(pictures, sets), home, watching));
                Checkpoint checkpoint = checkpoint(place, home, former, data);
                TrainingProgress progress =
                        train(place, home, checkpoint, data, task, watching, saveEverySeconds);
                Result result = result(place, sets, data, task, progress);
                home.write("result.json", result.json());
                return result;
            }
        }
    }

    private DatasetProvider.Sets sets(Place place) {
        return place.datasets().open(recipe.corpus().value(), recipe.preparation().value());
    }

    private DataIdentity identity(Place place, DatasetProvider.Sets sets) {
        return DataIdentity.of(sets, place.datasets().folder(recipe.corpus().value().set()));
    }

    /** Empty where the data is not here; then a result cannot be one on other data. */
    private Optional<DataIdentity> today(Place place) {
        return place.datasets().has(recipe.corpus().value().set())
                ? Optional.of(identity(place, sets(place)))
                : Optional.empty();
    }

    private static void note(PictureSplit split, RunFolder home, List<TrainingListener> listeners) {
        split.write(home.file(""));
        long known = split.measuredAndLearnedIn(split);
        if (known > 0) {
            TrainingEvent noted =
                    new TrainingEvent.Noted(
                            known
                                    + " of the pictures to be measured on are also among those to learn"
                                    + " from, byte for byte: the error will look smaller than it is.");
            listeners.forEach(listener -> listener.accept(noted));
        }
    }

    private ModelTask task(DatasetProvider.Sets sets, Seed root, Device device) {
        return recipe instanceof GanRecipe game
                ? new GanTask(game, sets, root, device, 1)
                : new SupervisedTask((Recipe) recipe, sets, root, device, 1);
    }

    private Checkpoint checkpoint(
            Place place, RunFolder home, PreviousRun former, DataIdentity data) {
        RecipeJson text = place.text();
        Checkpoint own =
                new Checkpoint(
                                home.file(CHECKPOINT),
                                text.write(recipe, data.entries()),
                                text.hash(recipe),
                                seed)
                        .on(data);
        return former.shorter().map(own::after).orElse(own);
    }

    private TrainingProgress train(
            Place place,
            RunFolder home,
            Checkpoint checkpoint,
            DataIdentity data,
            ModelTask task,
            List<TrainingListener> listeners,
            double saveEverySeconds) {
        String written = place.text().write(recipe, data.entries());
        try (RunLogs logs = new RunLogs(home, task.logged())) {
            List<TrainingListener> all = new ArrayList<>(listeners);
            all.add(
                    event -> {
                        // A checkpoint of another recipe has been refused by then.
                        if (event instanceof TrainingEvent.Started) {
                            home.write("recipe.json", written + "\n");
                        }
                    });
            all.add(logs);
            return Trainer.of(task)
                    .epochs(recipe.epochs().value())
                    .seed(new Seed(seed))
                    .checkpoints(logs.before(checkpoint))
                    .saveEverySeconds(saveEverySeconds)
                    .listeners(all)
                    .run();
        }
    }

    private Result result(
            Place place,
            DatasetProvider.Sets sets,
            DataIdentity data,
            ModelTask task,
            TrainingProgress progress) {
        Map<String, Double> metrics =
                new TreeMap<>(progress.history().get(progress.history().size() - 1));
        Seed chance = new Seed(seed).child("probes");
        for (int i = 0; i < probes.size(); i++) {
            try (var room = Scope.open()) {
                PostTrainingMetric probe = probes.get(i);
                PostTrainingMetric looking =
                        (net, seen, luck) -> probe.look(net, seen, luck, folder);
                metrics.putAll(task.look(looking, sets, chance.child(i)));
            }
        }
        metrics.put(
                "parameters",
                task.players().stream().mapToDouble(player -> player.parameters().count()).sum());
        double examples = (double) progress.step() * recipe.batch().value();
        return new Result(
                recipe.name(),
                place.text().hash(recipe),
                budget.word(),
                data.entries(),
                seed,
                place.device().name().toLowerCase(Locale.ROOT),
                LibTorch.threads(),
                HardwareInfo.hardware(),
                HardwareInfo.versions(),
                metrics,
                progress.history(),
                progress.seconds(),
                examples / progress.seconds());
    }
}
