package dev.hearth.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.RandomCrop;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReductionTest {

    private final PictureReader reader = new PictureReader();

    /** Smooth, so that what is left of a square is near its mean. */
    private static BufferedImage smooth(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = (int) (128 + 100 * Math.sin(x / 9.0));
                int green = (int) (128 + 100 * Math.sin(y / 7.0 + 1));
                image.setRGB(x, y, red << 16 | green << 8 | (red + green) / 2);
            }
        }
        return image;
    }

    @Test
    void the_sides_are_divided_and_rounded_up_whatever_the_kind() {
        for (byte[] bytes :
                new byte[][] {
                    SmallPictures.jpeg(smooth(83, 50), false),
                    SmallPictures.jpeg(smooth(83, 50), true),
                    SmallPictures.png(smooth(83, 50))
                }) {
            Picture whole = reader.read(bytes, "x");
            for (int factor : new int[] {1, 2, 4, 8}) {
                ReducedPicture small = reader.read(bytes, "x", (width, height) -> factor);
                assertThat(small.width()).isEqualTo(83);
                assertThat(small.height()).isEqualTo(50);
                assertThat(small.factor()).isEqualTo(factor);
                assertThat(small.picture().width()).isEqualTo((83 + factor - 1) / factor);
                assertThat(small.picture().height()).isEqualTo((50 + factor - 1) / factor);
                Picture mean = MeanOfSquares.of(whole, factor);
                int most = 0;
                for (int i = 0; i < mean.bytes().length; i++) {
                    int one = small.picture().bytes()[i] & 0xFF;
                    most = Math.max(most, Math.abs(one - (mean.bytes()[i] & 0xFF)));
                }
                // libjpeg keeps the lowest frequencies of each block of 8×8; at 8 that is the mean.
                assertThat(most).as("by " + factor).isLessThanOrEqualTo(factor == 1 ? 0 : 12);
            }
        }
    }

    @Test
    void the_mean_of_squares_is_rounded_and_takes_what_there_is_at_the_edges() {
        byte[] values = {10, 20, 30, 40, 51, 60};
        Picture picture = new Picture(3, 2, 1, values);
        assertThat(MeanOfSquares.of(picture, 2).bytes())
                .containsExactly((10 + 20 + 40 + 51 + 2) / 4, (30 + 60) / 2);
        assertThat(MeanOfSquares.of(picture, 8).bytes()).containsExactly((211 + 3) / 6);
        assertThat(MeanOfSquares.of(picture, 1)).isSameAs(picture);
    }

    @Test
    void a_turned_picture_is_reduced_and_turned() {
        byte[] jpeg = SmallPictures.withExif(SmallPictures.jpeg(smooth(83, 50), false), 6, true);
        int[] asked = new int[2];
        ReducedPicture small =
                reader.read(
                        jpeg,
                        "x",
                        (width, height) -> {
                            asked[0] = width;
                            asked[1] = height;
                            return 2;
                        });
        assertThat(asked).containsExactly(50, 83);
        assertThat(small.width()).isEqualTo(50);
        assertThat(small.picture().width()).isEqualTo(25);
        assertThat(small.picture().height()).isEqualTo(42);
    }

    @Test
    void damaged_and_four_coloured_jpegs_are_reduced_too() {
        byte[] good = SmallPictures.jpeg(smooth(83, 50), false);
        byte[] cut = Arrays.copyOf(good, good.length - 2);
        assertThat(reader.read(cut, "x", (width, height) -> 4).picture())
                .isEqualTo(MeanOfSquares.of(reader.read(good, "x"), 4));
        byte[] inks = SmallPictures.jpegOfFour(17, 9, 200, 100, 50, 204);
        assertThat(reader.read(inks, "x", (width, height) -> 8).picture())
                .isEqualTo(MeanOfSquares.of(reader.read(inks, "x"), 8));
    }

    @Test
    void a_crop_is_placed_in_the_whole_picture() {
        byte[] png = SmallPictures.png(smooth(83, 50));
        RandomCrop.Window window = new RandomCrop.Window(9, 10, 33, 21, false);
        Picture whole = reader.read(png, "x");
        assertThat(reader.read(png, "x", ReductionFactor.NONE).crop(window))
                .isEqualTo(whole.crop(9, 10, 33, 21));
        // From 2.25 to 10.5 columns, and 2.5 to 7.75 rows.
        assertThat(reader.read(png, "x", (width, height) -> 4).crop(window))
                .isEqualTo(MeanOfSquares.of(whole, 4).crop(2, 3, 9, 5));
        RandomCrop.Window corner = new RandomCrop.Window(82, 49, 1, 1, false);
        assertThat(reader.read(png, "x", (width, height) -> 8).crop(corner).width()).isEqualTo(1);
    }

    @Test
    void other_divisors_are_refused() {
        byte[] png = SmallPictures.png(smooth(9, 9));
        for (int factor : new int[] {0, 3, 16, -1}) {
            assertThatThrownBy(() -> reader.read(png, "x", (width, height) -> factor))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("by 1, 2, 4 or 8. Received: " + factor);
        }
        assertThat(
                        new int[] {
                            ReductionFactor.atMost(0.3),
                            ReductionFactor.atMost(3.9),
                            ReductionFactor.atMost(99)
                        })
                .containsExactly(1, 2, 8);
    }
}
