package dev.hearth.train.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.ImageShape;
import dev.hearth.data.InMemoryDataset;
import dev.hearth.nn.Context;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Recipe;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The top-5 error by epoch, of sets with more than a hundred classes. */
class TopFiveErrorTest {

    private static final Origin TEST = Origin.ours("a test");
    private static final int IMAGES = 603;

    private static InMemoryDataset images(int classes) {
        RandomStream random = new Seed(9).stream();
        float[] pixels = new float[9 * IMAGES];
        int[] labels = new int[IMAGES];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble();
        }
        for (int i = 0; i < IMAGES; i++) {
            labels[i] = random.nextInt(classes);
        }
        return InMemoryDataset.of(
                "made-up/test",
                new ImageShape(1, 3, 3),
                IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
                pixels,
                labels);
    }

    private static SupervisedTask task(int classes) {
        Recipe recipe =
                Recipe.named("test/top-five")
                        .corpus(new DatasetSpec("strokes", 0, 0), TEST)
                        .model(Layers.sequence(Layers.flatten(), Layers.linear(classes)), TEST)
                        .optimizer(new Sgd(), TEST)
                        .rate(new ConstantSchedule(0.01), TEST)
                        .batch(50, TEST)
                        .epochs(1, TEST)
                        .build();
        InMemoryDataset images = images(classes);
        return new SupervisedTask(
                recipe, new DatasetProvider.Sets(images, images), new Seed(1), Device.CPU, 0);
    }

    @Test
    void is_the_share_of_images_whose_class_is_not_among_the_five_greatest_logits() {
        try (var scope = Scope.open()) {
            SupervisedTask task = task(101);
            InMemoryDataset images = images(101);
            float[] pixels = new float[9 * IMAGES];
            for (int i = 0; i < IMAGES; i++) {
                images.read(i, pixels, 9 * i);
            }
            float[] logits =
                    task.network()
                            .apply(Tensor.of(pixels, IMAGES, 1, 3, 3), Context.testing(new Seed(0)))
                            .toFloats();
            int wrong = 0;
            for (int i = 0; i < IMAGES; i++) {
                int greater = 0;
                for (int k = 0; k < 101; k++) {
                    greater += logits[101 * i + k] > logits[101 * i + images.label(i)] ? 1 : 0;
                }
                wrong += greater >= 5 ? 1 : 0;
            }
            assertThat(wrong).isBetween(1, IMAGES - 1);
            Map<String, Double> measured = task.evaluate(1);
            assertThat(measured.get("topFiveError"))
                    .isCloseTo(100.0 * wrong / IMAGES, within(1e-9))
                    .isLessThan(measured.get("testError"));
            assertThat(task.logged()).contains("topFiveError");
        }
    }

    @Test
    void is_left_out_of_sets_with_fewer_classes() {
        try (var scope = Scope.open()) {
            SupervisedTask task = task(100);
            assertThat(task.evaluate(1)).doesNotContainKey("topFiveError");
            assertThat(task.logged()).doesNotContain("topFiveError");
        }
    }
}
