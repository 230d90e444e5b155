package dev.hearth.train.run;

import dev.hearth.data.BadDataException;
import dev.hearth.data.CancelledException;
import dev.hearth.nn.TrainingMemory;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.CheckpointStore;
import dev.hearth.train.DivergedException;
import dev.hearth.train.Exchange;
import dev.hearth.train.ModelTask;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.WeightsSource;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.dataset.PictureSplit;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.EpochChoice;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.recipe.TaskContext;
import dev.hearth.train.task.PostTrainingMetric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One recipe, one seed, one folder: trained to the end, from wherever the folder says it was.
 *
 * <p>A folder with a result of the same recipe, seed and data is done, and only read. One with a
 * checkpoint goes on, also where it was of a recipe of fewer epochs and otherwise the same. One with a
 * result or a checkpoint of another recipe, seed or data is refused, and left as it is. The folder holds
 * {@code recipe.json}, {@code checkpoint.safetensors} and, until the run is done, the two before it, {@code log.csv}, {@code
 * events.out.tfevents.…} and, at the end, {@code result.json}; of a generator besides {@code samples/}, {@code samples.gif} and
 * {@code samples.png}.
 *
 * <p>Where the process is to end, by SIGTERM, Ctrl+C or {@code System.exit}, the state is saved after the
 * running step and {@code execute} throws a {@link CancelledException}.
 *
 * @param recipe what
 * @param budget how much work it is meant to be
 * @param seed of everything
 * @param folder where
 * @param probes what is measured at the end besides, of a recipe that has images
 */
