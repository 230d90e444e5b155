package dev.hearth.cli;

import dev.hearth.data.TerminalText;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.inference.Classification;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.Prediction;
import dev.hearth.tensor.Check;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    @Parameters(paramLabel = "PICTURE", arity = "1..*", description = "JPEG or PNG files")
    private List<Path> pictures;

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
