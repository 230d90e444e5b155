package dev.hearth.cli;

import dev.hearth.data.DidYouMean;
import dev.hearth.data.TerminalText;
import dev.hearth.papers.Recipes;
import dev.hearth.train.DivergedException;
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

/** One recipe. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Trains one recipe and measures it; goes on where the run folder holds a checkpoint.",
            "RECIPE is a name that ./hearth list prints, or a recipe.json."
        })
final class RunCommand implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Parameters(paramLabel = "RECIPE", description = "a name, or a file")
    private String name;

    @Option(names = "--budget", paramLabel = "smoke|short|paper", defaultValue = "short")
    private Budget budget;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1")
    private long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "so many seeds, from --seed on")
    private int seeds;

    @Option(
            names = "--set",
            paramLabel = "knob=value",
            description = "amends the recipe, such as batch=32 or rate.value=0.1")
    private List<String> settings = List.of();

    @Option(names = "--out", paramLabel = "DIR", description = "default: runs/RECIPE/SEED")
    private Path out;

    @Option(
            names = "--json",
            description = "print the result as JSON; a list of them for several seeds")
    private boolean json;

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new IllegalArgumentException(
                    "--seeds needs a count of at least 1. Received: "
                            + seeds
                            + ". Give 3 or more"
                            + " to see a spread.");
        }
        Run.Place place = common.place();
        RunSpec recipe = recipe(place);
        for (String setting : settings) {
            recipe = place.text().amendedAny(recipe, setting);
        }
        Path home = home(recipe);
        if (!json) {
            System.out.print(place.text().print(recipe));
        }
        List<String> results = new ArrayList<>();
        List<Path> failed = new ArrayList<>();
        for (long s = seed; s < seed + seeds; s++) {
            Path folder = out != null && seeds == 1 ? home : home.resolve(Long.toString(s));
            String word = recipe.name() + " seed " + s;
            try (ProgressListener watch =
                    new ProgressListener(
                            word, json ? Display.QUIET : Display.detect(), System.out)) {
                Result result =
                        new Run(recipe, budget, s, folder, List.of())
                                .execute(place, List.of(RunNotes.of(json), watch));
                results.add(result.json().strip());
                if (!json) {
                    print(result, folder);
                }
            } catch (DivergedException diverged) {
                System.err.println(TerminalText.of(word + ": " + diverged.getMessage()));
                failed.add(folder);
            }
        }
        if (json) {
            String all = String.join(",\n", results);
            System.out.println(seeds == 1 ? all : "[\n" + all + "\n]");
        }
        if (!failed.isEmpty()) {
            System.err.println(
                    failed.size()
                            + " of "
                            + seeds
                            + " runs failed. What they wrote before is in "
                            + String.join(", ", failed.stream().map(Path::toString).toList())
                            + ".");
            return 1;
        }
        return 0;
    }

    private Path home(RunSpec recipe) {
        return out != null ? out : RunFolder.below(Path.of("runs"), recipe.name());
    }

    private RunSpec recipe(Run.Place place) {
        if (name.endsWith(".json")) {
            try {
                return place.text().readAny(Files.readString(Path.of(name)));
            } catch (IOException failure) {
                throw new IllegalArgumentException(
                        "run needs a recipe that can be read. Received: "
                                + (Files.exists(Path.of(name)) ? failure.getMessage() : "no file")
                                + " at "
                                + name
                                + ". Name a file that is there.",
                        failure);
            }
        }
        return Recipes.find(name, budget, place.datasets()::has).orElseThrow(() -> unknown(place));
    }

    private IllegalArgumentException unknown(Run.Place place) {
        Set<String> names = Recipes.all(budget, place.datasets()::has).keySet();
        return new IllegalArgumentException(
                "run needs the name of a recipe. Received: "
                        + name
                        + ". "
                        + DidYouMean.question(name, names)
                        + "./hearth list has them all.");
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
