package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.TerminalText;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.inference.Classification;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.PictureCluster;
import dev.hearth.inference.Prediction;
import dev.hearth.tensor.Check;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Classifies pictures. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the most probable classes of pictures, with their probabilities, each picture as soon"
                    + " as it is classified.",
            "A picture that cannot be read is reported and counted, and the others are classified. The"
                    + " exit code is 0 if every picture was classified, 2 if one could not be read, 1 if"
                    + " the model failed."
        })
final class PredictCommand implements Callable<Integer> {

    /** Pictures decoded and classified together. */
    private static final int GROUP = 16;

    /** A cluster looks at one crop, with what suits the model best, and writes Parquet. */
    private static final List<String> ON_CLUSTER =
            List.of("--on", "--images", "--out", "--model", "--batch");

    @Spec private CommandSpec spec;

    @Mixin private CommonOptions common;

    @Parameters(
            paramLabel = "PICTURE",
            arity = "0..*",
            description =
                    "pictures; folders, with all pictures inside; @LIST for a file of names, one a line;"
                            + " - for names from the standard input")
    private List<String> pictures = List.of();

    @Option(
            names = "--on",
            paramLabel = "spark://HOST:PORT|local-cluster[N,C,M]|local[N]",
            description =
                    "a Spark cluster that classifies the pictures of --images, each executor with a"
                            + " model of its own; the exit code is 0 once --out is written, also where"
                            + " pictures could not be read")
    private String on;

    @Option(
            names = "--images",
            paramLabel = "PATTERN|TABLE.parquet",
            description =
                    "with --on: a quoted pattern of picture files, or Parquet with a column of their"
                            + " bytes or paths, which each machine can read")
    private String images;

    @Option(
            names = "--out",
            paramLabel = "RESULTS.parquet",
            description =
                    "with --on: Parquet with a row for each picture: its path or other columns, class,"
                            + " probabilities, and the reason where it could not be read")
    private Path out;

