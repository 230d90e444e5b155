package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Sha256;
import dev.hearth.data.TerminalText;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.Evaluation;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.TrainedModel;
import dev.hearth.nn.Model;
import dev.hearth.papers.pictures.FineTuning;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.WeightsSource;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.dataset.PictureFolder;
import dev.hearth.train.dataset.PictureSplit;
import dev.hearth.train.log.Display;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.run.ProgressListener;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.task.PostTrainingMetric;
import dev.hearth.weights.HeadPolicy;
import dev.hearth.zoo.ModelRegistry;
import java.nio.file.Files;
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
                    + " about every fifth, by lot; or learns from DIR/train and measures on DIR/val.",
            "With --weights the new head learns alone first (--freeze epochs), then all of it.",
            "Interrupted, it goes on where it stopped when called again; done, it trains on when"
                    + " called with more epochs."
        })
final class TrainCommand implements Callable<Integer> {

    @Mixin private CommonOptions common;

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
            description = "default: 32, or 8 for large pictures; all of them where there are fewer")
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
            description =
                    "default: runs/images/NAME-DIGITS/MODEL/SEED; the digits tell folders of one"
                            + " name apart")
    private Path out;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    @Override
    public Integer call() {
        PictureFolder folder = new PictureFolder(images, held);
        String name = weights == null ? model : ModelReference.name(model);
        List<String> classes = classes(folder);
        Optional<Path> begun =
                ModelReference.beginning(name, Optional.ofNullable(weights), common.root());
        FineTuning usual = amended(FineTuning.of(name, word(), classes.size()), begun);
        Run.Place given = common.place();
        Run.Place place =
                new Run.Place(
                        given.datasets().with(usual.set(), folder), given.text(), given.device());
        DatasetProvider.Sets sets = place.datasets().open(usual.corpus(), usual.preparation());
        FineTuning tuning = fitting(usual, sets.training().size());
        Path home = out != null ? out : usualHome(name);
        checkClasses(home, classes);
        begun.ifPresent(file -> warn(file, sets));
        Keeper keeper = new Keeper(tuning, classes, place);
        Optional<Recipe> head = tuning.head().map(recipe -> set(recipe, place));
        Optional<Recipe> all = tuning.all().map(recipe -> set(recipe, place));
        WeightsSource beginning =
                begun.<WeightsSource>map(
                                file -> net -> ModelReference.fill(net, file, HeadPolicy.FRESH))
                        .orElse(WeightsSource.FRESH);
        if (head.isPresent()) {
            Path first = all.isPresent() ? home.resolve("head") : home;
            checkHead(head.get(), first, home, place);
            Result result = run(head.get(), first, place, keeper, beginning);
            if (all.isEmpty()) {
                return told(result, home);
            }
            beginning = net -> ModelReference.fill(net, first, HeadPolicy.STORED);
        }
        return told(run(all.orElseThrow(), home, place, keeper, beginning), home);
    }

    /** A folder for each folder of pictures, though others may bear the same name. */
    private Path usualHome(String name) {
        Path pictures = images.toAbsolutePath().normalize();
        String digits = Sha256.of(pictures.toString()).substring(0, 6);
        return Path.of("runs", "images", word() + "-" + digits, name, Long.toString(seed));
    }

    /** Smaller batches where nobody asked for these and there are too few pictures for one. */
    private FineTuning fitting(FineTuning usual, int pictures) {
        if (batch != null || pictures >= usual.batch()) {
            return usual;
        }
        RunNotes.of(json)
                .accept(
                        new TrainingEvent.Noted(
                                "There are "
                                        + pictures
                                        + " pictures to learn from, so a batch has "
                                        + pictures
                                        + " instead of "
                                        + usual.batch()
                                        + " (--batch)."));
        return usual.batch(pictures);
    }

    /** Runs of earlier versions do not say what they learned from, but what they can name. */
    private static void checkClasses(Path home, List<String> classes) {
        if (!TrainedModel.isIn(home)) {
            return;
        }
        List<String> before = TrainedModel.read(home, ModelRegistry.layerJson()).classes();
        if (!before.equals(classes)) {
            throw new BadDataException(
                    "A model of the classes "
                            + String.join(", ", classes)
                            + " needs a folder of its own",
                    home + " with one of the classes " + String.join(", ", before),
                    "Name another folder, or remove this one to begin anew");
        }
    }

    /** Trained numbers may come from some of the pictures that are to be measured on. */
    private void warn(Path file, DatasetProvider.Sets sets) {
        Optional<PictureSplit> before =
                Files.isDirectory(file) ? PictureSplit.read(file) : Optional.empty();
        long known =
                before.map(split -> PictureSplit.of(images, sets).measuredAndLearnedIn(split))
                        .orElse(0L);
        if (known > 0) {
            RunNotes.of(json)
                    .accept(
                            new TrainingEvent.Noted(
                                    "Beware: "
                                            + file
                                            + " has learned from "
                                            + known
                                            + " of the "
                                            + sets.testing().size()
                                            + " pictures to be measured on, so new ones will go"
                                            + " worse."));
        }
    }

    /** The whole net has begun with the head as it was: a longer trained head is another beginning. */
    private static void checkHead(Recipe head, Path first, Path home, Run.Place place) {
        Path file = first.resolve("result.json");
        if (!first.equals(home)
                && Files.exists(file)
                && Files.exists(home.resolve("checkpoint.safetensors"))
                && !Result.read(file).recipeHash().equals(place.text().hash(head))) {
            throw new BadDataException(
                    "The whole net goes on from the head that it began with",
                    "another recipe for the head than that in " + first,
                    "Leave the head's epochs and rate as they were, or name another folder");
        }
    }

    private String word() {
        Path last = images.toAbsolutePath().normalize().getFileName();
        return last == null ? "images" : last.toString();
    }

    private List<String> classes(PictureFolder folder) {
        Path pictures = folder.tested().isPresent() ? images.resolve("train") : images;
        List<String> classes = ImageFolder.open(pictures, InputSpec.unscaled(1, 1)).classNames();
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
            tuning = tuning.from(ModelReference.digest(begun.get()));
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
            Recipe recipe, Path home, Run.Place place, Keeper keeper, WeightsSource beginning) {
        if (!json) {
            System.out.print(place.text().print(recipe));
        }
        try (ProgressListener watch =
                new ProgressListener(
                        recipe.name() + " seed " + seed,
                        json ? Display.QUIET : Display.detect(),
                        System.out)) {
            return new Run(recipe, Budget.SHORT, seed, home, List.of(keeper.in(home)))
                    .execute(place, List.of(RunNotes.of(json), watch), beginning);
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
                TerminalText.of(result.recipe()),
                result.seconds(),
                result.examplesPerSecond());
        EvaluateCommand.print(result.metrics());
        String folder = TerminalText.of(home.toString());
        System.out.println("  files: " + folder + " (confusion.png, mistakes.png, model.json, …)");
        System.out.println("Try ./hearth predict --model " + folder + " picture.jpg");
        return 0;
    }

    /** Keeps what was learned, as a model's folder, and looks at its mistakes. */
    private record Keeper(FineTuning tuning, List<String> classes, Run.Place place) {

        private static final int SQUARES = 8;

        PostTrainingMetric in(Path home) {
            return (network, sets, chance) -> {
                TrainedModel letter =
                        new TrainedModel(tuning.model(), tuning.net(), tuning.view(), classes);
                letter.write(home, network, ModelRegistry.layerJson());
                Evaluation evaluation = look(network, sets);
                evaluation.write(home, tuning.view());
                return evaluation.errors();
            };
        }

        private Evaluation look(Model network, DatasetProvider.Sets sets) {
            List<Integer> labels = new ArrayList<>();
            for (int i = 0; i < sets.testing().size(); i++) {
                labels.add(sets.testing().label(i));
            }
            return Evaluation.of(
                    new ImageClassifier(network, tuning.view(), SQUARES),
                    classes,
                    new Evaluation.Pictures(PictureFolder.files(sets), labels),
                    TestCrops.ONE,
                    done -> {});
        }
    }
}
