package dev.hearth.cli;

// Above 400 lines, because each option stands with its sentence.

import dev.hearth.data.Sha256;
import dev.hearth.data.TerminalText;
import dev.hearth.data.dataset.FolderReport;
import dev.hearth.inference.AugmentationPreset;
import dev.hearth.inference.ClassBalance;
import dev.hearth.inference.Evaluation;
import dev.hearth.inference.FineTuning;
import dev.hearth.inference.GanTraining;
import dev.hearth.inference.LabelledPictures;
import dev.hearth.inference.LocalFolders;
import dev.hearth.tensor.Check;
import dev.hearth.train.Exchange;
import dev.hearth.train.RateRangeTest;
import dev.hearth.train.log.WrappedText;
import dev.hearth.train.recipe.EpochChoice;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.run.RunFolder;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a model on one's own pictures. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a model on a folder of your own pictures, DIR/CLASS/PICTURE.",
            "About every fifth picture is held out to measure the errors on, chosen at random by its"
                    + " name; if there are DIR/train and DIR/val (or valid, validation, test), it is"
                    + " trained on the first and measured on the second.",
            "First prints what ./hearth data look DIR finds, in short; nothing is trained while a"
                    + " picture is broken, unless with --skip-broken.",
            "Decoded pictures are kept in ~/.cache/hearth/pictures, 20 GB at most.",
            "With --weights a new head is trained alone first (--freeze epochs), then the whole"
                    + " model.",
            "With --model gan a generator of such pictures is trained; the classes do not matter.",
            "The model gets the weights of the epoch with the least error on the held-out pictures, which"
                    + " is therefore a little too low (--keep last for those of the last one).",
            "Interrupted, it goes on where it stopped when it is called again; finished, it trains on"
                    + " when it is called with more epochs."
        })
final class TrainCommand implements Callable<Integer> {

    private static final String GAN = "gan";
    private static final int PREVIEWED = 8;

    /** Which epoch's weights become the model. */
    private enum Kept {
        BEST,
        LAST
    }

    /** Of the range test. */
    private static final RateRangeTest RANGE = new RateRangeTest(1e-5, 1, 100);

    @Spec private CommandSpec spec;

    @Mixin private CommonOptions common;

    @Mixin private WorkersOption workers;

    @Option(
            names = "--images",
            paramLabel = "DIR|TABLE.parquet",
            required = true,
            description =
                    "the pictures, in a folder for each class: JPEG, PNG, WebP, GIF, BMP, TIFF; or Parquet"
                            + " with their bytes in a column content and classes in a column label")
    private Path images;

    private Path pictures;

