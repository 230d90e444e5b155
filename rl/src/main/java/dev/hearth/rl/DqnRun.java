package dev.hearth.rl;

import dev.hearth.data.BadDataException;
import dev.hearth.data.CancelledException;
import dev.hearth.data.Sha256;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.DivergedException;
import dev.hearth.train.GradientSync;
import dev.hearth.train.Trainer;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.HardwareInfo;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.run.RunFolder;
import dev.hearth.train.run.RunLogs;
import dev.hearth.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One recipe, one seed, one folder: what {@link Run} is for other models. The folder holds the same
 * files.
 *
 * <pre>{@code
 * static Result learned(DqnRecipe recipe, DqnRecipeJson text) {
 *     return new DqnRun(recipe, Budget.SMOKE, 1, Path.of("runs/raiders/1"))
 *             .execute(text, Device.CPU, List.of(), (task, folder) -> Map.of());
 * }
 * }</pre>
 *
 */
public record DqnRun(DqnRecipe recipe, Budget budget, long seed, Path folder) {

    private static final double SAVE_EVERY_SECONDS = 30;
    private static final List<String> COLUMNS =
            List.of(
                    "loss",
                    "rate",
                    "trainLoss",
                    "trainScore",
                    "score",
                    "scoreDeviation",
                    "steps",
                    "value");

    /** Measures a trained model, and may leave a file in the run's folder. */
    @FunctionalInterface
    public interface Farewell {

        /**
         * Measures a trained model, which must not be changed; the figures join the run's metrics.
         */
        Map<String, Double> look(DqnTask task, Path folder);
    }

    /**
     * Trains to the end, from whatever state the folder holds.
     *
     * @param farewell measures the trained model
     * @return the result, which is also written to the folder
     * @throws BadDataException if the folder cannot be written, belongs to another run, or holds a
     *     broken file
     * @throws DivergedException if the loss or a weight became NaN or infinite
     */
    public Result execute(
            DqnRecipeJson text,
            Device device,
            List<TrainingListener> listeners,
            Farewell farewell) {
        return execute(text, device, listeners, farewell, SAVE_EVERY_SECONDS);
    }

    /** The same with checkpoints as often as a test wants them. */
    Result execute(
            DqnRecipeJson text,
            Device device,
            List<TrainingListener> listeners,
            Farewell farewell,
            double saveEverySeconds) {
        return CancelledException.told(
                recipe.name(),
                folder.resolve("checkpoint.safetensors"),
                () -> worked(text, device, listeners, farewell, saveEverySeconds));
    }

    private Result worked(
            DqnRecipeJson text,
            Device device,
            List<TrainingListener> listeners,
            Farewell farewell,
            double saveEverySeconds) {
        String hash = text.hash(recipe);
        try (RunFolder home = RunFolder.open(folder);
                Scope run = Scope.open()) {
            Optional<Result> before = done(home, hash);
            if (before.isPresent()) {
                return before.get();
            }
            DqnTask task = new DqnTask(recipe, new Seed(seed), device);
            TrainingProgress progress = train(text, hash, task, home, listeners, saveEverySeconds);
            Map<String, Double> metrics =
                    new TreeMap<>(progress.history().get(progress.history().size() - 1));
            metrics.putAll(farewell.look(task, folder));
            metrics.put("parameters", (double) task.network().parameters().count());
            double steps =
                    (double) progress.step()
                            * recipe.acting().value().lanes()
                            * recipe.acting().value().stepsPerUpdate();
            metrics.put("playedSteps", steps);
            double learned = (double) progress.step() * recipe.batch().value();
            Result result =
                    new Result(
                            recipe.name(),
                            hash,
                            budget.word(),
                            Map.of(
                                    "name",
                                    recipe.game().value().name(),
                                    "digest",
                                    Sha256.of(recipe.game().value().toString())),
                            seed,
                            device.name().toLowerCase(Locale.ROOT),
                            LibTorch.threads(),
                            HardwareInfo.hardware(),
                            HardwareInfo.versions(),
                            metrics,
                            progress.history(),
                            progress.seconds(),
                            learned / progress.seconds());
            home.write("result.json", result.json());
            return result;
        }
    }

    /**
     * The model that a run has trained so far, from the folder's {@code recipe.json} and last
     * checkpoint; its tensors live in the scope that is open now.
     *
     * @throws BadDataException if the folder holds no run of deep Q-learning
     */
    public static DqnTask load(Path folder, DqnRecipeJson text, Device device) {
        Path written = folder.resolve("recipe.json");
        Path file = folder.resolve("checkpoint.safetensors");
        DqnRecipe recipe;
        String seed;
        try (Safetensors stored = Safetensors.open(file)) {
            recipe = text.read(Files.readString(written));
            seed = stored.metadata().getOrDefault("seed", "");
            if (!seed.matches("-?\\d{1,19}")) {
                throw new IllegalArgumentException("a checkpoint without a seed");
            }
        } catch (IOException | IllegalArgumentException broken) {
            throw new BadDataException(
                    "A Q-network is read from the folder of the run that trained it, " + folder,
                    String.valueOf(broken.getMessage()),
                    "Name a folder below OUT/weightnorm/raiders that ./hearth reproduce wrote",
                    broken);
        }
        Seed start = new Seed(Long.parseLong(seed));
        DqnTask task = new DqnTask(recipe, start, device);
        new Checkpoint(file, text.write(recipe), text.hash(recipe), start.value()).restore(task);
        return task;
    }

    private Optional<Result> done(RunFolder home, String hash) {
        Path file = home.file("result.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Result result = Result.read(file);
        if (!result.recipeHash().equals(hash) || result.seed() != seed) {
            throw new BadDataException(
                    "A run of "
                            + recipe.name()
                            + " with seed "
                            + seed
                            + " needs a folder of its own",
                    folder
                            + " with the result of "
                            + (result.recipeHash().equals(hash)
                                    ? "seed " + result.seed()
                                    : "another recipe, " + result.recipe()),
                    "Name another folder, or remove this one to start again");
        }
        return Optional.of(result);
    }

    private TrainingProgress train(
            DqnRecipeJson text,
            String hash,
            DqnTask task,
            RunFolder home,
            List<TrainingListener> listeners,
            double saveEverySeconds) {
        String written = text.write(recipe);
        Checkpoint checkpoint =
                new Checkpoint(home.file("checkpoint.safetensors"), written, hash, seed);
        try (RunLogs logs = new RunLogs(home, COLUMNS)) {
            List<TrainingListener> all = new ArrayList<>(listeners);
            all.add(
                    event -> {
                        // A checkpoint of another recipe has been refused by then.
                        if (event instanceof TrainingEvent.Started) {
                            home.write("recipe.json", written + "\n");
                        }
                    });
            all.add(logs);
            return new Trainer(
                            task,
                            recipe.length().value().epochs(),
                            new Seed(seed),
                            GradientSync.ALONE,
                            Optional.of(logs.before(checkpoint)),
                            saveEverySeconds,
                            all)
                    .run();
        }
    }
}
