package dev.hearth.papers.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Dataset;
import dev.hearth.experiments.Card;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Outcome;
import dev.hearth.experiments.Plan;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
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
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FeatureClassifierTest {

    private static DatasetProvider datasets(Path temp) {
        LibTorch.threads(1);
        return new DatasetProvider(temp, temp.resolve("cache"));
    }

    @Test
    void tells_classes_apart_and_real_images_from_noise(@TempDir Path temp) {
        DatasetSpec corpus = new DatasetSpec("strokes", 4000, 1000);
        DatasetProvider.Sets sets = datasets(temp).open(corpus, new Preprocessing.Plain());
        Dataset test = sets.testing();
        try (var scope = Scope.open()) {
            FeatureClassifier classifier = FeatureClassifier.trainedOn(corpus, sets, Device.CPU);
            FeatureClassifier.Seen images = classifier.look(ExampleRows.rows(test));
            int right = 0;
            for (int i = 0; i < test.size(); i++) {
                right += images.labels()[i] == test.label(i) ? 1 : 0;
            }
            assertThat(right).isGreaterThan(700);
            assertThat(images.features().shape()).containsExactly(1000, FeatureClassifier.FEATURES);

            Tensor rows = ExampleRows.rows(sets.training(), 0, 1000);
            FeatureClassifier.Seen others = classifier.look(rows);
            FeatureClassifier.Seen noise =
                    classifier.look(RandomTensors.of(new Seed(1)).uniform(0, 1, 1000, 784));
            double real = FeatureClassifier.frechet(others, images);
            assertThat(FeatureClassifier.frechet(images, images)).isCloseTo(0, within(1e-6));
            assertThat(FeatureClassifier.frechet(noise, images)).isGreaterThan(20 * real);

            ModeCount classes = classifier.classes(others);
            assertThat(classes.covered(0.25)).isEqualTo(10);
            assertThat(CollapseAlarm.usual().ofModes(classes)).isEmpty();
            Tensor one = rows.narrow(0, 0, 1).expand(1000, 784).contiguous();
            ModeCount single = classifier.classes(classifier.look(one));
            assertThat(CollapseAlarm.usual().ofModes(single)).isPresent();

            // Trained again on the same images, it is the same classifier.
            FeatureClassifier again = FeatureClassifier.trainedOn(corpus, sets, Device.CPU);
            assertThat(again.look(ExampleRows.rows(test)).labels()).isEqualTo(images.labels());
        }
    }

    @Test
    void a_generator_of_one_image_is_reported_as_collapsed(@TempDir Path temp) {
        GanRecipe recipe = GanMnist.ours().recipe("strokes", Budget.SMOKE);
        DatasetProvider.Sets sets =
                datasets(temp).open(recipe.corpus().value(), recipe.preparation().value());
        try (var scope = Scope.open()) {
            Shape noise = new Shape.Vector(recipe.noise().value().size());
            Layer grey =
                    Layers.sequence(
                            new Linear(784, Bias.YES, Constant.ZERO, Constant.ZERO),
                            Layers.sigmoid());
            Model constant = Model.build(grey, noise, new Seed(1), Device.CPU);
            Map<String, Double> figures =
                    new SampleQuality(recipe).look(constant, sets, new Seed(2));
            assertThat(figures).containsEntry("collapsed", 1.0);
            assertThat(figures.get("spread")).isLessThan(0.5);
            assertThat(figures.get("frechet")).isGreaterThan(figures.get("frechetOfReal"));
        }
    }

    @Test
    void gan_experiments_on_images_report_distance_classes_and_collapse(@TempDir Path temp) {
        Experiment experiment = GanMnist.ours();
        Run.Place place = new Run.Place(datasets(temp), Papers.recipeJson(), Device.CPU);
        Plan plan = experiment.plan(Budget.SMOKE, set -> false);
        Job job = plan.jobs().get(0);
        Result result = job.run(place, temp.resolve("run"), List.of());
        assertThat(result.metrics())
                .containsKeys(
                        "frechet", "frechetOfReal", "classes", "spread", "collapsed", "parzen");
        double shares = 0;
        for (int i = 0; i < 10; i++) {
            shares += result.metrics().get("class" + i);
        }
        assertThat(shares).isCloseTo(1, within(1e-9));
        Outcome outcome =
                new Outcome(
                        experiment.name(),
                        experiment.about(),
                        "smoke",
                        plan.setting(),
                        plan.deviation(),
                        1,
                        List.of(new Outcome.ArmRun(job.arm(), result)),
                        List.of(),
                        List.of(),
                        List.of(),
                        "");
        assertThat(Card.write("GAN", List.of(outcome)))
                .contains(
                        "| arm | frechet | frechetOfReal | classes | spread | collapsed | seeds |");
    }
}
