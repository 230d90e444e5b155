package dev.hearth.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.ImageShape;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResizeTest {

    @Test
    void agrees_with_pillow_to_the_bit() throws IOException {
        JsonNode vectors;
        try (InputStream in = ResizeTest.class.getResourceAsStream("resize_pil.json")) {
            vectors = new ObjectMapper().readTree(in);
        }
        byte[] input = bytes(vectors.get("input").get("data"));
        assertThat(vectors.get("outputs")).hasSize(4);
        for (JsonNode vector : vectors.get("outputs")) {
            Interpolation kernel =
                    Interpolation.valueOf(vector.get("kernel").asText().toUpperCase(Locale.ROOT));
            Resize resize =
                    new Resize(kernel, vector.get("width").asInt(), vector.get("height").asInt());
            assertThat(resize.apply(input, 31, 23, 3))
                    .as(resize.toString())
                    .isEqualTo(bytes(vector.get("output").get("data")));
        }
    }

    /** Both passes as they are defined, value by value. */
    private static byte[] plainly(Picture from, ResampleWindows across, ResampleWindows down) {
        int channels = from.channels();
        byte[] out = new byte[across.count() * down.count() * channels];
        int[][] rows = new int[from.height()][across.count() * channels];
        for (int y = 0; y < from.height(); y++) {
            for (int i = 0; i < rows[y].length; i++) {
                int x = i / channels;
                int sum = 1 << 21;
                for (int k = 0; k < across.weights(x).length; k++) {
                    sum += from.value(across.first(x) + k, y, i % channels) * across.weights(x)[k];
                }
                rows[y][i] = Math.max(0, Math.min(255, sum >> 22));
            }
        }
        for (int i = 0; i < out.length; i++) {
            int y = i / (across.count() * channels);
            int sum = 1 << 21;
            for (int k = 0; k < down.weights(y).length; k++) {
                sum +=
                        rows[down.first(y) + k][i % (across.count() * channels)]
                                * down.weights(y)[k];
            }
            out[i] = (byte) Math.max(0, Math.min(255, sum >> 22));
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({
        "1500, 700, 3, 37, 41", // several turns of columns and of rows
        "3000, 70, 3, 3, 2", // windows wider than a turn
        "150, 90, 3, 300, 181", // enlarged
        "200, 130, 1, 64, 64",
        "90, 200, 4, 31, 200", // one pass
        "90, 200, 3, 90, 65",
        "1, 1, 3, 5, 7",
        "700, 64, 3, 699, 63",
    })
    void many_rows_and_columns_are_as_the_definition_says(
            int width, int height, int channels, int to, int down) {
        RandomStream random = new Seed(width + height).stream();
        Picture picture = noise(random, width, height, channels);
        for (Interpolation kernel : Interpolation.values()) {
            byte[] whole =
                    plainly(
                            picture,
                            new ResampleWindows(kernel, width, to, 0, to),
                            new ResampleWindows(kernel, height, down, 0, down));
            Resize resize = new Resize(kernel, to, down);
            assertThat(resize.apply(picture).bytes()).isEqualTo(whole);
            if (to > 2 && down > 2) {
                assertThat(resize.part(picture, 1, 1, to - 2, down - 2).bytes())
                        .isEqualTo(
                                new Picture(to, down, channels, whole)
                                        .crop(1, 1, to - 2, down - 2)
                                        .bytes());
            }
        }
    }

    @Test
    void planes_and_pixels_are_two_orders_of_one_picture() {
        byte[] planes = {1, 2, 3, 4, 5, 6, 7, 8};
        Picture raster = Picture.ofPlanes(new ImageShape(2, 2, 2), planes);
        assertThat(raster.bytes()).containsExactly(1, 5, 2, 6, 3, 7, 4, 8);
        float[] values = new float[9];
        raster.read(values, 1);
        assertThat(values)
                .containsExactly(
                        0, 1 / 255f, 2 / 255f, 3 / 255f, 4 / 255f, 5 / 255f, 6 / 255f, 7 / 255f,
                        8 / 255f);
    }

    @Test
    void one_pass_is_skipped_where_the_size_stays() {
        RandomStream random = new Seed(4).stream();
        Picture picture = noise(random, 7, 9, 3);
        Picture wide = new Resize(Interpolation.BICUBIC, 5, 9).apply(picture);
        for (int y = 0; y < 9; y++) {
            Picture row = picture.crop(0, y, 7, 1);
            assertThat(new Resize(Interpolation.BICUBIC, 5, 1).apply(row).bytes())
                    .isEqualTo(wide.crop(0, y, 5, 1).bytes());
        }
        assertThat(new Resize(Interpolation.BILINEAR, 7, 9).apply(picture)).isSameAs(picture);
    }

    @Test
    void a_flat_picture_stays_flat() {
        byte[] bytes = new byte[40 * 30];
        java.util.Arrays.fill(bytes, (byte) 201);
        for (Interpolation kernel : Interpolation.values()) {
            assertThat(new Resize(kernel, 13, 71).apply(bytes, 40, 30, 1))
                    .hasSize(13 * 71)
                    .containsOnly((byte) 201);
        }
    }

    @Test
    void agrees_with_a_naive_twin_in_floating_point() {
        RandomStream random = new Seed(5).stream();
        for (int trial = 0; trial < 40; trial++) {
            int from = 1 + random.nextInt(40);
            int to = 1 + random.nextInt(40);
            Interpolation kernel =
                    random.nextBoolean() ? Interpolation.BILINEAR : Interpolation.BICUBIC;
            Picture row = noise(random, from, 1, 1);
            byte[] fast = new Resize(kernel, to, 1).apply(row).bytes();
            for (int i = 0; i < to; i++) {
                assertThat((fast[i] & 0xFF) - naive(kernel, row.bytes(), to, i))
                        .isBetween(-0.5001, 0.5001);
            }
        }
    }

    private static double naive(Interpolation kernel, byte[] row, int to, int i) {
        double scale = (double) row.length / to;
        double stretch = Math.max(1, scale);
        double centre = (i + 0.5) * scale;
        double total = 0;
        double sum = 0;
        for (int k = 0; k < row.length; k++) {
            double weight = kernel.weight((k + 0.5 - centre) / stretch);
            total += weight;
            sum += weight * (row[k] & 0xFF);
        }
        return Math.max(0, Math.min(255, sum / total));
    }

    @Test
    void the_centre_view_of_imagenet() {
        Picture picture = noise(new Seed(6).stream(), 500, 375, 3);
        Picture view = InputSpec.unscaled(299, 0.875).square(picture);
        assertThat(view.pixels()).isEqualTo(new ImageShape(3, 299, 299));
        Picture resized = new Resize(Interpolation.BICUBIC, 454, 341).apply(picture);
        assertThat(view.bytes()).isEqualTo(resized.crop(78, 21, 299, 299).bytes());
        Picture upright = noise(new Seed(7).stream(), 30, 41, 1);
        assertThat(Resize.shorterSide(Interpolation.BILINEAR, 20, upright))
                .isEqualTo(new Resize(Interpolation.BILINEAR, 20, 27));
    }

    @Test
    void a_part_is_the_crop_of_the_whole() {
        RandomStream random = new Seed(8).stream();
        for (int trial = 0; trial < 60; trial++) {
            int channels = 1 + random.nextInt(4);
            Picture picture =
                    noise(random, 1 + random.nextInt(60), 1 + random.nextInt(60), channels);
            int width = trial % 5 == 0 ? picture.width() : 1 + random.nextInt(70);
            int height = trial % 7 == 0 ? picture.height() : 1 + random.nextInt(70);
            Interpolation kernel =
                    random.nextBoolean() ? Interpolation.BILINEAR : Interpolation.BICUBIC;
            Resize resize = new Resize(kernel, width, height);
            int columns = 1 + random.nextInt(width);
            int rows = 1 + random.nextInt(height);
            int left = random.nextInt(width - columns + 1);
            int top = random.nextInt(height - rows + 1);
            assertThat(resize.part(picture, left, top, columns, rows).bytes())
                    .as(resize + " of " + picture.pixels())
                    .isEqualTo(resize.apply(picture).crop(left, top, columns, rows).bytes());
        }
    }

    @Test
    void three_channels_at_once_are_three_pictures() {
        RandomStream random = new Seed(9).stream();
        for (int trial = 0; trial < 40; trial++) {
            Picture picture = noise(random, 1 + random.nextInt(60), 1 + random.nextInt(60), 3);
            if (trial % 2 == 0) {
                // Overshoots on both sides.
                for (int i = 0; i < picture.bytes().length; i++) {
                    picture.bytes()[i] = (byte) (picture.bytes()[i] < 0 ? 255 : 0);
                }
            }
            Resize resize =
                    new Resize(
                            Interpolation.BICUBIC, 1 + random.nextInt(70), 1 + random.nextInt(70));
            byte[] all = resize.apply(picture).bytes();
            for (int c = 0; c < 3; c++) {
                byte[] one =
                        resize.apply(
                                plane(picture.bytes(), c), picture.width(), picture.height(), 1);
                assertThat(plane(all, c)).as(resize + ", channel " + c).isEqualTo(one);
            }
        }
    }

    private static byte[] plane(byte[] colours, int channel) {
        byte[] plane = new byte[colours.length / 3];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = colours[3 * i + channel];
        }
        return plane;
    }

    @Test
    void what_lies_outside_of_a_crop_is_black() {
        Picture picture = new Picture(2, 2, 1, new byte[] {1, 2, 3, 4});
        assertThat(picture.crop(-1, -1, 3, 3).bytes()).containsExactly(0, 0, 0, 0, 1, 2, 0, 3, 4);
        assertThat(picture.crop(1, 1, 2, 2).bytes()).containsExactly(4, 0, 0, 0);
        assertThat(picture.crop(5, 5, 1, 1).bytes()).containsExactly(0);
        assertThat(picture.mirrored().bytes()).containsExactly(2, 1, 4, 3);
    }

    @Test
    void refuses_at_the_door() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Resize(Interpolation.BICUBIC, 0, 3))
                .withMessage(
                        "Resize needs a size of at least 1×1. Received: 0×3. Give the columns and"
                                + " rows of the result.");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new Resize(Interpolation.BICUBIC, 4, 3)
                                        .part(new Picture(1, 1, 1, new byte[1]), 2, 0, 3, 3))
                .withMessage(
                        "Resize cuts a rectangle that lies within 4×3. Received: 3×3 from column 2,"
                                + " row 0. Use apply(picture).crop to cut beyond the edge.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Picture(2, 2, 3, new byte[11]))
                .withMessage(
                        "A picture of 2×2 pixels with 3 channels needs 12 bytes. Received: 11. Give"
                                + " width, height and channels of the decoded picture.");
    }

    private static Picture noise(RandomStream random, int width, int height, int channels) {
        byte[] bytes = new byte[width * height * channels];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        return new Picture(width, height, channels, bytes);
    }

    private static byte[] bytes(JsonNode data) {
        byte[] bytes = new byte[data.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) data.get(i).asInt();
        }
        return bytes;
    }
}
