package dev.hearth.inference;

import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.train.dataset.PictureFolder;
import dev.hearth.train.task.PostTrainingMetric;
import dev.hearth.zoo.ModelRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The end of a fine-tuning: writes the trained model, its errors and its worst mistakes. */
final class FineTuningMetric {

    private static final int CROPS_AT_ONCE = 8;

    private FineTuningMetric() {}

    static PostTrainingMetric of(
            FineTuningRecipes recipes,
            List<String> classes,
            Path out,
            Consumer<Evaluation> evaluated) {
        return (net, sets, chance) -> {
            InputSpec view = recipes.view();
            new TrainedModel(recipes.model(), recipes.net(), view, classes)
                    .write(out, net, ModelRegistry.layerJson());
            List<Integer> labels = new ArrayList<>();
            for (int i = 0; i < sets.testing().size(); i++) {
                labels.add(sets.testing().label(i));
            }
            CropAverage average = new CropAverage(new LibTorchLogitModel(net), view, CROPS_AT_ONCE);
            Evaluation evaluation =
                    Evaluation.of(
                            pictures -> average.probabilities(pictures, TestCrops.ONE),
                            classes,
                            new Evaluation.Pictures(PictureFolder.files(sets), labels),
                            TestCrops.ONE,
                            done -> {});
            evaluation.write(out, view);
            evaluated.accept(evaluation);
            Map<String, Double> figures = new LinkedHashMap<>(evaluation.errors());
            figures.put("meanF1", evaluation.meanF1());
            return figures;
        };
    }
}
