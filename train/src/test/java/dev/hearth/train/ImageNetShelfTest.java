package dev.hearth.train;

import static dev.hearth.nn.Layers.conv;
import static dev.hearth.nn.Layers.globalAvgPool;
import static dev.hearth.nn.Layers.linear;
import static dev.hearth.nn.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.Dataset;
import dev.hearth.data.Pixels;
import dev.hearth.data.augment.RandomResizedCrop;
import dev.hearth.nn.Letters;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Engine;
import dev.hearth.train.optim.Sgd;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Corpus;
import dev.hearth.train.recipe.Preparation;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeText;
import dev.hearth.train.schedule.Constant;
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
class ImageNetShelfTest {

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
        Shelf shelf = new Shelf(temp, temp.resolve("cache"));
        assertThat(shelf.has("imagenet")).isFalse();
        draw("train", "n01", 0, Color.WHITE);
        assertThat(shelf.has("imagenet")).isFalse();
        draw();
        assertThat(shelf.has("imagenet")).isTrue();
    }

    @Test
    void pictures_become_squares_of_values_around_zero() throws IOException {
        draw();
        Shelf.Sets sets =
                new Shelf(temp, temp.resolve("cache"))
                        .open(new Corpus("imagenet", 0, 0), new Preparation.AroundZero());
        Dataset training = sets.training();
        assertThat(training.pixels()).isEqualTo(new Pixels(3, 341, 341));
        assertThat(sets.testing().pixels()).isEqualTo(new Pixels(3, 299, 299));
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
        Engine.threads(1);
        Recipe recipe =
                Recipe.named("test/pictures")
                        .corpus(new Corpus("imagenet", 0, 0), Small.TEST)
                        .preparation(new Preparation.AroundZero(), Small.TEST)
                        .augment(List.of(RandomResizedCrop.googLeNet(299)), Small.TEST)
                        .model(
                                sequence(conv(4, 3).stride(8), globalAvgPool(), linear(2)),
                                Small.TEST)
                        .optimizer(new Sgd(), Small.TEST)
                        .rate(new Constant(0.01), Small.TEST)
                        .batch(2, Small.TEST)
                        .epochs(20, Small.TEST)
                        .build();
        Run.Place place =
                new Run.Place(
                        new Shelf(temp, temp.resolve("cache")),
                        new RecipeText(Letters.standard(), List.of(RandomResizedCrop.class)),
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
