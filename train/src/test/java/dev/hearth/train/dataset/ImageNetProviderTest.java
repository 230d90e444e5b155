package dev.hearth.train.dataset;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.transform.RandomResizedCrop;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.run.Small;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures in a folder for each class, under the name of ImageNet. */
class ImageNetProviderTest {

    @TempDir private Path temp;

    private void draw(String split, String word, int number, Color colour) throws IOException {
        BufferedImage image = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
        var pen = image.createGraphics();
        pen.setColor(colour);
        pen.fillRect(0, 0, 400, 300);
        pen.dispose();
        Path folder =
                Files.createDirectories(temp.resolve("imagenet").resolve(split).resolve(word));
        ImageIO.write(image, "png", folder.resolve(number + ".png").toFile());
    }

    private void draw() throws IOException {
        for (int i = 0; i < 2; i++) {
            draw("train", "n01", i, Color.WHITE);
            draw("train", "n02", i, Color.BLACK);
        }
        draw("val", "n01", 0, Color.WHITE);
        draw("val", "n02", 0, Color.BLACK);
    }

    @Test
    void a_folder_is_there_when_both_its_parts_are() throws IOException {
        DatasetProvider datasets = new DatasetProvider(temp, temp.resolve("cache"));
        assertThat(datasets.has("imagenet")).isFalse();
        draw("train", "n01", 0, Color.WHITE);
        assertThat(datasets.has("imagenet")).isFalse();
        draw();
        assertThat(datasets.has("imagenet")).isTrue();
    }

    @Test
    void pictures_become_squares_of_values_around_zero() throws IOException {
        draw();
        DatasetProvider.Sets sets =
                new DatasetProvider(temp, temp.resolve("cache"))
                        .open(new DatasetSpec("imagenet", 0, 0), new Preprocessing.AroundZero());
        Dataset training = sets.training();
        assertThat(training.pixels()).isEqualTo(new ImageShape(3, 341, 341));
        assertThat(sets.testing().pixels()).isEqualTo(new ImageShape(3, 299, 299));
        assertThat(training.classNames()).containsExactly("n01", "n02");
        float[] values = new float[training.pixels().count()];
        training.read(0, values, 0);
        assertThat(values).containsOnly(1f);
        training.read(3, values, 0);
        assertThat(values).containsOnly(-1f);
    }

    @Test
    void a_recipe_crops_by_lot_and_is_measured_on_the_middle() throws IOException {
        draw();
        LibTorch.threads(1);
        Recipe recipe =
                Recipe.named("test/pictures")
                        .corpus(new DatasetSpec("imagenet", 0, 0), Small.TEST)
                        .preparation(new Preprocessing.AroundZero(), Small.TEST)
                        .augment(List.of(RandomResizedCrop.googLeNet(299)), Small.TEST)
                        .model(
                                sequence(conv(4, 3).stride(8), globalAvgPool(), linear(2)),
                                Small.TEST)
                        .optimizer(new Sgd(), Small.TEST)
                        .rate(new ConstantSchedule(0.01), Small.TEST)
                        .batch(2, Small.TEST)
                        .epochs(20, Small.TEST)
                        .build();
        Run.Place place =
                new Run.Place(
                        new DatasetProvider(temp, temp.resolve("cache")),
                        RecipeJson.of(LayerJson.standard()),
                        Device.CPU);
        Result result =
                new Run(recipe, Budget.SMOKE, 1, temp.resolve("run"), List.of())
                        .execute(place, List.of());
        assertThat(result.metrics()).containsKeys("testLoss", "testError");
        assertThat(result.metrics()).doesNotContainKey("probeLoss");
        assertThat(result.history().get(19).get("trainLoss"))
                .isLessThan(result.history().get(0).get("trainLoss"));
    }
}
