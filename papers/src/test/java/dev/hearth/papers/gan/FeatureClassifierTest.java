package dev.hearth.papers.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Dataset;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.metric.CollapseAlarm;
import dev.hearth.train.metric.ExampleRows;
import dev.hearth.train.metric.ModeCount;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.run.Run;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FeatureClassifierTest {

    @Test
    void tells_classes_apart_and_real_images_from_noise(@TempDir Path temp) {
        LibTorch.threads(1);
        DatasetSpec corpus = new DatasetSpec("strokes", 4000, 1000);
        DatasetProvider datasets = new DatasetProvider(temp, temp.resolve("cache"));
        Run.Place place = new Run.Place(datasets, Papers.recipeJson(), Device.CPU);
        Dataset test = datasets.open(corpus, new Preprocessing.Plain()).testing();
        Dataset train = datasets.open(corpus, new Preprocessing.Plain()).training();
        try (var room = Scope.open()) {
            FeatureClassifier judge = FeatureClassifier.on(corpus, place, temp.resolve("judge"));
            Tensor images = ExampleRows.rows(test);
            int[] labels = judge.labels(images);
            int right = 0;
            for (int i = 0; i < labels.length; i++) {
                right += labels[i] == test.label(i) ? 1 : 0;
            }
            assertThat(right).isGreaterThan(700);
            assertThat(judge.features(images).shape())
                    .containsExactly(1000, FeatureClassifier.FEATURES);

            Tensor others = ExampleRows.rows(train, 0, 1000);
            Tensor noise = RandomTensors.of(new Seed(1)).uniform(0, 1, 1000, 784);
            double real = judge.frechet(others, images);
            assertThat(judge.frechet(images, images)).isCloseTo(0, within(1e-6));
            assertThat(judge.frechet(noise, images)).isGreaterThan(20 * real);

            ModeCount modes = judge.modes(others);
            assertThat(modes.covered(0.25)).isEqualTo(10);
            assertThat(CollapseAlarm.usual().ofModes(modes)).isEmpty();
            Tensor one = others.narrow(0, 0, 1).expand(1000, 784).contiguous();
            assertThat(CollapseAlarm.usual().ofModes(judge.modes(one))).isPresent();

            Map<String, Double> figures = judge.figures(others, images);
            assertThat(figures).containsEntry("frechet", real).containsEntry("modes", 10.0);

            // A second judge is the first one, read back.
            FeatureClassifier again = FeatureClassifier.on(corpus, place, temp.resolve("judge"));
            assertThat(again.labels(images)).isEqualTo(labels);
        }
    }
}
