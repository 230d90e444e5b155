package dev.hearth.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.hearth.data.TerminalText;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.Prediction;
import dev.hearth.tensor.Scope;
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

/** What pictures show. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Says what pictures show: the likeliest classes, with their probabilities.")
final class PredictCommand implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Parameters(paramLabel = "PICTURE", arity = "1..*", description = "JPEG or PNG")
    private List<Path> pictures;

    @Mixin private ModelOption whom;

    @Option(names = "--top", paramLabel = "N", defaultValue = "5")
    private int top;

    @Option(names = "--json", description = "print a list as JSON")
    private boolean json;

    @Override
    public Integer call() {
        if (top < 1) {
            throw new IllegalArgumentException(
                    "--top needs a count of at least 1. Received: " + top + ". Use 5.");
        }
        TestCrops scheme = whom.looking().crops();
        List<Map<String, Object>> said = new ArrayList<>();
        try (var room = Scope.open()) {
            List<Picture> decoded = new ArrayList<>();
            PictureReader reader = new PictureReader();
            for (Path picture : pictures) {
                decoded.add(reader.read(picture));
            }
            try (LoadedClassifier eyes = whom.open(common)) {
                List<float[]> shares = eyes.classifier().probabilities(decoded, scheme);
                for (int i = 0; i < shares.size(); i++) {
                    List<Prediction> guesses = Prediction.best(shares.get(i), top);
                    if (json) {
                        said.add(letter(pictures.get(i), guesses, eyes.classes()));
                    } else {
                        print(pictures.get(i), guesses, eyes.classes());
                    }
                }
            }
        }
        if (json) {
            System.out.println(text(said));
        }
        return 0;
    }

    private static void print(Path picture, List<Prediction> guesses, List<String> classes) {
        System.out.println(TerminalText.of(picture.toString()));
        for (Prediction guess : guesses) {
            System.out.printf(
                    Locale.ROOT,
                    "  %6.2f %%  %s%n",
                    100 * guess.probability(),
                    TerminalText.of(classes.get(guess.label())));
        }
    }

    private static Map<String, Object> letter(
            Path picture, List<Prediction> guesses, List<String> classes) {
        List<Map<String, Object>> listed = new ArrayList<>();
        for (Prediction guess : guesses) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("label", guess.label());
            one.put("class", classes.get(guess.label()));
            one.put("probability", guess.probability());
            listed.add(one);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("picture", picture.toString());
        all.put("guesses", listed);
        return all;
    }

    static String text(Object value) {
        try {
            return new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
