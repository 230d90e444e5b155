package dev.hearth.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.Resize;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is cut of a resized picture costs what is cut, not what the whole would. */
@Timeout(30)
class TestCropsBoundsTest {

    private static final InputSpec VIEW =
            new InputSpec(3, 32, 0.875, Interpolation.BICUBIC, 0.5, 0.5);

    private static Picture noise(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * 7919 >> 4);
        }
        return new Picture(width, height, rgb);
    }

    @Test
    void a_picture_a_pixel_high_or_wide_is_cut_within_bounds() {
        for (Picture line : List.of(noise(660_000, 1), noise(1, 660_000))) {
            for (TestCrops crops : TestCrops.values()) {
                assertThat(crops.of(line, VIEW))
                        .hasSize(crops.count())
                        .allMatch(square -> square.width() == 32 && square.height() == 32);
            }
        }
    }

    @Test
    void squares_are_those_of_the_whole_resized() {
        for (Picture picture : List.of(noise(70, 45), noise(45, 70), noise(50, 50))) {
            Picture whole = picture;
            Picture resized = Resize.shorterSide(Interpolation.BICUBIC, 37, whole).apply(whole);
            int slack = Math.max(resized.width(), resized.height()) - 37;
            boolean wide = resized.width() > resized.height();
            Picture middle = resized.crop(wide ? slack / 2 : 0, wide ? 0 : slack / 2, 37, 37);
            List<Picture> squares = TestCrops.TWELVE.of(picture, VIEW);
            assertThat(squares.get(0).bytes()).isEqualTo(middle.crop(0, 0, 32, 32).bytes());
            assertThat(squares.get(6).bytes()).isEqualTo(middle.crop(5, 5, 32, 32).bytes());
        }
    }

    @Test
    void a_longer_side_that_no_number_holds_is_refused_in_three_parts() {
        Picture line = new Picture(40_000_000, 1, 1, new byte[40_000_000]);
        assertThatThrownBy(() -> Resize.shorterSide(Interpolation.BILINEAR, 341, line))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "A picture resized to 341 pixels of its shorter side. Received: 40000000×1,"
                                + " whose longer side would have 13640000000. Cut it into pieces"
                                + " that are less long.");
    }
}
