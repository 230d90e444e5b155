package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.TerminalText;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.Evaluation;
import dev.hearth.tensor.Scope;
import dev.hearth.train.dataset.DataIdentity;
import dev.hearth.train.dataset.PictureSplit;
import dev.hearth.train.log.Display;
import dev.hearth.train.log.ProgressLine;
import dev.hearth.train.run.Result;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How often a model is right. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a trained model on a folder of labelled pictures (FOLDER/CLASS/PICTURE), or a"
                    + " run on the data that it was measured on: of train, the pictures held out.",
            "Folders may bear ImageNet's synsets, such as n01440764; not all classes need be there."
        })
final class EvaluateCommand implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            description = "a folder that run, train or import made; or say --model")
    private Path run;

    @Option(
            names = "--model",
            paramLabel = "M",
            description = "a name of ./hearth list, a folder, or an .onnx file of export")
    private String model;

    @Mixin private InferenceOptions looking;

    @Option(names = "--images", paramLabel = "DIR", description = "labelled pictures")
    private Path images;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where the confusion matrix and the mistakes go (default: nowhere)")
    private Path out;

    @Option(names = "--json", description = "print the figures as JSON")
    private boolean json;

    @Override
    public Integer call() {
        if ((run == null) == (model == null)) {
            throw new IllegalArgumentException(
                    "evaluate needs one thing to measure: a run's folder, or --model. Received: "
                            + (run == null ? "neither" : "both")
                            + ". Say ./hearth evaluate RUN or ./hearth evaluate --model M --images"
                            + " DIR.");
        }
        TestCrops scheme = looking.crops();
        String given = run != null ? run.toString() : model;
        Optional<PictureSplit> split = split(Path.of(given));
        if (images == null && split.isEmpty()) {
            if (run != null && Files.isRegularFile(run.resolve("recipe.json"))) {
                return measured(RunEvaluation.of(run, common.place(), looking.tests()));
            }
            throw new IllegalArgumentException(
                    "evaluate needs labelled pictures. Received: "
                            + given
                            + " alone. Name a folder with --images; only a run folder knows its own"
                            + " data set.");
        }
        try (var room = Scope.open();
                LoadedClassifier eyes = looking.open(given, common)) {
            Evaluation.Pictures pictures =
                    images == null
                            ? own(split.orElseThrow(), Path.of(given), eyes.classes())
                            : Evaluation.Pictures.in(images, eyes.classes());
            Evaluation evaluation;
            try (ProgressLine line =
                    ProgressLine.resume(
                            eyes.name(),
                            0,
                            pictures.files().size(),
                            json ? Display.QUIET : Display.detect(),
                            System.out,
                            System::nanoTime)) {
                int[] before = {0};
                evaluation =
                        Evaluation.of(
                                eyes.classifier(),
                                eyes.classes(),
                                pictures,
                                scheme,
                                done -> {
                                    line.advance(done - before[0], Double.NaN);
                                    before[0] = done;
                                });
            }
            return told(
                    evaluation, eyes, split.map(before -> before.learnedAmong(pictures.files())));
        }
    }

    /** What a folder that train made says of its pictures. */
    private static Optional<PictureSplit> split(Path given) {
        return Files.isDirectory(given) ? PictureSplit.read(given) : Optional.empty();
    }

    /** The pictures that a run was measured on when it was trained. */
    private static Evaluation.Pictures own(PictureSplit split, Path run, List<String> classes) {
        Path folder =
                DataIdentity.read(Result.read(run.resolve("result.json")).dataset())
                        .flatMap(DataIdentity::folder)
                        .orElse(run);
        List<Path> files = split.measured(folder);
        List<Integer> labels =
                files.stream()
                        .map(file -> classes.indexOf(file.getParent().getFileName().toString()))
                        .toList();
        return new Evaluation.Pictures(files, labels);
    }

    private int told(Evaluation evaluation, LoadedClassifier eyes, Optional<Long> learned) {
        if (out != null) {
            try {
                Files.createDirectories(out);
            } catch (IOException failure) {
                throw AtomicFile.unwritable(out, failure);
            }
            evaluation.write(out, eyes.view());
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("model", eyes.name());
        figures.put("pictures", evaluation.count());
        figures.put("crops", evaluation.crops().count());
        Map<String, Double> errors = evaluation.errors();
        figures.putAll(errors);
        learned.ifPresent(count -> figures.put("learnedFrom", count));
        if (json) {
            System.out.println(PredictCommand.text(figures));
            return 0;
        }
        System.out.printf(
                Locale.ROOT,
                "%s on %s: %d pictures, %s%n",
                TerminalText.of(eyes.name()),
                images == null
                        ? "what was held out of its training"
                        : TerminalText.of(images.toString()),
                evaluation.count(),
                evaluation.crops() == TestCrops.ONE
                        ? "one crop"
                        : evaluation.crops().count() + " crops of each");
        print(errors);
        if (learned.orElse(0L) > 0) {
            System.out.println(
                    "  Beware: it has learned from "
                            + learned.get()
                            + " of these pictures, so new ones will go worse. ./hearth evaluate "
                            + (run != null ? run : model)
                            + " alone measures it on those that were held out.");
        }
        if (out != null) {
            System.out.println(
                    "  files: " + out + " (confusion.png, mistakes.png, and both as .csv)");
        }
        return 0;
    }

    /** The errors that are among the figures, a line each. */
    static void print(Map<String, Double> figures) {
        for (String first : List.of("One", "Five")) {
            Double error = figures.get("top" + first + "Error");
            if (error != null) {
                System.out.printf(
                        Locale.ROOT,
                        "  top-%d error %6.2f %%%n",
                        first.equals("One") ? 1 : 5,
                        error);
            }
        }
    }

    private int measured(Map<String, Object> figures) {
        if (looking.isAmended() || out != null) {
            throw new BadDataException(
                    "A run is measured on its own data set as it stands",
                    "--crops, --weights or --out",
                    "Leave them out, or name pictures with --images");
        }
        if (json) {
            System.out.println(PredictCommand.text(figures));
            return 0;
        }
        figures.forEach(
                (name, value) ->
                        System.out.println(
                                value instanceof Double number
                                        ? String.format(
                                                Locale.ROOT,
                                                "  %-14s %.6g",
                                                TerminalText.of(name),
                                                number)
                                        : String.format(
                                                Locale.ROOT,
                                                "  %-14s %s",
                                                TerminalText.of(name),
                                                TerminalText.of(String.valueOf(value)))));
        return 0;
    }
}
