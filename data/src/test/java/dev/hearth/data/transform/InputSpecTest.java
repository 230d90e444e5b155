package dev.hearth.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.image.Interpolation;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.Resize;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InputSpecTest {

    private static final InputSpec SMALL =
            new InputSpec(3, 28, 0.875, Interpolation.BICUBIC, 0.5, 0.5);

    /** Red rises to the right, green downwards, blue is a chessboard. */
    private static Picture ramp(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = 3 * (y * width + x);
                rgb[at] = (byte) (255 * x / (width - 1));
                rgb[at + 1] = (byte) (255 * y / (height - 1));
                rgb[at + 2] = (byte) (((x / 4 + y / 4) % 2) * 255);
            }
        }
        return new Picture(width, height, rgb);
    }

    @Test
    void the_released_view_resizes_to_341_and_cuts_299() {
        InputSpec released = new InputSpec(3, 299, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
        Picture picture = ramp(500, 375);
        float[] values = released.values(picture);
        Picture resized = new Resize(Interpolation.BICUBIC, 454, 341).apply(picture);
        // (454 − 299)/2 = 77.5 and (341 − 299)/2 = 21: halves go to the even one.
        Picture cut = resized.crop(78, 21, 299, 299);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < 299 * 299; i += 997) {
                float expected = ((cut.bytes()[3 * i + c] & 0xFF) / 255f - 0.5f) / 0.5f;
                assertThat(values[c * 299 * 299 + i]).isEqualTo(expected);
            }
        }
    }

    @Test
    void white_is_one_and_black_is_minus_one() {
        byte[] white = new byte[3 * 32 * 32];
        java.util.Arrays.fill(white, (byte) 255);
        assertThat(SMALL.values(new Picture(32, 32, white))).containsOnly(1f);
        assertThat(SMALL.values(new Picture(32, 32, new byte[white.length]))).containsOnly(-1f);
    }

    @ParameterizedTest
    @CsvSource({"255,0,0,76", "0,255,0,150", "0,0,255,29", "255,255,255,255", "10,20,30,18"})
    void grey_is_weighed_as_pillow_weighs_it(int red, int green, int blue, int grey) {
        InputSpec one = new InputSpec(1, 1, 1, Interpolation.BICUBIC, 0, 1);
        byte[] rgb = {(byte) red, (byte) green, (byte) blue};
        assertThat(one.values(new Picture(1, 1, rgb))).containsExactly(grey / 255f);
    }

    @Test
    void a_grey_picture_and_numbers_outside_are_refused() {
        Picture grey = new Picture(28, 28, 1, new byte[784]);
        assertThatThrownBy(() -> SMALL.scale(grey, new float[784], 0))
                .hasMessage(
                        "InputSpec scales pictures in colour. Received: 1 channels. Repeat the grey"
                                + " channel three times.");
        assertThatThrownBy(() -> InputSpec.unscaled(299, 1.2)).hasMessageContaining("fraction=1.2");
        assertThatThrownBy(() -> new InputSpec(2, 28, 1, Interpolation.BICUBIC, 0, 1))
                .hasMessageContaining("Received: channels=2, side=28")
                .hasMessageContaining("needs 1 or 3 channels");
        assertThatThrownBy(() -> new InputSpec(3, 28, 1, Interpolation.BICUBIC, 0, 0))
                .hasMessageContaining("deviation=0.0");
    }

    @ParameterizedTest
    @EnumSource(TestCrops.class)
    void every_scheme_gives_its_count_of_squares(TestCrops crops) {
        List<Picture> squares = crops.of(ramp(61, 40), SMALL);
        assertThat(squares).hasSize(crops.count());
        assertThat(squares).allMatch(s -> s.width() == 28 && s.height() == 28 && s.channels() == 3);
        assertThat(TestCrops.of(crops.count())).isEqualTo(crops);
    }

    @Test
    void twelve_are_corners_middle_and_whole_of_the_middle_square_each_with_its_mirror() {
        Picture picture = ramp(64, 32);
        List<Picture> squares = TestCrops.TWELVE.of(picture, SMALL);
        // 28·256/224 = 32: the picture keeps its size, and the middle square begins at 16.
        Picture middle = picture.crop(16, 0, 32, 32);
        int[][] corners = {{0, 0}, {4, 0}, {0, 4}, {4, 4}, {2, 2}};
        for (int i = 0; i < corners.length; i++) {
            Picture expected = middle.crop(corners[i][0], corners[i][1], 28, 28);
            assertThat(squares.get(2 * i).bytes()).isEqualTo(expected.bytes());
            assertThat(squares.get(2 * i + 1).bytes()).isEqualTo(expected.mirrored().bytes());
        }
        assertThat(squares.get(10).bytes())
                .isEqualTo(new Resize(Interpolation.BICUBIC, 28, 28).apply(middle).bytes());
    }

    @Test
    void the_144_squares_are_four_sizes_of_three_squares_of_six_crops_and_their_mirrors() {
        Picture upright = ramp(32, 64);
        List<Picture> squares = TestCrops.HUNDRED_AND_FORTY_FOUR.of(upright, SMALL);
        Picture whole = upright;
        // The first size is the picture's own, so its three squares lie at rows 0, 16 and 32.
        assertThat(squares.get(0).bytes()).isEqualTo(whole.crop(0, 0, 28, 28).bytes());
        assertThat(squares.get(12).bytes()).isEqualTo(whole.crop(0, 16, 28, 28).bytes());
        assertThat(squares.get(24).bytes()).isEqualTo(whole.crop(0, 32, 28, 28).bytes());
        // The last size is 28·352/224 = 44.
        Picture largest = new Resize(Interpolation.BICUBIC, 44, 88).apply(whole);
        assertThat(squares.get(108).bytes()).isEqualTo(largest.crop(0, 0, 28, 28).bytes());
        assertThat(squares.get(132 + 6).bytes())
                .isEqualTo(largest.crop(16, 44 + 16, 28, 28).bytes());
    }

    @Test
    void other_counts_of_crops_are_refused() {
        assertThatThrownBy(() -> TestCrops.of(10))
                .hasMessage(
                        "Crops are known for 1, 12 and 144 squares. Received: 10. Use 1 for the"
                                + " usual view.");
    }
}
