package dev.hearth.inference;

import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.train.dataset.PictureFolder;
import dev.hearth.train.task.PostTrainingMetric;
import dev.hearth.zoo.ModelRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The end of a fine-tuning: writes the trained model, its errors and its worst mistakes. */
final class FineTuningMetric {

    private static final int CROPS_AT_ONCE = 8;

    private FineTuningMetric() {}

    static PostTrainingMetric of(FineTuningRecipes recipes, List<String> classes, Path out) {
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
            return evaluation.errors();
        };
    }
}