public record Run(
        RunSpec recipe, Budget budget, long seed, Path folder, List<PostTrainingMetric> probes) {

    /** Copies the list, and refuses what could not be measured. */
    public Run {
        probes = List.copyOf(probes);
        if (!probes.isEmpty() && recipe.images().isEmpty()) {
            throw Check.error(
                    "A run measures by probes what was trained on images",
                    recipe.name() + ", which has none",
                    "Use a FinalMetric");
        }
    }

    private static final double SAVE_EVERY_SECONDS = 30;

    /**
     * On what a run runs.
     *
     * @param datasets opens data sets
     * @param text how recipes are written
     * @param device where tensors live
     * @param exchange with the other workers of a {@link dev.hearth.train.recipe.DataParallelRecipe}
     */
    public record Place(
            DatasetProvider datasets, RecipeJson text, Device device, Exchange exchange) {

        /** Of a single worker. */
        public Place(DatasetProvider datasets, RecipeJson text, Device device) {
            this(datasets, text, device, Exchange.ALONE);
        }

        /** The same for one of several workers. */
        public Place with(Exchange other) {
            return new Place(datasets, text, device, other);
        }
    }

    /** What is measured at the end, of the task instead of its model. */
    @FunctionalInterface
    public interface FinalMetric {

        /**
         * Measures.
         *
         * @param task trained; must not be changed
         * @param folder of the run, for files such as pictures
         * @return figures by name, which join the run's metrics
         */
        Map<String, Double> measure(ModelTask task, Path folder);
    }

    /**
     * What a run does besides.
     *
     * @param beginning gives the model its first numbers, unless the run goes on
     * @param metric measured at the end
     * @param saveEverySeconds between checkpoints within an epoch
     */
    public record Extras(WeightsSource beginning, FinalMetric metric, double saveEverySeconds) {

        /** Initialisers' numbers, nothing measured, a checkpoint every 30 s. */
        public static final Extras NONE =
                new Extras(WeightsSource.FRESH, (task, folder) -> Map.of(), SAVE_EVERY_SECONDS);

        /** The same with another metric. */
        public Extras metric(FinalMetric other) {
            return new Extras(beginning, other, saveEverySeconds);
        }

        /** The same with other seconds between checkpoints. */
        public Extras saveEverySeconds(double seconds) {
            return new Extras(beginning, metric, seconds);
        }
    }

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
        return execute(place, listeners, Extras.NONE);
    }

    /**
     * Does it, beginning with numbers of another training. They are no part of the recipe: its name
     * must tell them apart.
     *
     * @param place on what
     * @param listeners told how it goes, besides the folder's own logs
     * @param beginning gives the model its first numbers, unless the run goes on
     * @throws BadDataException as {@link #execute(Place, List)}
     * @throws DivergedException if a loss or a weight is no number any more
     */
    public Result execute(Place place, List<TrainingListener> listeners, WeightsSource beginning) {
        return execute(
                place, listeners, new Extras(beginning, Extras.NONE.metric(), SAVE_EVERY_SECONDS));
    }

    /** The same with checkpoints as often as a test wants them. */
    Result execute(Place place, List<TrainingListener> listeners, double saveEverySeconds) {
        return execute(place, listeners, Extras.NONE.saveEverySeconds(saveEverySeconds));
    }

    /**
     * Does it, with more than usual.
     *
     * @param place on what
     * @param listeners told how it goes, besides the folder's own logs
     * @param extras first numbers, a metric, checkpoints
     * @throws BadDataException as {@link #execute(Place, List)}
     * @throws DivergedException if a loss or a weight is no number any more
     */
    public Result execute(Place place, List<TrainingListener> listeners, Extras extras) {
        return CancelledException.told(
                recipe.name(),
                folder.resolve(Checkpoint.FILE),
                () ->
                        RunWorkers.tellingFailure(
                                place.exchange(), () -> divided(place, listeners, extras)));
    }

    private Result divided(Place place, List<TrainingListener> listeners, Extras extras) {
        RunWorkers workers = new RunWorkers(this, place);
        if (place.exchange().rank() > 0) {
            return workers.follow();
        }
        Result result = worked(place, listeners, extras, workers);
        workers.done(result);
        return result;
    }

    private Result worked(
            Place place, List<TrainingListener> listeners, Extras extras, RunWorkers workers) {
        RunData data = new RunData(recipe, place.datasets());
        PreviousRun former = new PreviousRun(this, place.text(), folder.resolve(Checkpoint.FILE));
        Optional<Result> before =
                former.done(() -> data.isHere() ? data.identity() : Optional.empty());
        if (before.isPresent()) {
            note(PreviousRun.words(before.get()), listeners);
            if (recipe.epochChoice() instanceof EpochChoice.Best) {
                tellBest(before.get().history(), listeners);
            }
            return before.get();
        }
        // What cannot be used is refused now, not after the images were prepared.
        RunFolder.check(folder);
        data.identity();
        try (Scope run = Scope.open()) {
            Seed root = new Seed(seed);
            ModelTask task = task(new RunTaskContext(data, root, place.device()));
            // Too few examples for a batch, or too many for memory, are refused before there is a
            // folder.
            task.loader().batches();
            int count = recipe.workerCount();
            TrainingMemory.refuseUnlessFits(
                    recipe.name(), task.trained(), (recipe.batch().value() - 1) / count + 1);
            if (!Checkpoint.exists(folder.resolve(Checkpoint.FILE))) {
                extras.beginning().give(task.network());
            }
            // Only now, so that a recipe that cannot run leaves no folder behind.
            try (RunFolder runFolder = RunFolder.open(folder)) {
                Optional<Result> meanwhile = former.done(data::identity);
                if (meanwhile.isPresent()) {
                    return meanwhile.get();
                }
                List<TrainingListener> watching = new ArrayList<>(listeners);
                watching.addAll(task.listeners(folder, root));
                data.split()
                        .ifPresent(split -> watching.add(0, noting(split, runFolder, listeners)));
                TrainingProgress progress =
                        train(place, runFolder, former, data, task, watching, extras, workers);
                Result result = result(place, data, task, progress, extras, workers);
                Checkpoint.removeEarlier(runFolder.file(Checkpoint.FILE));
                runFolder.write("result.json", result.json());
                return result;
            }
        }
    }

    /** What does not fit into Java's memory before anything is trained is a wrong setting, no failed run. */
    private ModelTask task(TaskContext context) {
        try {
            return recipe.task(context);
        } catch (OutOfMemoryError | StackOverflowError none) {
            throw Check.error(
                    "The model and the data of "
                            + recipe.name()
                            + " need to fit into Java's memory",
                    none.toString(),
                    "Use fewer examples, give the model fewer layers, units or channels, or give Java"
                            + " more: HEARTH_JAVA=-Xmx16g");
        }
    }

    /** Writes the split down and tells of it once the run has not been refused. */
    private static TrainingListener noting(
            PictureSplit split, RunFolder runFolder, List<TrainingListener> listeners) {
        return event -> {
            if (!(event instanceof TrainingEvent.Started)) {
                return;
            }
            split.write(runFolder.file(""));
            long known = split.measuredAndLearnedIn(split);
            if (known > 0) {
                note(
                        known
                                + " of the pictures to be measured on are also among those to learn from,"
                                + " byte for byte: the error will look smaller than it is.",
                        listeners);
            }
        };
    }

    private TrainingProgress train(
            Place place,
            RunFolder runFolder,
            PreviousRun former,
            RunData data,
            ModelTask task,
            List<TrainingListener> listeners,
            Extras extras,
            RunWorkers workers) {
        String written = place.text().write(recipe, data.entries());
        Checkpoint own =
                new Checkpoint(
                        runFolder.file(Checkpoint.FILE), written, place.text().hash(recipe), seed);
        Checkpoint identified = data.identity().map(own::on).orElse(own);
        boolean keepsBest = recipe.epochChoice() instanceof EpochChoice.Best;
        Path best = runFolder.file(BestCheckpoint.FILE);
        Checkpoint unknown =
                new Checkpoint(best, written, place.text().hash(recipe), seed).single();
        Checkpoint ofBest = data.identity().map(unknown::on).orElse(unknown);
        TrainingProgress progress;
        try (RunLogs logs = new RunLogs(runFolder, task.logged());
                EndOfProcess end = EndOfProcess.watch()) {
            Checkpoint checkpoint = identified.after(former.shorter()).beside(logs::rows);
            CheckpointStore store =
                    keepsBest
                            ? new BestCheckpoint(
                                    checkpoint, runFolder.file(Checkpoint.FILE), ofBest, best)
                            : checkpoint;
            progress =
                    workers.trainer(task, data, logs.before(store))
                            .saveEverySeconds(extras.saveEverySeconds())
                            .endWhen(end)
                            .listeners(listeners)
                            .listener(
                                    event -> {
                                        // A checkpoint of another recipe has been refused by then.
                                        if (event instanceof TrainingEvent.Started) {
                                            runFolder.write("recipe.json", written + "\n");
                                        }
                                    })
                            .listener(logs)
                            .run();
        }
        if (keepsBest) {
            // A run of fewer epochs may have written it.
            Checkpoint readable =
                    ofBest.after(
                            Checkpoint.recipes(best).stream()
                                    .map(before -> place.text().hash(place.text().readAny(before)))
                                    .collect(Collectors.toSet()));
            BestCheckpoint.fill(task, readable, best, progress.history());
            tellBest(progress.history(), listeners);
        }
        return progress;
    }

    private void tellBest(List<Map<String, Double>> history, List<TrainingListener> listeners) {
        int chosen = EpochChoice.bestOf(history);
        int done = history.size();
        String early =
                done < recipe.epochCount()
                        ? "Stopped early after epoch "
                                + done
                                + " of "
                                + recipe.epochCount()
                                + ", without a better one for "
                                + (done - chosen)
                                + ". "
                        : "";
        if (chosen == recipe.epochCount()) {
            return;
        }
        note(early + "The weights are those of the best epoch, " + chosen + ".", listeners);
    }

    private static void note(String words, List<TrainingListener> listeners) {
        TrainingEvent noted = new TrainingEvent.Noted(words);
        listeners.forEach(listener -> listener.accept(noted));
    }

    private Result result(
            Place place,
            RunData data,
            ModelTask task,
            TrainingProgress progress,
            Extras extras,
            RunWorkers workers) {
        boolean keepsBest = recipe.epochChoice() instanceof EpochChoice.Best;
        int chosen = keepsBest ? EpochChoice.bestOf(progress.history()) : progress.history().size();
        Map<String, Double> metrics = new TreeMap<>(progress.history().get(chosen - 1));
        if (keepsBest) {
            metrics.put("bestEpoch", (double) chosen);
        }
        Seed chance = new Seed(seed).child("probes");
        for (int i = 0; i < probes.size(); i++) {
            PostTrainingMetric probe = probes.get(i);
            Seed own = chance.child(i);
            try (var scope = Scope.open()) {
                metrics.putAll(
                        task.withTrained(model -> probe.look(model, data.sets(), own, folder)));
            }
        }
        metrics.putAll(extras.metric().measure(task, folder));
        metrics.put(
                "parameters",
                task.participants().stream()
                        .mapToDouble(participant -> participant.parameters().count())
                        .sum());
        return Result.of(
                recipe, place, budget, seed, data.entries(), metrics, progress, workers.waiting());
    }
}