    @Mixin private ModelOption model;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "5",
            description = "classes to print of each picture (default: ${DEFAULT-VALUE})")
    private int top;

    @ArgGroup private Format format;

    /** One of them. */
    private static final class Format {
        @Option(names = "--json", description = "print a JSON list, a picture a line")
        private boolean json;

        @Option(
                names = "--jsonl",
                description = "print JSON Lines: an object a line, without a list around them")
        private boolean lines;

        @Option(names = "--csv", description = "print CSV: a heading, then a row a picture")
        private boolean csv;

        private PredictionFormat chosen() {
            return json
                    ? PredictionFormat.JSON
                    : lines ? PredictionFormat.JSON_LINES : PredictionFormat.CSV;
        }
    }

    @Option(
            names = "--heat-map",
            paramLabel = "DIR",
            description =
                    "folder for a picture of each: what spoke for its most probable class (Grad-CAM);"
                            + " the model is then computed by libtorch")
    private Path heatMaps;

    /** What is read and not classified yet, and what was not readable. */
    private final class Pending implements PictureArguments.Sink {
        private final ImageClassifier classifier;
        private final PredictionFormat.Printer printer;
        private final Optional<HeatMapFiles> maps;
        private final PictureReader reader = new PictureReader();
        private final List<Path> files = new ArrayList<>();
        private final List<Picture> decoded = new ArrayList<>();
        private int classified;
        private int refused;

        Pending(
                ImageClassifier classifier,
                PredictionFormat.Printer printer,
                Optional<HeatMapFiles> maps) {
            this.classifier = classifier;
            this.printer = printer;
            this.maps = maps;
        }

        @Override
        public void take(Path picture) {
            try {
                decoded.add(reader.read(picture));
                files.add(picture);
            } catch (BadDataException broken) {
                flush();
                refused++;
                String why = Words.of(broken.getMessage());
                System.err.println(Words.error(TerminalText.of(why)));
                printer.refused(picture, why);
            }
            if (files.size() == GROUP) {
                flush();
            }
        }

        @Override
        public void flush() {
            if (files.isEmpty()) {
                return;
            }
            List<Classification> answers = classifier.classify(decoded);
            for (int i = 0; i < answers.size(); i++) {
                List<Prediction> guesses = answers.get(i).top(top);
                Path file = files.get(i);
                Picture picture = decoded.get(i);
                printer.print(
                        file,
                        guesses,
                        maps.map(
                                to -> to.write(classifier, file, picture, guesses.get(0).label())));
            }
            classified += answers.size();
            files.clear();
            decoded.clear();
        }
    }

    @Override
    public Integer call() {
        if (top < 1) {
            throw Check.error("--top needs a count of at least 1", top, "Use 5");
        }
        if (on != null) {
            return onCluster();
        }
        if (images != null || out != null) {
            throw Check.error(
                    "--images and --out belong to --on",
                    "no --on",
                    "Name a cluster, or the pictures");
        }
        if (pictures.isEmpty()) {
            throw Check.error(
                    "hearth predict needs PICTURE", "none", "./hearth predict --help explains it");
        }
        if (heatMaps != null) {
            model.looking().needLibTorch("--heat-map");
        }
        model.looking().builder(common);
        PictureArguments.check(pictures);
        if (heatMaps != null) {
            PictureArguments.known(pictures)
                    .forEach(each -> HeatMapFiles.refuseInside(heatMaps, each));
        }
        refuseIfNoneIsThere();
        PredictionFormat chosen = format == null ? PredictionFormat.TEXT : format.chosen();
        try (ImageClassifier classifier = model.open(common)) {
            PredictionFormat.Printer printer =
                    chosen.printer(System.out, Math.min(top, classifier.classes().size()));
            Pending pending =
                    new Pending(
                            classifier,
                            printer,
                            Optional.ofNullable(heatMaps).map(HeatMapFiles::in));
            PictureArguments.each(pictures, pending);
            printer.close();
            return finish(pending);
        }
    }

    private int onCluster() {
        if (images == null || out == null || !pictures.isEmpty()) {
            throw Check.error(
                    "--on needs --images and --out, and no other pictures",
                    "--images " + images + ", --out " + out + ", pictures " + pictures,
                    "Use --images 'photos/*/*.jpg' --out results.parquet");
        }
        GivenOptions.refuseOthers(
                spec,
                ON_CLUSTER,
                "--on goes with " + String.join(", ", ON_CLUSTER.subList(1, ON_CLUSTER.size())),
                "Leave it out");
        PictureCluster cluster =
                Services.first(PictureCluster.class, each -> each.accepts(on))
                        .orElseThrow(
                                () ->
                                        Check.error(
                                                "--on needs a Spark cluster, and Spark on the class path",
                                                on,
                                                "Use spark://HOST:PORT or local[2]; docs/scaling.md"
                                                        + " says how"));
        PictureCluster.Done done =
                cluster.classify(
                        on,
                        new PictureCluster.Work(
                                model.folder(), images, out, model.looking().batch()));
        System.out.printf(
                Locale.ROOT,
                "%d pictures, of which %d could not be read; the classes are in %s%n",
                done.pictures(),
                done.unreadable(),
                TerminalText.of(out.toString()));
        return 0;
    }

    /** A single picture that cannot be read needs no model to be refused. */
    private void refuseIfNoneIsThere() {
        if (pictures.size() == 1 && format == null) {
            String only = pictures.get(0);
            boolean isFile =
                    !only.equals("-")
                            && !only.startsWith("@")
                            && !java.nio.file.Files.isDirectory(Path.of(only));
            if (isFile) {
                new PictureReader().read(Path.of(only));
            }
        }
    }

    private int finish(Pending pending) {
        if (pending.classified + pending.refused == 0) {
            throw new BadDataException(
                    "predict needs a picture",
                    "none in " + String.join(", ", pictures),
                    "Name pictures, or a folder that holds some");
        }
        if (pending.refused > 0) {
            System.err.println(
                    pending.refused
                            + " of "
                            + (pending.classified + pending.refused)
                            + " pictures could not be read.");
        }
        return pending.refused > 0 ? 2 : 0;
    }
}
