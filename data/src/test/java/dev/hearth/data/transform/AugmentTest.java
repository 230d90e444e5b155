package dev.hearth.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Augmentation;
import dev.hearth.data.Chain;
import dev.hearth.data.ImageShape;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AugmentTest {

    private static final ImageShape RGB = new ImageShape(3, 7, 6);
    private static final ImageShape GREY = new ImageShape(1, 5, 5);

    private static float[] noise(ImageShape pixels, long seed) {
        RandomStream random = new Seed(seed).stream();
        float[] image = new float[pixels.count()];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.uniform(0.1, 1);
        }
        return image;
    }

    private static float[] apply(Augmentation augment, ImageShape in, float[] image, long seed) {
        float[] target = new float[augment.out(in).count()];
        augment.build(in).apply(image, 0, target, 0, new Seed(seed).stream());
        return target;
    }

    @Test
    void every_letter_keeps_its_announced_extent_and_neighbours_and_repeats_itself() {
        List<Augmentation> letters =
                List.of(
                        new PadCropFlip(2, Flip.HORIZONTAL),
                        new CentrePad(9, 4, 0.5),
                        new RandomShift(3, 0.5),
                        RandomAffine.cifar10(0.5),
                        new RandomAffine(0.3, 0.3, 0.3, 2, ShearAxis.ALL_THREE, Flip.NEVER, 0),
                        ColourJitter.asRun(),
                        ColourJitter.asWritten(),
                        new Brightness(0.2, 0.1),
                        new ScaleTo(-1, 1),
                        new Chain(),
                        new Chain(
                                new CentrePad(9, 9, 0),
                                new RandomShift(2, 0),
                                ColourJitter.asRun()));
        float[] image = noise(RGB, 3);
        for (Augmentation letter : letters) {
            int count = letter.out(RGB).count();
            float[] source = new float[image.length + 5];
            System.arraycopy(image, 0, source, 5, image.length);
            float[] target = new float[count + 4];
            java.util.Arrays.fill(target, -99);
            letter.build(RGB).apply(source, 5, target, 2, new Seed(8).stream());
            assertThat(java.util.Arrays.copyOfRange(target, 2, 2 + count))
                    .as(letter.toString())
                    .isEqualTo(apply(letter, RGB, image, 8))
                    .doesNotContain(-99);
            assertThat(new float[] {target[0], target[1], target[count + 2], target[count + 3]})
                    .as(letter.toString())
                    .containsOnly(-99);
            assertThat(java.util.Arrays.copyOfRange(source, 5, source.length)).isEqualTo(image);
        }
    }

    @Test
    void padding_cropping_and_mirroring_reach_every_place_and_agree_with_a_naive_twin() {
        Augmentation letter = new PadCropFlip(2, Flip.HORIZONTAL);
        float[] image = noise(RGB, 4);
        Set<String> seen = new HashSet<>();
        for (int trial = 0; trial < 1000; trial++) {
            float[] out = apply(letter, RGB, image, trial);
            int matches = 0;
            for (int top = -2; top <= 2; top++) {
                for (int left = -2; left <= 2; left++) {
                    for (int mirror = 0; mirror < 2; mirror++) {
                        if (java.util.Arrays.equals(out, naive(image, left, top, mirror == 1))) {
                            seen.add(left + " " + top + " " + mirror);
                            matches++;
                        }
                    }
                }
            }
            assertThat(matches).isEqualTo(1);
        }
        assertThat(seen).hasSize(50);
    }

    private static float[] naive(float[] image, int left, int top, boolean mirror) {
        float[] out = new float[image.length];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < 7; y++) {
                for (int x = 0; x < 6; x++) {
                    int fromX = left + (mirror ? 5 - x : x);
                    int fromY = top + y;
                    boolean inside = fromX >= 0 && fromX < 6 && fromY >= 0 && fromY < 7;
                    out[(c * 7 + y) * 6 + x] = inside ? image[(c * 7 + fromY) * 6 + fromX] : 0;
                }
            }
        }
        return out;
    }

    @Test
    void without_a_flip_nothing_is_mirrored() {
        float[] image = noise(RGB, 4);
        for (int trial = 0; trial < 20; trial++) {
            assertThat(apply(new PadCropFlip(0, Flip.NEVER), RGB, image, trial)).isEqualTo(image);
        }
    }

    @Test
    void the_image_stands_in_the_middle_of_the_field() {
        float[] out =
                apply(new CentrePad(4, 4, 9), new ImageShape(1, 2, 2), new float[] {1, 2, 3, 4}, 0);
        assertThat(out).containsExactly(9, 9, 9, 9, 9, 1, 2, 9, 9, 3, 4, 9, 9, 9, 9, 9);
        float[] cut =
                apply(
                        new CentrePad(1, 2, 9),
                        new ImageShape(1, 3, 4),
                        noise(new ImageShape(1, 3, 4), 1),
                        0);
        float[] whole = noise(new ImageShape(1, 3, 4), 1);
        assertThat(cut).containsExactly(whole[5], whole[6]);
    }

    @Test
    void an_affine_map_without_range_is_the_identity() {
        float[] image = noise(RGB, 5);
        Augmentation still = new RandomAffine(0, 0, 0, 0, ShearAxis.ALL_THREE, Flip.NEVER, 0);
        assertThat(apply(still, RGB, image, 1)).isEqualTo(image);
    }

    @Test
    void an_affine_map_knows_quarter_turns_mirrors_and_whole_shifts() {
        RandomAffine letter = new RandomAffine(0, 0, 0, 0, ShearAxis.ALL_THREE, Flip.NEVER, -1);
        float[] image = noise(GREY, 6);
        float[] out = new float[25];
        letter.warp(image, 0, GREY, out, 0, new double[] {0, -1, 1, 0}, 0, 0);
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 5; x++) {
                // (x, y) turns to (−y, x) about the middle.
                assertThat(out[x * 5 + 4 - y]).isCloseTo(image[y * 5 + x], within(1e-6f));
            }
        }
        letter.warp(image, 0, GREY, out, 0, new double[] {-1, 0, 0, 1}, 0, 0);
        assertThat(out[0]).isEqualTo(image[4]);
        assertThat(out[22]).isEqualTo(image[22]);
        letter.warp(image, 0, GREY, out, 0, new double[] {1, 0, 0, 1}, 2, -1);
        assertThat(out[2]).isEqualTo(image[5]);
        assertThat(out[1]).isEqualTo(-1);
        assertThat(out[24]).isEqualTo(-1);
        letter.warp(image, 0, GREY, out, 0, new double[] {1, 0, 0, 1}, 0.25, 0);
        assertThat(out[7]).isCloseTo(0.25f * image[6] + 0.75f * image[7], within(1e-6f));
    }

    @Test
    void a_larger_stretch_makes_the_image_larger() {
        RandomAffine letter = new RandomAffine(0, 0, 0, 0, ShearAxis.ALL_THREE, Flip.NEVER, 0);
        float[] dot = new float[25];
        java.util.Arrays.fill(dot, 5, 20, 1);
        float[] out = new float[25];
        letter.warp(dot, 0, GREY, out, 0, new double[] {1, 0, 0, 1.5}, 0, 0);
        assertThat(out[2]).isGreaterThan(0.5f);
        letter.warp(dot, 0, GREY, out, 0, new double[] {1, 0, 0, 0.5}, 0, 0);
        assertThat(out[7]).isLessThan(0.5f);
    }

    @Test
    void the_maps_of_fractional_max_pooling_stay_in_their_ranges() {
        RandomStream random = new Seed(9).stream();
        int[] kinds = new int[3];
        int mirrored = 0;
        for (int trial = 0; trial < 3000; trial++) {
            double[] m = RandomAffine.cifar10(0).draw(random);
            if (m[0] < 0) {
                mirrored++;
                m[0] = -m[0];
                m[1] = -m[1];
            }
            if (m[1] != 0 && m[2] != 0) {
                kinds[2]++;
                assertThat(Math.abs(Math.atan(m[2] / m[3]))).isLessThanOrEqualTo(0.2);
            } else {
                kinds[m[1] != 0 ? 0 : 1]++;
                assertThat(m[0]).isBetween(0.8, 1.2);
                assertThat(m[3]).isBetween(0.8, 1.2);
                assertThat(Math.abs(m[1] / m[0])).isLessThanOrEqualTo(0.2);
                assertThat(Math.abs(m[2] / m[3])).isLessThanOrEqualTo(0.2);
            }
        }
        assertThat(mirrored).isBetween(1400, 1600);
        assertThat(kinds[0]).isBetween(900, 1100);
        assertThat(kinds[1]).isBetween(900, 1100);
    }

    @Test
    void colours_follow_the_formula_and_leave_the_background() {
        ColourJitter letter = new ColourJitter(0.1, 0.2, 0.01, 0.02, 0.5, 0.01);
        ImageShape pixels = new ImageShape(2, 3, 4);
        float[] image = noise(pixels, 2);
        image[5] = 0.5f;
        image[12 + 5] = 0.505f;
        float[] out = apply(letter, pixels, image, 21);
        RandomStream random = new Seed(21).stream();
        for (int c = 0; c < 2; c++) {
            double[] delta = new double[4];
            for (int k = 0; k < 4; k++) {
                delta[k] = random.nextGaussian();
            }
            for (int i = 0; i < 12; i++) {
                float v = image[c * 12 + i];
                double expected =
                        v
                                + 0.1 * delta[0]
                                + 0.2 * delta[1] * (v - 0.5)
                                + 0.01 * delta[2] * (i % 4 - 2)
                                + 0.02 * delta[3] * (i / 4 - 1);
                assertThat((double) out[c * 12 + i]).isCloseTo(i == 5 ? v : expected, within(1e-6));
            }
        }
    }

    @Test
    void brightness_is_one_line_for_all_values() {
        float[] image = noise(RGB, 1);
        float[] out = apply(new Brightness(0.3, 0.2), RGB, image, 5);
        double slope = (out[1] - out[0]) / (image[1] - image[0]);
        assertThat(slope).isBetween(0.7, 1.3);
        double added = out[0] - slope * image[0];
        assertThat(added).isBetween(-0.2, 0.2);
        for (int i = 0; i < image.length; i++) {
            assertThat((double) out[i]).isCloseTo(slope * image[i] + added, within(1e-5));
        }
    }

    @Test
    void a_shift_reaches_every_place() {
        List<Integer> places = new ArrayList<>();
        float[] dot = new float[25];
        dot[12] = 1;
        for (int trial = 0; trial < 600; trial++) {
            float[] out = apply(new RandomShift(2, 0), GREY, dot, trial);
            for (int i = 0; i < 25; i++) {
                if (out[i] == 1) {
                    places.add(i);
                }
            }
        }
        assertThat(places).hasSize(600);
        assertThat(new HashSet<>(places)).hasSize(25);
    }

    @Test
    void a_chain_is_its_links_one_after_the_other() {
        Augmentation first = new CentrePad(9, 9, 0.5);
        Augmentation second = new RandomShift(2, 0);
        float[] image = noise(RGB, 1);
        float[] between = new float[3 * 81];
        float[] expected = new float[3 * 81];
        RandomStream random = new Seed(3).stream();
        first.build(RGB).apply(image, 0, between, 0, random);
        second.build(new ImageShape(3, 9, 9)).apply(between, 0, expected, 0, random);
        assertThat(apply(new Chain(first, second), RGB, image, 3)).isEqualTo(expected);
        assertThat(apply(new Chain(), RGB, image, 3)).isEqualTo(image);
    }

    @Test
    void refuses_at_the_door() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PadCropFlip(-1, Flip.NEVER))
                .withMessage(
                        "PadCropFlip needs no negative padding. Received: -1. Use 0 to mirror only.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RandomAffine(1, 0, 0, 0, ShearAxis.ALL_THREE, Flip.NEVER, 0))
                .withMessage(
                        "Affine needs 0 ≤ stretch < 1, 0 ≤ slant < 1, rotation ≥ 0 and shift ≥ 0."
                                + " Received: stretch=1.0, slant=0.0, rotation=0.0, shift=0.0. Both"
                                + " directions are meant already.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ColourJitter(Double.NaN, 0, 0, 0, 0, 0))
                .withMessage(
                        "Colour needs standard deviations of at least 0. Received: offset=NaN,"
                                + " gain=0.0, across=0.0, down=0.0. Use 0 to leave one out.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Brightness(1, 0))
                .withMessage(
                        "Brightness needs 0 ≤ contrast < 1 and brightness ≥ 0. Received:"
                                + " contrast=1.0, brightness=0.0. Both directions are meant already.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RandomShift(-1, 0))
                .withMessage(
                        "Shift needs a range of at least 0 pixels. Received: -1. Both directions"
                                + " are meant already.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CentrePad(0, 3, 0))
                .withMessage(
                        "CentreField needs at least one row and one column. Received: height=0,"
                                + " width=3. Give the size that the network takes.");
    }
}
