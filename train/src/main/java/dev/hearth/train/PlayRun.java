package dev.hearth.train;

import dev.hearth.data.BadData;
import dev.hearth.data.Digests;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Engine;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.checkpoint.Safetensors;
import dev.hearth.train.play.Course;
import dev.hearth.train.play.CourseText;
import dev.hearth.train.play.QLearning;
import dev.hearth.train.recipe.Budget;
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
 * One course, one seed, one folder: {@link Run} for a net that plays. The folder holds the same
 * files.
 *
 * <pre>{@code
 * static Result learned(Course course, CourseText text) {
 *     return new PlayRun(course, Budget.SMOKE, 1, Path.of("runs/raiders/1"))
 *             .execute(text, Device.CPU, List.of(), (task, folder) -> Map.of());
 * }
 * }</pre>
 *
 * @param course what
 * @param budget how much work it is meant to be
 * @param seed of everything
 * @param folder where
 */
public record PlayRun(Course course, Budget budget, long seed, Path folder) {

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

    /** Somebody who looks at a net that has learned to play, and may leave a file behind. */
    @FunctionalInterface
    public interface Farewell {

        /**
         * Looks.
         *
         * @param task trained; must not be changed
         * @param folder of the run
         * @return figures by name, which join the run's metrics
         */
        Map<String, Double> look(QLearning task, Path folder);
    }

    /**
     * Does it.
     *
     * @param text how courses are written
     * @param device where tensors live
     * @param listeners told how it goes, besides the folder's own logs
     * @param farewell who looks at the net in the end
     * @return the result, which also stands in the folder
     * @throws BadData if the folder cannot be written, belongs to another run, or holds a broken file
     * @throws Diverged if a loss or a weight is no number any more
     */
    public Result execute(
            CourseText text, Device device, List<Listener> listeners, Farewell farewell) {
        return execute(text, device, listeners, farewell, SAVE_EVERY_SECONDS);
    }

    /** The same with checkpoints as often as a test wants them. */
    Result execute(
            CourseText text,
            Device device,
            List<Listener> listeners,
            Farewell farewell,
            double saveEverySeconds) {
        return Cancelled.told(
                course.name(),
                folder.resolve("checkpoint.safetensors"),
                () -> worked(text, device, listeners, farewell, saveEverySeconds));
    }

    private Result worked(
            CourseText text,
            Device device,
            List<Listener> listeners,
            Farewell farewell,
            double saveEverySeconds) {
        String hash = text.hash(course);
        try (RunFolder home = RunFolder.open(folder);
                Scope run = Scope.open()) {
            Optional<Result> before = done(home, hash);
            if (before.isPresent()) {
                return before.get();
            }
            QLearning task = new QLearning(course, new Seed(seed), device);
            Progress progress = train(text, hash, task, home, listeners, saveEverySeconds);
            Map<String, Double> metrics =
                    new TreeMap<>(progress.history().get(progress.history().size() - 1));
            metrics.putAll(farewell.look(task, folder));
            metrics.put("parameters", (double) task.network().parameters().count());
            double steps =
                    (double) progress.step()
                            * course.acting().value().lanes()
                            * course.acting().value().stepsPerUpdate();
            metrics.put("playedSteps", steps);
            double learned = (double) progress.step() * course.batch().value();
            Result result =
                    new Result(
                            course.name(),
                            hash,
                            budget.word(),
                            Map.of(
                                    "name",
                                    course.game().value().name(),
                                    "digest",
                                    Digests.of(course.game().value().toString())),
                            seed,
                            device.name().toLowerCase(Locale.ROOT),
                            Engine.threads(),
                            Machine.hardware(),
                            Machine.versions(),
                            metrics,
                            progress.history(),
                            List.of(),
                            progress.seconds(),
                            learned / progress.seconds());
            home.write("result.json", result.json());
            return result;
        }
    }

    /**
     * A net that a run has taught, from its folder: {@code recipe.json} and the last checkpoint.
     *
     * @param folder of the run, done or not
     * @param text how courses are written
     * @param device where tensors live; in the scope open now
     * @return as the run left it
     * @throws BadData if the folder holds no run of a course
     */
    public static QLearning load(Path folder, CourseText text, Device device) {
        Path written = folder.resolve("recipe.json");
        Path file = folder.resolve("checkpoint.safetensors");
        Course course;
        String seed;
        try (Safetensors stored = Safetensors.open(file)) {
            course = text.read(Files.readString(written));
            seed = stored.metadata().getOrDefault("seed", "");
            if (!seed.matches("-?\\d{1,19}")) {
                throw new IllegalArgumentException("a checkpoint without a seed");
            }
        } catch (IOException | IllegalArgumentException broken) {
            throw new BadData(
                    "A net that plays is read from the folder of a run that taught it, " + folder,
                    String.valueOf(broken.getMessage()),
                    "Name a folder below OUT/weightnorm/raiders that ./hearth reproduce wrote",
                    broken);
        }
        Seed start = new Seed(Long.parseLong(seed));
        QLearning task = new QLearning(course, start, device);
        new Checkpoint(file, text.write(course), text.hash(course), start.value()).restore(task);
        return task;
    }

    private Optional<Result> done(RunFolder home, String hash) {
        Path file = home.file("result.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Result result = Result.read(file);
        if (!result.recipeHash().equals(hash) || result.seed() != seed) {
            throw new BadData(
                    "A run of "
                            + course.name()
                            + " with seed "
                            + seed
                            + " needs a folder of its own",
                    folder
                            + " with the result of "
                            + (result.recipeHash().equals(hash)
                                    ? "seed " + result.seed()
                                    : "another course, " + result.recipe()),
                    "Name another folder, or remove this one to begin anew");
        }
        return Optional.of(result);
    }

    private Progress train(
            CourseText text,
            String hash,
            QLearning task,
            RunFolder home,
            List<Listener> listeners,
            double saveEverySeconds) {
        String written = text.write(course);
        Checkpoint checkpoint =
                new Checkpoint(home.file("checkpoint.safetensors"), written, hash, seed);
        try (RunLogs logs = new RunLogs(home, COLUMNS)) {
            List<Listener> all = new ArrayList<>(listeners);
            all.add(
                    event -> {
                        // A checkpoint of another course has been refused by then.
                        if (event instanceof Event.Started) {
                            home.write("recipe.json", written + "\n");
                        }
                    });
            all.add(logs);
            return new Trainer(
                            task,
                            course.length().value().epochs(),
                            new Seed(seed),
                            Exchange.ALONE,
                            Optional.of(logs.before(checkpoint)),
                            saveEverySeconds,
                            all)
                    .run();
        }
    }
}
