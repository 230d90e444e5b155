package dev.hearth.cli;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Classifies pictures. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Prints the most probable classes of pictures, with their probabilities.")
final class PredictCommand implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Parameters(paramLabel = "PICTURE", arity = "0..*", description = "JPEG or PNG files")
    private List<Path> pictures = List.of();

    @Option(
            names = "--on",
            paramLabel = "spark://HOST:PORT|local-cluster[N,C,M]|local[N]",
            description =
                    "a Spark cluster that classifies the pictures of --images, each executor with a"
                            + " model of its own")
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

    @Option(names = "--json", description = "print a list as JSON")
    private boolean json;

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
        model.looking().builder(common);
        PictureReader reader = new PictureReader();
        List<Picture> decoded = pictures.stream().map(reader::read).toList();
        try (ImageClassifier classifier = model.open(common)) {
            List<Classification> answers = classifier.classify(decoded);
            if (json) {
                List<Map<String, Object>> all = new ArrayList<>();
                for (int i = 0; i < answers.size(); i++) {
                    all.add(json(pictures.get(i), answers.get(i).top(top)));
                }
                System.out.println(Json.text(all));
                return 0;
            }
            for (int i = 0; i < answers.size(); i++) {
                print(pictures.get(i), answers.get(i).top(top));
            }
        }
        return 0;
    }

    private int onCluster() {
        if (images == null || out == null || !pictures.isEmpty()) {
            throw Check.error(
                    "--on needs --images and --out, and no other pictures",
                    "--images " + images + ", --out " + out + ", pictures " + pictures,
                    "Use --images 'photos/*/*.jpg' --out results.parquet");
        }
        PictureCluster cluster =
                ServiceLoader.load(PictureCluster.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(each -> each.accepts(on))
                        .findFirst()
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

    private static void print(Path picture, List<Prediction> predictions) {
        System.out.println(TerminalText.of(picture.toString()));
        for (Prediction each : predictions) {
            System.out.printf(
                    Locale.ROOT,
                    "  %6.2f %%  %s%n",
                    100 * each.probability(),
                    TerminalText.of(each.className()));
        }
    }

    private static Map<String, Object> json(Path picture, List<Prediction> predictions) {
        List<Map<String, Object>> listed = new ArrayList<>();
        for (Prediction each : predictions) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("label", each.label());
            one.put("class", each.className());
            one.put("probability", each.probability());
            listed.add(one);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("picture", picture.toString());
        all.put("guesses", listed);
        return all;
    }
}
