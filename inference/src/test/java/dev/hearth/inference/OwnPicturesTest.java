package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.dataset.PictureCache;
import dev.hearth.data.image.Picture;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.run.Result;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One's own pictures: a classifier and a GAN are trained on them from Java. */
class OwnPicturesTest {

    @TempDir private Path temp;

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    @BeforeEach
    void draw() throws IOException {
        for (String kind : List.of("disc", "square")) {
            Path folder = Files.createDirectories(temp.resolve("shapes").resolve(kind));
            for (int i = 0; i < 8; i++) {
                BufferedImage image = new BufferedImage(48, 40, BufferedImage.TYPE_INT_RGB);
                Graphics2D pen = image.createGraphics();
                pen.setColor(kind.equals("disc") ? Color.YELLOW : new Color(0, 0, 90 + 10 * i));
                pen.fillRect(8 + i, 8, 20 + i, 20 + i);
                pen.dispose();
                ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
            }
        }
    }

    private FineTuning tuning() {
        return FineTuning.of("elu-cifar-11-quarter")
                .on(temp.resolve("shapes"))
                .cache(Optional.of(new PictureCache(temp.resolve("kept"))))
                .epochs(2)
                .batch(4);
    }

    @Test
    void kept_pictures_give_the_numbers_of_decoded_ones_in_training_and_prediction() {
        Result decoded = tuning().cache(Optional.empty()).train(temp.resolve("decoded"));
        assertThat(temp.resolve("kept")).doesNotExist();
        Result first = tuning().train(temp.resolve("first"));
        Result later = tuning().train(temp.resolve("later"));
        assertThat(temp.resolve("kept")).isNotEmptyDirectory();
        for (Result each : List.of(first, later)) {
            assertThat(each.metrics()).isEqualTo(decoded.metrics());
            assertThat(each.history().get(1)).containsKey("trainLoss");
            assertThat(each.history().get(1).get("trainLoss"))
                    .isEqualTo(decoded.history().get(1).get("trainLoss"));
        }
        Path file = temp.resolve("shapes/disc/3.png");
        try (ImageClassifier one = ImageClassifier.load(temp.resolve("decoded"));
                ImageClassifier other = ImageClassifier.load(temp.resolve("later"))) {
            assertThat(one.classify(file).best()).isEqualTo(other.classify(file).best());
        }
    }

    @Test
    void a_model_is_trained_then_fine_tuned_from_its_own_weights() {
        List<TrainingEvent> events = new ArrayList<>();
        Result first = tuning().listener(events::add).train(temp.resolve("run"));
        assertThat(first.metrics()).containsKey("topOneError");
        assertThat(events).anyMatch(event -> event instanceof TrainingEvent.Finished);
        assertThat(temp.resolve("run/classes.csv")).isRegularFile();
        try (ImageClassifier classifier = ImageClassifier.load(temp.resolve("run"))) {
            assertThat(classifier.classes()).containsExactly("disc", "square");
            assertThat(classifier.evaluate(temp.resolve("shapes")).count()).isEqualTo(16);
        }
        List<String> recipes = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        tuning().weights(temp.resolve("run"))
                .headEpochs(1)
                .frozen("0.*")
                .seed(2)
                .holdOut(0.4)
                .notices(notices::add)
                .listeners(
                        recipe -> {
                            recipes.add(recipe.name());
                            return event -> {};
                        })
                .train(temp.resolve("fine"));
        assertThat(recipes).hasSize(2);
        assertThat(recipes.get(0)).endsWith("/head");
        assertThat(notices)
                .anyMatch(text -> text.contains(" was trained on "))
                .anyMatch(text -> text.matches("Only \\d pictures are measured on, each .*"));
        assertThatThrownBy(() -> tuning().epochs(1).train(temp.resolve("run")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("with a run of another recipe");
    }

    @Test
    void a_gan_is_trained_on_a_folder_of_pictures_and_generates() throws IOException {
        Result result =
                GanTraining.on(temp.resolve("shapes"))
                        .side(16)
                        .width(4)
                        .epochs(2)
                        .batch(7)
                        .cache(Optional.of(new PictureCache(temp.resolve("cache"))))
                        .train(temp.resolve("gan"));
        assertThat(temp.resolve("cache")).isNotEmptyDirectory();
        assertThat(result.recipe()).isEqualTo("images/shapes/gan");
        assertThat(temp.resolve("gan/samples.png")).isRegularFile();
        try (ImageGenerator generator = ImageGenerator.load(temp.resolve("gan"))) {
            List<Picture> pictures = generator.generate(3, 5);
            assertThat(pictures).hasSize(3).allMatch(p -> p.width() == 16 && p.height() == 16);
            assertThat(pictures.get(0)).isNotEqualTo(pictures.get(1));
            assertThat(generator.generate(5, 5).subList(0, 3)).isEqualTo(pictures);
            assertThat(generator.generate(3, 6)).isNotEqualTo(pictures);
            generator.sheet(9, 1).write(temp.resolve("sheet.png"));
            assertThat(generator.interpolation(2, 4, 1).count()).isEqualTo(8);
            assertThat(generator.name()).isEqualTo("images/shapes/gan");
            assertThat(generator.epochs()).isEqualTo(2);
            assertThatThrownBy(() -> generator.generate(0))
                    .hasMessageContaining("Received: 0. Use 64.");
        }
        assertThat(ImageIO.read(temp.resolve("sheet.png").toFile()).getWidth()).isGreaterThan(50);
        assertThatThrownBy(() -> GanTraining.on(temp).side(40))
                .hasMessageContaining("Received: 40. Use 32.");
        assertThatThrownBy(() -> ImageGenerator.load(temp.resolve("nothing")))
                .isInstanceOf(BadDataException.class);
    }
}
