package dev.hearth.cli;

import dev.hearth.data.formats.ImageFolder;
import dev.hearth.data.view.Crops;
import dev.hearth.export.pictures.Classifier;
import dev.hearth.export.pictures.Evaluation;
import dev.hearth.export.weights.Head;
import dev.hearth.export.weights.TrainedModel;
import dev.hearth.nn.Network;
import dev.hearth.papers.Papers;
import dev.hearth.papers.pictures.FineTuning;
import dev.hearth.train.Beginning;
import dev.hearth.train.PictureFolder;
import dev.hearth.train.Probe;
import dev.hearth.train.Result;
import dev.hearth.train.Run;
import dev.hearth.train.Shelf;
import dev.hearth.train.Watch;
import dev.hearth.train.log.Display;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model on a person's own pictures. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a model on a folder of labelled pictures, DIR/CLASS/PICTURE, and measures it on"
                    + " every fifth; or learns from DIR/train and measures on DIR/val.",
            "With --weights the new head learns alone first (--freeze epochs), then all of it.",
            "Interrupted, it goes on where it stopped when called again."
        })
final class Train implements Callable<Integer> {

    @Mixin private Common common;

    @Option(names = "--images", paramLabel = "DIR", required = true)
    private Path images;

    @Option(
            names = "--model",
            paramLabel = "M",
            required = true,
            description = "a name of ./hearth list, such as inception-resnet-v2-released")
    private String model;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description =
                    "where it begins: .safetensors, .pth, a folder that holds a model, or the word"
                            + " released for the fetched ones")
    private String weights;

    @Option(
            names = "--freeze",
            paramLabel = "E",
            description =
                    "epochs in which the head learns alone (default: 2 with --weights, else 0)")
    private Integer freeze;

    @Option(
            names = "--frozen",
            paramLabel = "PATTERN",
            description =
                    "tensors that never learn, by their names in ./hearth describe, such as"
                            + " 'stem.*'; may be given several times")
    private List<String> frozen = List.of();

    @Option(names = "--epochs", paramLabel = "N", description = "in all (default: 10)")
    private Integer epochs;

    @Option(
            names = "--batch",
            paramLabel = "B",
            description = "default: 32, or 8 for large pictures")
    private Integer batch;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description =
                    "default: 0.001, or 0.0001 with --weights; the head alone has ten times that")
    private Double rate;

    @Option(
            names = "--hold-out",
            paramLabel = "S",
            defaultValue = "0.2",
            description = "share of each class to measure on, where there is no DIR/val")
    private double held;

    @Option(
            names = "--set",
            paramLabel = "knob=value",
            description = "amends the recipes, such as optimizer.beta1=0.5")
    private List<String> settings = List.of();

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "default: runs/images/NAME/MODEL/SEED")
    private Path out;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    @Override
    public Integer call() {
        PictureFolder folder = new PictureFolder(images, held);
        String name = weights == null ? model : Model.name(model);
        List<String> classes = classes(folder);
        Optional<Path> begun = Model.beginning(name, Optional.ofNullable(weights), common.root());
        FineTuning tuning = amended(FineTuning.of(name, word(), classes.size()), begun);
        Run.Place given = common.place();
        Run.Place place =
                new Run.Place(
                        given.shelf().with(tuning.set(), folder), given.text(), given.device());
        Path home =
                out != null ? out : Path.of("runs", "images", word(), name, Long.toString(seed));
        Keeper keeper = new Keeper(tuning, classes, place);
        Optional<Recipe> head = tuning.head().map(recipe -> set(recipe, place));
        Optional<Recipe> all = tuning.all().map(recipe -> set(recipe, place));
        Beginning beginning =
                begun.<Beginning>map(file -> net -> Model.fill(net, file, Head.FRESH))
                        .orElse(Beginning.FRESH);
        if (head.isPresent()) {
            Path first = all.isPresent() ? home.resolve("head") : home;
            Result result = run(head.get(), first, place, keeper, beginning);
            if (all.isEmpty()) {
                return told(result, home);
            }
            beginning = net -> Model.fill(net, first, Head.STORED);
        }
        return told(run(all.orElseThrow(), home, place, keeper, beginning), home);
    }

    private String word() {
        Path last = images.toAbsolutePath().normalize().getFileName();
        return last == null ? "images" : last.toString();
    }

    private List<String> classes(PictureFolder folder) {
        Path pictures = folder.tested().isPresent() ? images.resolve("train") : images;
        List<String> classes =
                ImageFolder.open(
                                pictures,
                                new dev.hearth.data.Pixels(3, 1, 1),
                                (picture, pixels, target, offset) -> {})
                        .classNames();
        if (classes.size() < 2) {
            throw new IllegalArgumentException(
                    "--images needs two classes or more. Received: "
                            + classes
                            + " in "
                            + pictures
                            + ". Give each class a folder of its own.");
        }
        return classes;
    }

    private FineTuning amended(FineTuning usual, Optional<Path> begun) {
        FineTuning tuning = usual;
        if (epochs != null) {
            tuning = tuning.epochs(epochs);
        }
        if (begun.isPresent()) {
            tuning = tuning.from(Model.digest(begun.get()));
        }
        if (freeze != null) {
            tuning = tuning.freeze(freeze);
        }
        if (batch != null) {
            tuning = tuning.batch(batch);
        }
        if (!frozen.isEmpty()) {
            tuning = tuning.frozen(frozen);
        }
        return rate == null ? tuning : tuning.rate(rate);
    }

    private Recipe set(Recipe recipe, Run.Place place) {
        Recipe amended = recipe;
        for (String setting : settings) {
            amended = place.text().amended(amended, setting);
        }
        return amended;
    }

    private Result run(
            Recipe recipe, Path home, Run.Place place, Keeper keeper, Beginning beginning) {
        if (!json) {
            System.out.print(place.text().print(recipe));
        }
        try (Watch watch =
                new Watch(
                        recipe.name() + " seed " + seed,
                        json ? Display.QUIET : Display.detect(),
                        System.out)) {
            return new Run(recipe, Budget.SHORT, seed, home, List.of(keeper.in(home)))
                    .execute(place, List.of(watch), beginning);
        }
    }

    private int told(Result result, Path home) {
        if (json) {
            System.out.println(result.json().strip());
            return 0;
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f s, %.1f pictures/s%n",
                result.recipe(),
                result.seconds(),
                result.examplesPerSecond());
        Evaluate.print(result.metrics());
        System.out.println("  files: " + home + " (confusion.png, mistakes.png, model.json, …)");
        System.out.println("Try ./hearth predict --model " + home + " picture.jpg");
        return 0;
    }

    /** Keeps what was learned, as a model's folder, and looks at its mistakes. */
    private record Keeper(FineTuning tuning, List<String> classes, Run.Place place) {

        private static final int SQUARES = 8;

        Probe in(Path home) {
            return (network, sets, chance) -> {
                TrainedModel letter =
                        new TrainedModel(tuning.model(), tuning.net(), tuning.view(), classes);
                letter.write(home, network, Papers.letters());
                Evaluation evaluation = look(network, sets);
                evaluation.write(home, tuning.view());
                return evaluation.errors();
            };
        }

        private Evaluation look(Network network, Shelf.Sets sets) {
            List<Integer> labels = new ArrayList<>();
            for (int i = 0; i < sets.testing().size(); i++) {
                labels.add(sets.testing().label(i));
            }
            return Evaluation.of(
                    new Classifier(network, tuning.view(), SQUARES),
                    classes,
                    new Evaluation.Pictures(PictureFolder.files(sets), labels),
                    Crops.ONE,
                    done -> {});
        }
    }
}