    @Option(
            names = "--model",
            paramLabel = "M",
            required = true,
            completionCandidates = ModelNames.class,
            description =
                    "a name that hearth list prints, such as inception-resnet-half for photographs, or"
                            + " gan")
    private String model;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description =
                    "weights to start from: a .safetensors or .pth file, a folder that holds"
                            + " a model, or \"released\" for the downloaded ones")
    private String weights;

    @Option(
            names = "--side",
            paramLabel = "N",
            description =
                    "side of the pictures that the model sees, in pixels (default: the model's; 32 for"
                            + " gan)")
    private Integer side;

    @Option(
            names = "--freeze",
            paramLabel = "E",
            description =
                    "epochs in which the head is trained alone (default: 2 with --weights, else 0)")
    private Integer freeze;

    @Option(
            names = "--features",
            description =
                    "with --weights: train the head alone, on features of each picture that are computed"
                            + " once and kept in memory, so that further epochs take seconds; pictures"
                            + " are not augmented")
    private boolean onFeatures;

    @Option(
            names = "--frozen",
            paramLabel = "PATTERN",
            description =
                    "tensors that are never trained, by their names in hearth describe, such as"
                            + " 'stem.*'; may be given several times")
    private List<String> frozen = List.of();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "epochs in all (default: 10; 50 for gan)")
    private Integer epochs;

    @Option(
            names = "--batch",
            paramLabel = "B",
            description =
                    "pictures of a step (default: 32, or 8 for large inputs, and fewer if there are"
                            + " fewer; 64 for gan)")
    private Integer batch;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description =
                    "learning rate (default: 0.001, or 0.0001 with --weights; ten times that for the"
                            + " head alone)")
    private Double rate;

    @Option(
            names = "--patience",
            paramLabel = "E",
            description =
                    "end after so many epochs without a better one (default: 0, all epochs are trained)")
    private Integer patience;

    @Option(
            names = "--keep",
            paramLabel = "best|last",
            defaultValue = "best",
            description = "which epoch's weights become the model (default: ${DEFAULT-VALUE})")
    private Kept keep;

    @Option(
            names = "--balance",
            paramLabel = "none|weights|oversampled",
            defaultValue = "none",
            description =
                    "for classes of unequal count: weights in the loss, or rarer pictures several times an"
                            + " epoch (default: ${DEFAULT-VALUE})")
    private ClassBalance balance;

    @Option(
            names = "--augment",
            paramLabel = "none|flip|crop|strong",
            defaultValue = "crop",
            description =
                    "what is done to training pictures: nothing, mirrored, random crops too, or turns and"
                            + " light as well (default: ${DEFAULT-VALUE})")
    private AugmentationPreset augment;

    @Option(
            names = "--preview",
            paramLabel = "FILE",
            description = "draw a sheet of augmented training pictures as a PNG file, and end")
    private Path preview;

    @Option(
            names = "--find-rate",
            description =
                    "train some steps while the learning rate rises, suggest a rate, draw the curve into"
                            + " the run's folder, and end (range test, Smith 2015)")
    private boolean findRate;

    @Option(
            names = "--hold-out",
            paramLabel = "S",
            defaultValue = "0.2",
            description =
                    "share of each class to measure on, if there is no DIR/val (default:"
                            + " ${DEFAULT-VALUE})")
    private double held;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "changes a recipe's setting (loss.smoothing=0)")
    private List<String> settings = List.of();

    @Mixin private PrecisionOption precision;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "seed of everything random (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "folder of the run (default: runs/images/NAME-DIGITS/MODEL/SEED; the digits tell"
                            + " folders of the same name apart)")
    private Path out;

    @Option(names = "--skip-broken", description = "leave out pictures that cannot be read")
    private boolean skipBroken;

    @Option(names = "--no-cache", description = "decode every picture anew each time it is read")
    private boolean uncached;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    @Override
    public Integer call() {
        if (workers.isOnCluster()) {
            precision.refuseAuto();
            return workers.onCluster(out);
        }
        workers.shareCores(common);
        int count = workers.checked();
        Run.Place place = common.place();
        pictures = images;
        // What is wrong with the options is said before the pictures are opened, which can take
        // minutes.
        if (model.equals(GAN)) {
            Path folder = checked(out != null ? out : usualFolder(GAN));
            gan(place).check(count);
            pictures = unpacked();
            GanTraining training = gan(place).without(broken());
            try (Interruption interruption = Interruption.of(spec.commandLine())) {
                return workers.call(
                        folder, exchange -> gan(training, exchange, place, folder, interruption));
            }
        }
        FineTuning tuning = classifier(place).check(count);
        Path folder = checked(out != null ? out : usualFolder(tuning.model()));
        if (preview != null) {
            checked(preview.toAbsolutePath().getParent());
        }
        pictures = unpacked();
        tuning.on(pictures).without(broken());
        precision
                // Where the head is trained first, the run begins in a folder of its own.
                .decide(place.device(), List.of(folder, folder.resolve("head")))
                .ifPresent(
                        decision -> {
                            tuning.set(decision.setting());
                            workers.settle(decision);
                            if (!json && !workers.isStarted() && !decision.line().isEmpty()) {
                                System.out.println(decision.line());
                            }
                        });
        try (Interruption interruption = Interruption.of(spec.commandLine())) {
            return classifier(
                    tuning.listeners(recipe -> listener(recipe, place, interruption)), folder);
        }
    }

    /** Of several workers the first has the folder locked, and the process that started them has looked. */
    private Path checked(Path folder) {
        if (!workers.isStarted()) {
            RunFolder.check(folder);
        }
        return folder;
    }

    /** Parquet becomes a folder; with several workers before one of them begins. */
    private Path unpacked() {
        if (!images.toString().endsWith(".parquet")) {
            return images;
        }
        return Services.first(LabelledPictures.class, each -> each.accepts(images))
                .orElseThrow(
                        () ->
                                Check.error(
                                        "Pictures in Parquet need Spark's jars on the class path",
                                        images,
                                        "Call ./hearth, which builds with them, or name a folder"))
                .unpacked(images, LocalFolders.cache().resolve("unpacked"));
    }

    /** Says what is in the folder, and refuses broken pictures, all of them at once. */
    private Set<Path> broken() {
        FolderReport report = LookProgress.of(pictures, json || workers.isStarted());
        if (!json && !workers.isStarted()) {
            // Where they are refused, the refusal names them.
            FolderReportText.summary(report, skipBroken).forEach(System.out::println);
        }
        if (!skipBroken) {
            report.refuseBroken("Repair or remove them, or leave them out with --skip-broken");
        }
        return report.brokenFiles();
    }

    private FineTuning classifier(Run.Place place) {
        FineTuning tuning =
                FineTuning.of(model)
                        .on(pictures)
                        .data(common.root())
                        .device(place.device())
                        .holdOut(held)
                        .seed(seed)
                        .frozen(frozen.toArray(String[]::new))
                        .balance(balance)
                        .augmentation(augment)
                        .keep(choice())
                        .notices(this::note);
        if ("released".equals(weights)) {
            tuning.pretrained();
        } else if (weights != null) {
            tuning.weights(Path.of(weights));
        }
        if (side != null) {
            tuning.side(side);
        }
        if (uncached) {
            tuning.cache(Optional.empty());
        }
        if (epochs != null) {
            tuning.epochs(epochs);
        }
        if (freeze != null) {
            tuning.headEpochs(freeze);
        }
        if (onFeatures) {
            if (freeze != null
                    || spec.commandLine().getParseResult().hasMatchedOption("--augment")) {
                throw Check.error(
                        "--features trains the head in all epochs, without augmentation",
                        "--freeze or --augment besides",
                        "Leave it out");
            }
            tuning.onFeatures();
        }
        if (batch != null) {
            tuning.batch(batch);
        }
        if (rate != null) {
            tuning.rate(rate);
        }
        settings.forEach(tuning::set);
        return tuning;
    }

    private int classifier(FineTuning tuning, Path folder) {
        if (preview != null) {
            return preview(tuning);
        }
        if (findRate) {
            return RateSearch.run(tuning, RANGE, folder, json);
        }
        return workers.call(folder, exchange -> classifier(tuning, exchange, folder));
    }

    private int classifier(FineTuning tuning, Exchange exchange, Path folder) {
        List<Evaluation> evaluations = new ArrayList<>();
        Result result =
                tuning.workers(exchange, workers.statistics())
                        .evaluated(evaluations::add)
                        .train(folder);
        if (!json) {
            speed(result);
            EvaluateCommand.print(result.metrics());
            if (!evaluations.isEmpty()) {
                EvaluateCommand.perClass(evaluations.get(evaluations.size() - 1));
            }
        }
        return finish(
                result,
                folder,
                "confusion.png, mistakes.png, model.json, …",
                List.of("predict --model RUN picture.jpg", "report RUN"));
    }

    private EpochChoice choice() {
        if (keep == Kept.LAST && patience != null && patience > 0) {
            throw Check.error(
                    "--patience ends a run whose best epoch is kept",
                    "--keep last",
                    "Leave one of them out");
        }
        return keep == Kept.LAST
                ? new EpochChoice.Last()
                : new EpochChoice.Best(patience == null ? 0 : patience);
    }

    private int preview(FineTuning tuning) {
        Path folder = preview.toAbsolutePath().getParent();
        try {
            // Before a picture is decoded.
            Files.createDirectories(folder);
            tuning.preview(PREVIEWED).write(preview);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(preview, failure);
        }
        System.out.println(
                json
                        ? Json.text(Map.of("preview", preview.toString()))
                        : "The sheet is " + TerminalText.of(preview.toString()) + ".");
        return 0;
    }

    /** Where it is, how large, and what can be done with it, a line each. */
    private int finish(Result result, Path folder, String files, List<String> next) {
        if (json) {
            System.out.println(result.json().strip());
            return 0;
        }
        String shown = TerminalText.of(folder.toString());
        String line = "  files: " + shown + ", " + size(folder) + " (" + files + ")";
        System.out.println(WrappedText.of(line));
        for (int i = 0; i < next.size(); i++) {
            String command = next.get(i).replace("RUN", shown);
            System.out.println(
                    WrappedText.command((i == 0 ? "Try ./hearth " : " or ./hearth ") + command));
        }
        return 0;
    }

    /** A file that has two names, as the best epoch's checkpoint may have, counts once. */
    private static String size(Path folder) {
        Map<Object, Long> bytes = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.toList()) {
                var file = Files.readAttributes(each, BasicFileAttributes.class);
                if (file.isRegularFile()) {
                    bytes.put(file.fileKey() == null ? each : file.fileKey(), file.size());
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        double all = bytes.values().stream().mapToLong(Long::longValue).sum();
        return String.format(Locale.ROOT, "%.1f MB", all / 1e6);
    }

    private GanTraining gan(Run.Place place) {
        if (weights != null
                || freeze != null
                || patience != null
                || preview != null
                || findRate
                || onFeatures
                || keep != Kept.BEST
                || balance != ClassBalance.NONE
                || augment != AugmentationPreset.CROP
                || rate != null
                || !frozen.isEmpty()
                || !settings.isEmpty()
                || spec.commandLine().getParseResult().hasMatchedOption("--hold-out")
                || precision.isGiven()) {
            throw Check.error(
                    "--model gan has the options --images, --side, --epochs, --batch, --seed,"
                            + " --skip-broken, --no-cache and --out",
                    "another option of train",
                    "Leave it out");
        }
        GanTraining training = GanTraining.on(pictures).seed(seed).device(place.device());
        if (side != null) {
            training.side(side);
        }
        if (uncached) {
            training.cache(Optional.empty());
        }
        if (epochs != null) {
            training.epochs(epochs);
        }
        if (batch != null) {
            training.batch(batch);
        }
        return training;
    }

    private int gan(
            GanTraining training,
            Exchange exchange,
            Run.Place place,
            Path folder,
            Interruption interruption) {
        training.workers(exchange, workers.statistics());
        Result result;
        try (RunProgress progress = listener(training.recipe(), place, interruption)) {
            result = training.listener(progress).train(folder);
        }
        if (!json) {
            speed(result);
        }
        return finish(result, folder, "samples.png, samples.gif, …", List.of("generate RUN"));
    }

    /** One folder for each folder of pictures, though others have the same name. */
    private Path usualFolder(String name) {
        Path pictures = images.toAbsolutePath().normalize();
        Path last = pictures.getFileName();
        String digits = Sha256.of(pictures.toString()).substring(0, 6);
        String first = last == null ? "images" : last.toString();
        return Path.of("runs", "images", first + "-" + digits, name, Long.toString(seed));
    }

    private void note(String text) {
        String shown = TerminalText.of(text);
        if (json) {
            System.err.println(Words.error(shown));
        } else {
            System.out.println(WrappedText.of(shown));
        }
    }

    /** Names the recipe, whose settings are for the page of the run, then shows how its training goes. */
    private RunProgress listener(RunSpec recipe, Run.Place place, Interruption interruption) {
        if (!json) {
            System.out.printf(
                    Locale.ROOT,
                    "Recipe %s, %d %s%n  all its settings are in recipe.json in the run's folder%n",
                    TerminalText.of(recipe.name()),
                    recipe.epochCount(),
                    recipe.epochCount() == 1 ? "epoch" : "epochs");
        }
        return RunProgress.of(recipe.name() + " seed " + seed, json, interruption);
    }

    private static void speed(Result result) {
        System.out.println(
                WrappedText.of(
                        String.format(
                                Locale.ROOT,
                                "%s: %.1f s, %.1f pictures/s",
                                TerminalText.of(result.recipe()),
                                result.seconds(),
                                result.examplesPerSecond())));
    }
}
