package dev.hearth.train.task;

import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.BadDataException;
import dev.hearth.data.ImageShape;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.optim.Adam;
import dev.hearth.optim.MovingAverage;
import dev.hearth.optim.loss.DiscriminatorLabels;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.log.PictureSheet;
import dev.hearth.train.log.ShadeMapping;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.recipe.UpdateRatio;
import dev.hearth.train.run.Run;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainedGeneratorTest {

    private static final Origin TEST = Origin.ours("a test");
    private static final RecipeJson TEXT = RecipeJson.of(LayerJson.standard());
    private static final ImageShape STROKES = new ImageShape(1, 28, 28);

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    private static GanRecipe recipe(String set, int outputs, double decay) {
        Update update =
                new Update(
                        new Adam(0.5, 0.999),
                        new ConstantSchedule(1e-3),
                        new ConstantSchedule(0.5));
        return GanRecipe.named("test/game")
                .corpus(new DatasetSpec(set, 60, 20), TEST)
                .generator(
                        sequence(linear(16), new BatchNorm(), relu(), linear(outputs), sigmoid()),
                        TEST)
                .discriminator(sequence(flatten(), linear(8), relu(), linear(1)), TEST)
                .noise(new Noise(Noise.Law.GAUSSIAN, 6), TEST)
                .payoff(GanLoss.PUBLISHED, TEST)
                .labels(DiscriminatorLabels.HARD, TEST)
                .turns(UpdateRatio.simultaneous(), TEST)
                .generatorUpdate(update, TEST)
                .discriminatorUpdate(update, TEST)
                .average(new MovingAverage(decay, MovingAverage.Beginning.GENTLE), TEST)
                .batch(20, TEST)
                .epochs(3, TEST)
                .build();
    }

    private Path trained(GanRecipe recipe) {
        Path folder = temp.resolve("run");
        Run.Place place =
                new Run.Place(new DatasetProvider(temp, temp.resolve("cache")), TEXT, Device.CPU);
        new Run(recipe, Budget.SMOKE, 5, folder, List.of()).execute(place, List.of());
        return folder;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.9})
    void draws_what_the_run_drew_after_its_last_epoch(double decay) throws Exception {
        Path folder = trained(recipe("strokes", 784, decay));
        try (var room = Scope.open()) {
            TrainedGenerator generator = TrainedGenerator.open(folder, TEXT, Device.CPU);
            assertThat(generator.epoch()).isEqualTo(3);
            assertThat(generator.pixels()).isEqualTo(STROKES);
            assertThat(generator.contrast()).isEqualTo(ShadeMapping.UNIT);
            assertThat(generator.recipe().name()).isEqualTo("test/game");
            Tensor noise = generator.noise(64, new Seed(5).child("samples"));
            BufferedImage here =
                    PictureSheet.of(STROKES, generator.images(noise).toFloats()).image();
            BufferedImage there = ImageIO.read(folder.resolve("samples/epoch-0003.png").toFile());
            assertThat(
                            there.getRaster()
                                    .getPixels(
                                            0, 0, here.getWidth(), here.getHeight(), (int[]) null))
                    .isEqualTo(
                            here.getRaster()
                                    .getPixels(
                                            0, 0, here.getWidth(), here.getHeight(), (int[]) null));
        }
        assertThat(folder.resolve("samples/epoch-0001.png")).exists();
        assertThat(folder.resolve("samples.gif")).isNotEmptyFile();
        assertThat(folder.resolve("samples.png")).isNotEmptyFile();
    }

    @Test
    void lines_are_straight_and_evenly_divided() {
        Path folder = trained(recipe("strokes", 784, 0));
        try (var room = Scope.open()) {
            TrainedGenerator generator = TrainedGenerator.open(folder, TEXT, Device.CPU);
            float[] z = generator.lines(2, 5, new Seed(1)).toFloats();
            assertThat(z).hasSize(2 * 5 * 6);
            for (int line = 0; line < 2; line++) {
                for (int i = 0; i < 5; i++) {
                    for (int k = 0; k < 6; k++) {
                        float begin = z[(line * 5) * 6 + k];
                        float end = z[(line * 5 + 4) * 6 + k];
                        assertThat(z[(line * 5 + i) * 6 + k])
                                .isCloseTo(begin + i / 4f * (end - begin), within(1e-5f));
                    }
                }
            }
            assertThat(z[0]).isNotEqualTo(z[5 * 6]);
            assertThatThrownBy(() -> generator.lines(1, 1, new Seed(1)))
                    .hasMessage(
                            "A line in the space of noise needs at least 2 points. Received: lines=1,"
                                    + " points=1. Use 10 points.");
        }
    }

    @Test
    void noise_of_many_blocks_begins_as_that_of_few() {
        Path folder = trained(recipe("strokes", 784, 0));
        try (var room = Scope.open()) {
            TrainedGenerator generator = TrainedGenerator.open(folder, TEXT, Device.CPU);
            Tensor many = generator.noise(2600, new Seed(1));
            assertThat(many.shape()).containsExactly(2600, 6);
            assertThat(many.narrow(0, 0, 1000).toFloats())
                    .containsExactly(generator.noise(1000, new Seed(1)).toFloats());
            // Counts whose numbers do not come out by sixteens.
            for (int count : new int[] {1, 2, 7, 17, 2512}) {
                assertThat(generator.noise(count, new Seed(1)).toFloats())
                        .containsExactly(many.narrow(0, 0, count).toFloats());
            }
            float[] all = generator.images(many).toFloats();
            float[] last = generator.images(many.narrow(0, 2290, 10)).toFloats();
            for (int i = 0; i < last.length; i++) {
                assertThat(all[2290 * 784 + i]).isCloseTo(last[i], within(1e-6f));
            }
        }
    }

    @Test
    void points_are_no_pictures() {
        Path folder = trained(recipe("ring", 2, 0));
        assertThat(folder.resolve("samples")).doesNotExist();
        try (var room = Scope.open()) {
            TrainedGenerator generator = TrainedGenerator.open(folder, TEXT, Device.CPU);
            assertThatThrownBy(generator::pixels)
                    .isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith(
                            "A picture needs a generator of images. Received: test/game, which makes ")
                    .hasMessageEndingWith("Name a run on mnist, strokes or cifar-10.");
        }
    }

    @Test
    void of_a_damaged_checkpoint_the_one_before_is_used_and_without_one_it_is_refused()
            throws Exception {
        Path folder = trained(recipe("strokes", 784, 0));
        Path file = folder.resolve("checkpoint.safetensors");
        // As of a run that is not at its end.
        Files.copy(file, folder.resolve("checkpoint.1.safetensors"));
        damage(file);
        try (var room = Scope.open()) {
            assertThat(
                            TrainedGenerator.open(folder, TEXT, Device.CPU)
                                    .noise(1, new Seed(1))
                                    .count())
                    .isPositive();
            try (var earlier = Files.newDirectoryStream(folder, "checkpoint.*.safetensors")) {
                for (Path each : earlier) {
                    damage(each);
                }
            }
            assertThatThrownBy(() -> TrainedGenerator.open(folder, TEXT, Device.CPU))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("Received: a damaged one: its checksum is ")
                    .hasMessageEndingWith("Name the folder of a run, or train it again.");
        }
    }

    private static void damage(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 100] ^= 64;
        Files.write(file, bytes);
    }
}
