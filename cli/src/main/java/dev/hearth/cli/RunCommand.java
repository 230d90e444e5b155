package dev.hearth.cli;

import dev.hearth.data.DidYouMean;
import dev.hearth.data.TerminalText;
import dev.hearth.papers.Recipes;
import dev.hearth.tensor.Check;
import dev.hearth.train.DivergedException;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.log.Display;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.ProgressListener;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains one recipe. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Trains one recipe and measures it; goes on where the run's folder has a checkpoint.",
            "The folder gets the recipe, a log as CSV and for TensorBoard, a checkpoint and the"
                    + " result."
        })
final class RunCommand implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Mixin private WorkersOption workers;

    @Parameters(
            paramLabel = "RECIPE",
            description = "a name that hearth list prints, or a recipe.json file")
    private String name;

    @Option(
            names = "--budget",
            paramLabel = "smoke|short|paper",
            defaultValue = "short",
            description =
                    "size of the recipe of that name: about a minute, within the hour, or as"
                            + " published (default: ${DEFAULT-VALUE})")
    private Budget budget;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "seed of everything random (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "how many runs, with the seeds from --seed on (default: ${DEFAULT-VALUE})")
    private int seeds;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "changes a setting of the recipe, such as batch=32 or rate.value=0.1; may be"
                            + " given several times")
    private List<String> settings = List.of();

    @Mixin private PrecisionOption precision;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder of the run (default: runs/RECIPE/SEED)")
    private Path out;

    @Option(
            names = "--json",
            description = "print the result as JSON; a list of them for several seeds")
    private boolean json;

    /** A recipe with a seed, trained into a folder. */
    @FunctionalInterface
    private interface Training {
        Result run(long seed, Path folder, List<TrainingListener> listeners);
    }

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw Check.error(
                    "--seeds needs a count of at least 1", seeds, "Use 3 to see a spread");
        }
        workers.shareCores(common);
        Run.Place place = common.place();
        RunSpec recipe = recipe(place);
        for (String setting : settings) {
            recipe = place.text().amendedAny(recipe, setting);
        }
        for (String setting : precision.settings(place.device())) {
            recipe = place.text().amendedAny(recipe, setting);
        }
        if (!json
                && !workers.isStarted()
                && !precision.reason(place.device()).isEmpty()) {
            System.out.println(precision.reason(place.device()));
        }
        RunSpec chosen = workers.divide(recipe);
        Path root = out != null ? out : RunFolder.below(Path.of("runs"), chosen.name());
        return workers.call(
                root,
                exchange ->
                        train(
                                chosen.name(),
                                root,
                                place.text().print(chosen),
                                (s, folder, listeners) ->
                                        new Run(chosen, budget, s, folder, List.of())
                                                .execute(place.with(exchange), listeners)));
    }

    private int train(String recipe, Path root, String printed, Training training) {
        if (!json) {
            String size =
                    name.endsWith(".json") ? "" : "Budget: " + budget.word() + " (--budget)\n";
            System.out.print(size + printed);
        }
        List<String> results = new ArrayList<>();
        List<Path> failed = new ArrayList<>();
        for (long s = seed; s < seed + seeds; s++) {
            Path folder = out != null && seeds == 1 ? root : root.resolve(Long.toString(s));
            String title = recipe + " seed " + s;
            try (ProgressListener progress =
                    new ProgressListener(
                            title, json ? Display.QUIET : Display.detect(), System.out)) {
                Result result = training.run(s, folder, List.of(RunNotes.of(json), progress));
                results.add(result.json().strip());
                if (!json) {
                    print(result, folder);
                }
            } catch (DivergedException diverged) {
                System.err.println(TerminalText.of(title + ": " + diverged.getMessage()));
                failed.add(folder);
            }
        }
        if (json) {
            String all = String.join(",\n", results);
            System.out.println(seeds == 1 ? all : "[\n" + all + "\n]");
        }
        if (failed.isEmpty()) {
            return 0;
        }
        System.err.println(
                failed.size()
                        + " of "
                        + seeds
                        + " runs failed. What they wrote before is in "
                        + String.join(", ", failed.stream().map(Path::toString).toList())
                        + ".");
        return 1;
    }

    private RunSpec recipe(Run.Place place) {
        if (name.endsWith(".json")) {
            try {
                return place.text().readAny(Files.readString(Path.of(name)));
            } catch (IOException failure) {
                boolean exists = Files.exists(Path.of(name));
                throw Check.error(
                        "run needs a recipe that can be read",
                        exists ? name + ": " + failure.getMessage() : "no file at " + name,
                        "Name a file that exists",
                        failure);
            }
        }
        return Recipes.find(name, budget, place.datasets()::has).orElseThrow(() -> unknown(place));
    }

    private IllegalArgumentException unknown(Run.Place place) {
        Set<String> names = Recipes.all(budget, place.datasets()::has).keySet();
        return Check.error(
                "run needs the name of a recipe",
                name,
                DidYouMean.question(name, names) + "./hearth list prints the names");
    }

    private static void print(Result result, Path folder) {
        System.out.printf(
                Locale.ROOT,
                "%s seed %d: %.1f s, %.0f examples/s%n",
                TerminalText.of(result.recipe()),
                result.seed(),
                result.seconds(),
                result.examplesPerSecond());
        result.metrics()
                .forEach(
                        (metric, value) ->
                                System.out.printf(Locale.ROOT, "  %-20s %.6g%n", metric, value));
        System.out.println("  files: " + folder);
    }
}
