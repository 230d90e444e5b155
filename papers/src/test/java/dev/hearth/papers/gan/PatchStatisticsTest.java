package dev.hearth.papers.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.ImageShape;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.nn.Model;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.metric.ExampleRows;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchStatisticsTest {

    private static final Seed SEED = new Seed(3);
    private static final PatchStatistics SMALL = new PatchStatistics(new ImageShape(2, 16, 16));

    private static float[] noise(int images) {
        float[] values = new float[images * SMALL.pixels().count()];
        var random = SEED.child("noise").stream();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void shuffling_moves_whole_tiles_within_an_image_and_channels_together() {
        float[] images = noise(5);
        float[] shuffled = SMALL.shuffled(images, SEED);
        int size = SMALL.pixels().count();
        boolean moved = false;
        for (int image = 0; image < 5; image++) {
            List<String> before = tiles(images, image * size);
            List<String> after = tiles(shuffled, image * size);
            assertThat(after).containsExactlyInAnyOrderElementsOf(before);
            moved |= !after.equals(before);
        }
        assertThat(moved).isTrue();
    }

    /** The four tiles of 8×8, both channels of each. */
    private static List<String> tiles(float[] images, int from) {
        List<String> tiles = new ArrayList<>();
        for (int tile = 0; tile < 4; tile++) {
            List<Float> values = new ArrayList<>();
            for (int c = 0; c < 2; c++) {
                for (int row = 0; row < 8; row++) {
                    for (int column = 0; column < 8; column++) {
                        int y = tile / 2 * 8 + row;
                        int x = tile % 2 * 8 + column;
                        values.add(images[from + (c * 16 + y) * 16 + x]);
                    }
                }
            }
            tiles.add(values.toString());
        }
        return tiles;
    }

    @Test
    void blurring_keeps_even_images_and_means_and_takes_variance() {
        float[] even = new float[2 * SMALL.pixels().count()];
        Arrays.fill(even, 0.25f);
        assertThat(SMALL.blurred(even)).containsExactly(even);
        float[] point = new float[SMALL.pixels().count()];
        point[8 * 16 + 8] = 25;
        float[] spread = SMALL.blurred(point);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                boolean near = Math.abs(y - 8) <= 2 && Math.abs(x - 8) <= 2;
                assertThat(spread[y * 16 + x]).isCloseTo(near ? 1 : 0, within(1e-5f));
            }
        }
    }

    @Test
    void patches_of_the_same_images_are_at_no_distance_and_of_blurred_ones_far() {
        LibTorch.threads(1);
        try (var scope = Scope.open()) {
            float[] images = noise(200);
            var moments = SMALL.moments(images, SEED);
            assertThat(moments.mean()).hasSize(50);
            double same =
                    PatchStatistics.distance(moments, SMALL.moments(images, SEED.child("other")));
            double blurred =
                    PatchStatistics.distance(moments, SMALL.moments(SMALL.blurred(images), SEED));
            assertThat(same).isLessThan(0.1 * blurred);
            // Unit variance of 50 independent values against about a 25th of it.
            assertThat(blurred).isGreaterThan(20);
        }
    }

    @Test
    void real_images_have_all_shuffled_ones_texture_alone_and_blurred_ones_none(
            @TempDir Path temp) {
        LibTorch.threads(1);
        DatasetProvider datasets = new DatasetProvider(temp, temp.resolve("cache"));
        DatasetSpec corpus = new DatasetSpec("strokes", 2000, 400);
        DatasetProvider.Sets sets = datasets.open(corpus, new Preprocessing.Centred(32, 0, 1));
        PatchStatistics patches = new PatchStatistics(sets.testing().pixels());
        try (var scope = Scope.open()) {
            Model classifier = TextureAndStructure.classifier(corpus, sets, Device.CPU);
            float[] real = ExampleRows.rows(sets.testing(), 0, 400).toFloats();
            float[] training = ExampleRows.rows(sets.training(), 0, 400).toFloats();
            Map<String, Double> ofReal =
                    TextureAndStructure.figures(
                            patches, classifier, training, real, training, SEED);
            assertThat(ofReal.get("texture")).isCloseTo(1, within(0.1));
            assertThat(ofReal.get("structure")).isCloseTo(1, within(0.2));
            assertThat(ofReal.get("textureOfReal")).isEqualTo(ofReal.get("texture"));
            Map<String, Double> ofShuffled =
                    TextureAndStructure.figures(
                            patches,
                            classifier,
                            patches.shuffled(training, SEED.child("again")),
                            real,
                            training,
                            SEED);
            assertThat(ofShuffled.get("structure")).isCloseTo(0, within(0.25));
            assertThat(ofShuffled.get("texture")).isGreaterThan(0.5);
            Map<String, Double> ofBlurred =
                    TextureAndStructure.figures(
                            patches, classifier, patches.blurred(training), real, training, SEED);
            assertThat(ofBlurred.get("texture")).isCloseTo(0, within(0.1));
        }
    }

    private static Trial trial(String arm, long seed, double texture, double structure) {
        return new Trial(arm, seed, Map.of("texture", texture, "structure", structure), List.of());
    }

    @Test
    void the_claim_can_come_out_either_way() {
        for (boolean more : new boolean[] {true, false}) {
            List<Trial> trials = new ArrayList<>();
            for (long seed = 1; seed <= 6; seed++) {
                double high = 0.8 + 0.01 * seed;
                double low = 0.2 + 0.013 * seed;
                for (String arm : List.of(GanCifar.CONNECTED, GanCifar.CONVOLUTIONAL)) {
                    trials.add(trial(arm, seed, more ? high : low, more ? low : high));
                }
            }
            assertThat(GanTexture.check("").judge(new Evidence("x", trials)).verdict())
                    .isEqualTo(more ? Verdict.CONFIRMED : Verdict.REFUTED);
        }
    }
}
