package dev.hearth.cli;

import dev.hearth.data.DidYouMean;
import dev.hearth.data.TerminalText;
import dev.hearth.data.dataset.FolderReport;
import dev.hearth.data.dataset.PictureCache;
import dev.hearth.inference.FineTuning;
import dev.hearth.inference.LocalFolders;
import dev.hearth.papers.Recipes;
import dev.hearth.tensor.Check;
import dev.hearth.train.DivergedException;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.dataset.PictureFolder;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

    @Spec private CommandSpec spec;

    @Mixin private CommonOptions common;

    @Mixin private WorkersOption workers;

    @Parameters(
            paramLabel = "RECIPE",
            description = "a name that hearth list prints, or a recipe.json file")
    private String name;

    @Option(
            names = "--budget",
            paramLabel = "smoke|short|evidence|paper",
            defaultValue = "short",
            description =
                    "size of the recipe of that name: about a minute, within the hour, enough to"
                            + " decide a claim, or as published (default: ${DEFAULT-VALUE})")
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
            names = "--images",
            paramLabel = "DIR",
            description =
                    "the pictures of a recipe that hearth train wrote (default: the folder that the file"
                            + " names)")
    private Path images;

    @Option(
            names = "--hold-out",
            paramLabel = "S",
            description =
                    "share of each class of such pictures to measure on (default: as the file says, or"
                            + " 0.2)")
    private Double held;

    @Option(
            names = "--skip-broken",
            description = "leave out such pictures that cannot be read, as train does")
    private boolean skipBroken;

    @Option(
            names = "--no-cache",
            description = "decode every such picture anew each time it is read")
    private boolean uncached;

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
        if (workers.isOnCluster()) {
            precision.refuseAuto();
            return workers.onCluster(out);
        }
        workers.shareCores(common);
        Run.Place found = common.placeBeforeLibTorch();
        RunSpec recipe = recipe(found);
        common.setThreads();
        Run.Place place = withPictures(found, recipe);
        for (String setting : settings) {
            recipe = place.text().amendedAny(recipe, setting);
        }
        Path root = out != null ? out : RunFolder.below(Path.of("runs"), recipe.name());
        List<Path> folders = List.of(root, root.resolve(Long.toString(seed)));
        Optional<PrecisionOption.Decision> decision = precision.decide(recipe, place, folders);
        if (decision.isPresent()) {
            recipe = place.text().amendedAny(recipe, decision.get().setting());
            workers.settle(decision.get());
            if (!json && !workers.isStarted() && !decision.get().line().isEmpty()) {
                System.out.println(decision.get().line());
            }
        }
        RunSpec chosen = workers.divide(recipe);
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
            try (Interruption interruption = Interruption.of(spec.commandLine());
                    RunProgress progress = RunProgress.of(title, json, interruption)) {
                Result result = training.run(s, folder, List.of(progress));
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

    /** Adds the pictures of one's own that a recipe of {@code train} names. */
    private Run.Place withPictures(Run.Place place, RunSpec recipe) {
        String set = recipe.images().map(each -> each.spec().set()).orElse("");
        if (!set.startsWith("images/")) {
            if (images != null) {
                throw Check.error(
                        "--images goes with a recipe of one's own pictures",
                        recipe.name() + " on " + (set.isEmpty() ? "no images" : set),
                        "Leave it out");
            }
            return place;
        }
        Map<String, String> data = place.text().data(text());
        String written = data.getOrDefault("folder", "");
        Path folder = images != null ? images : Path.of(written);
        if (images == null && (written.isEmpty() || !Files.isDirectory(folder))) {
            throw Check.error(
                    "A recipe of one's own pictures needs their folder",
                    written.isEmpty() ? "none in " + name : "no folder at " + written,
                    "Name the pictures");
        }
        FolderReport report = LookProgress.of(folder, json || workers.isStarted());
        if (!skipBroken) {
            report.refuseBroken("Repair or remove them, or leave them out with --skip-broken");
        }
        Set<Path> broken = report.brokenFiles();
        if (!broken.isEmpty() && !json && !workers.isStarted()) {
            System.out.println("Broken pictures that are left out: " + broken.size());
        }
        Optional<PictureCache> cache =
                uncached
                        ? Optional.empty()
                        : Optional.of(new PictureCache(LocalFolders.pictures()));
        return new Run.Place(
                place.datasets().with(set, new PictureFolder(folder, held(data), broken, cache)),
                place.text(),
                place.device());
    }

    /** The share that the option gives, or a run wrote, or that every fifth picture is. */
    private double held(Map<String, String> data) {
        String written = data.getOrDefault("heldOut", "0.2");
        try {
            return held != null ? held : Double.parseDouble(written);
        } catch (NumberFormatException strange) {
            throw Check.error(
                    "A recipe of one's own pictures says which share of them is held out",
                    written + " in " + name,
                    "Say it with --hold-out",
                    strange);
        }
    }

    private String text() {
        try {
            return Files.readString(Path.of(name));
        } catch (IOException failure) {
            boolean exists = Files.exists(Path.of(name));
            throw Check.error(
                    "run needs a recipe that can be read",
                    exists ? name + ": " + failure.getMessage() : "no file at " + name,
                    "Name a file that exists",
                    failure);
        }
    }

    private RunSpec recipe(Run.Place place) {
        if (name.endsWith(".json")) {
            RunSpec written = place.text().readAny(text());
            if (FineTuning.beganWithWeights(written)) {
                throw Check.error(
                        "run begins with random numbers",
                        written.name()
                                + ", which began with the weights of a file, or of a head that was trained"
                                + " from them",
                        "Call train --weights with that file, the pictures and the options of the run");
            }
            return written;
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
