package dev.hearth.cli;

import dev.hearth.data.TerminalText;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.Evaluation;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.RunEvaluation;
import dev.hearth.nn.Precision;
import dev.hearth.tensor.Check;
import dev.hearth.train.dataset.DataIdentity;
import dev.hearth.train.dataset.PictureSplit;
import dev.hearth.train.log.Display;
import dev.hearth.train.log.ProgressLine;
import dev.hearth.train.log.WrappedText;
import dev.hearth.train.run.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the errors of a classifier. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the errors of a trained model on labelled pictures, or of a run on its own test"
                    + " data.",
            "Labelled pictures are in DIR/CLASS/PICTURE. Folders may be named by ImageNet's synsets,"
                    + " such as n01440764; not every class needs a folder. Without --images, a model"
                    + " of hearth train is measured on the pictures that were held out."
        })
final class EvaluateCommand implements Callable<Integer> {

    private static final int MOST_CLASSES = 20;

    /** What a run that is measured on its own data set takes. */
    private static final List<String> OF_RUN =
            List.of("--tests", "--json", "--data", "--threads", "--device");

    @Spec private CommandSpec spec;

    @Mixin private CommonOptions common;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            description = "a folder that run, train or import made; or give --model")
    private Path run;

    @Option(
            names = "--model",
            paramLabel = "M",
            description =
                    "a folder, an .onnx file that export made, or a name that hearth list prints")
    private String model;

    @Mixin private InferenceOptions looking;

    @Option(names = "--images", paramLabel = "DIR", description = "labelled pictures")
    private Path images;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "folder for the confusion matrix, the figures of each class and the worst"
                            + " mistakes (default: they are not written)")
    private Path out;

    @Option(names = "--json", description = "print the figures as JSON")
    private boolean json;

    @Override
    public Integer call() {
        if ((run == null) == (model == null)) {
            throw Check.error(
                    "evaluate needs either a run's folder or --model",
                    run == null ? "neither" : "both",
                    "Use ./hearth evaluate RUN, or ./hearth evaluate --model M --images DIR");
        }
        looking.builder(common);
        String given = run != null ? run.toString() : model;
        Optional<PictureSplit> split =
                Files.isDirectory(Path.of(given))
                        ? PictureSplit.read(Path.of(given))
                        : Optional.empty();
        if (images == null && split.isEmpty()) {
            if (run != null && Files.isRegularFile(run.resolve("recipe.json"))) {
                GivenOptions.refuseOthers(
                        spec,
                        OF_RUN,
                        "A run is evaluated on its own data set as it is",
                        "Leave it out, or name pictures with --images");
                return ofRun(RunEvaluation.of(run, common.place(), looking.tests()));
            }
            throw Check.error(
                    "evaluate needs labelled pictures",
                    given + " alone",
                    "Name a folder with --images; only the folder of a run knows its data set");
        }
        if (images != null && !Files.isDirectory(images)) {
            // Refused before a model is loaded.
            ImageFolder.open(images, InputSpec.unscaled(1, 1));
        }
        try (ImageClassifier classifier = looking.open(given, common)) {
            Evaluation.Pictures pictures =
                    images == null
                            ? heldOut(split.orElseThrow(), Path.of(given), classifier.classes())
                            : Evaluation.Pictures.in(images, classifier.classes());
            Evaluation evaluation = evaluation(classifier, pictures);
            if (out != null) {
                evaluation.write(out, classifier.view());
            }
            Optional<Long> learned = split.map(before -> before.learnedAmong(pictures.files()));
            print(evaluation, classifier, learned);
        }
        return 0;
    }

    private Evaluation evaluation(ImageClassifier classifier, Evaluation.Pictures pictures) {
        try (ProgressLine line =
                ProgressLine.resume(
                        classifier.name(),
                        0,
                        pictures.files().size(),
                        json ? Display.QUIET : Display.detect(),
                        System.out,
                        System::nanoTime)) {
            int[] before = {0};
            return Evaluation.of(
                    classifier,
                    pictures,
                    done -> {
                        line.advance(done - before[0], Double.NaN);
                        before[0] = done;
                    });
        }
    }

    /** The pictures that a run did not learn from. */
    private static Evaluation.Pictures heldOut(PictureSplit split, Path run, List<String> classes) {
        Path folder =
                DataIdentity.read(Result.read(run.resolve("result.json")).dataset())
                        .flatMap(DataIdentity::folder)
                        .orElse(run);
        List<Path> files = split.measured(folder);
        return new Evaluation.Pictures(
                files,
                files.stream()
                        .map(file -> classes.indexOf(file.getParent().getFileName().toString()))
                        .toList());
    }

    private void print(Evaluation evaluation, ImageClassifier classifier, Optional<Long> learned) {
        String name = classifier.name();
        boolean isRounded = classifier.precision() == Precision.BFLOAT16;
        int crops = evaluation.crops().count();
        if (json) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("model", name);
            figures.put("pictures", evaluation.count());
            figures.put("crops", crops);
            if (isRounded) {
                figures.put("precision", "bfloat16");
            }
            figures.putAll(evaluation.errors());
            figures.put("meanF1", evaluation.meanF1());
            figures.put(
                    "perClass", evaluation.perClass().stream().map(EvaluateCommand::map).toList());
            learned.ifPresent(count -> figures.put("learnedFrom", count));
            System.out.println(Json.text(figures));
            return;
        }
        System.out.println(
                WrappedText.of(
                        String.format(
                                Locale.ROOT,
                                "%s on %s: %s, %s%s",
                                TerminalText.of(name),
                                images == null
                                        ? "the pictures held out of its training"
                                        : TerminalText.of(images.toString()),
                                evaluation.count() == 1
                                        ? "1 picture"
                                        : evaluation.count() + " pictures",
                                evaluation.crops() == TestCrops.ONE
                                        ? "one crop"
                                        : crops + " crops of each",
                                isRounded ? ", in bfloat16" : "")));
        print(evaluation.errors());
        perClass(evaluation);
        if (learned.orElse(0L) > 0) {
            String model = TerminalText.of(String.valueOf(run != null ? run : this.model));
            System.out.println(
                    WrappedText.of(
                            "  Beware: it was trained on "
                                    + learned.get()
                                    + " of these pictures, so the error is too low. ./hearth evaluate "
                                    + model
                                    + " measures it on those that were held out."));
        }
        if (out != null) {
            System.out.println(
                    WrappedText.of(
                            "  files: "
                                    + TerminalText.of(out.toString())
                                    + " (confusion and mistakes as .png and .csv, classes.csv)"));
        }
    }

    /** NaN is no JSON. */
    private static Map<String, Object> map(Evaluation.ClassFigures figures) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("class", figures.name());
        one.put("pictures", figures.count());
        one.put("precision", finite(figures.precision()));
        one.put("recall", finite(figures.recall()));
        one.put("f1", finite(figures.f1()));
        return one;
    }

    private static Double finite(double value) {
        return Double.isNaN(value) ? null : value;
    }

    /** A line for each class, the worst ones of many. */
    static void perClass(Evaluation evaluation) {
        List<Evaluation.ClassFigures> all =
                evaluation.perClass().stream().filter(each -> each.count() > 0).toList();
        List<Evaluation.ClassFigures> shown = all;
        if (all.size() > MOST_CLASSES) {
            shown =
                    all.stream()
                            .sorted(Comparator.comparingDouble(Evaluation.ClassFigures::f1))
                            .limit(MOST_CLASSES)
                            .toList();
        }
        System.out.printf(
                Locale.ROOT,
                "  %-20s %8s %9s %8s %8s%n",
                all.size() > shown.size() ? "the worst " + shown.size() + " classes" : "class",
                "pictures",
                "precision",
                "recall",
                "F1");
        for (Evaluation.ClassFigures each : shown) {
            String name = TerminalText.of(each.name());
            System.out.printf(
                    Locale.ROOT,
                    "  %-20s %8d %9s %8s %8s%n",
                    name.length() > 20 ? name.substring(0, 19) + "…" : name,
                    each.count(),
                    percent(each.precision()),
                    percent(each.recall()),
                    percent(each.f1()));
        }
        System.out.printf(Locale.ROOT, "  %-20s %35s%n", "mean F1", percent(evaluation.meanF1()));
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** The errors among a run's metrics, a line each. */
    static void print(Map<String, Double> metrics) {
        Map<String, String> names = Map.of("topOneError", "top-1", "topFiveError", "top-5");
        for (String metric : List.of("topOneError", "topFiveError")) {
            Double error = metrics.get(metric);
            if (error != null) {
                System.out.printf(Locale.ROOT, "  %s error %6.2f %%%n", names.get(metric), error);
            }
        }
    }

    private int ofRun(RunEvaluation measured) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("recipe", measured.recipe());
        figures.put("dataset", measured.dataset());
        figures.put("images", measured.evaluation().count());
        figures.putAll(measured.evaluation().errors());
        if (json) {
            System.out.println(Json.text(figures));
            return 0;
        }
        figures.forEach(
                (name, value) ->
                        System.out.printf(
                                Locale.ROOT,
                                value instanceof Double ? "  %-14s %.6g%n" : "  %-14s %s%n",
                                TerminalText.of(name),
                                value instanceof Double
                                        ? value
                                        : TerminalText.of(String.valueOf(value))));
        return 0;
    }
}
