package dev.hearth.train.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.ImageShape;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PictureSheetTest {

    private static final ImageShape GREY = new ImageShape(1, 2, 3);
    private static final int MARGIN = PictureSheet.MARGIN;

    /** Pictures, each of one value. */
    static float[] plain(ImageShape pixels, double... values) {
        float[] all = new float[pixels.count() * values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) values[i / pixels.count()];
        }
        return all;
    }

    private static int grey(BufferedImage image, int x, int y) {
        return image.getRaster().getSample(x, y, 0);
    }

    @Test
    void pictures_stand_in_rows_with_gaps(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("sheet.png");
        PictureSheet.of(GREY, plain(GREY, 0, 0.2, 0.4, 0.6, 0.8)).columns(3).scale(4).write(file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(2 * MARGIN + 3 * 12 + 2 * 2);
        assertThat(image.getHeight()).isEqualTo(2 * MARGIN + 2 * 8 + 2);
        assertThat(grey(image, 0, 0)).isEqualTo(255);
        for (int i = 0; i < 5; i++) {
            int left = MARGIN + i % 3 * 14;
            int top = MARGIN + i / 3 * 10;
            assertThat(grey(image, left, top)).isEqualTo(51 * i);
            assertThat(grey(image, left + 11, top + 7)).isEqualTo(51 * i);
            assertThat(grey(image, left + 12, top)).isEqualTo(255);
            assertThat(grey(image, left, top + 8)).isEqualTo(255);
        }
        assertThat(grey(image, MARGIN + 2 * 14, MARGIN + 10)).isEqualTo(255);
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void pixels_are_where_they_were_and_what_lies_beyond_is_cut_off() {
        float[] one = {0, 0.5f, 1, -3, 7, Float.NaN};
        BufferedImage image = PictureSheet.of(GREY, one).scale(1).image();
        assertThat(image.getRaster().getSamples(MARGIN, MARGIN, 3, 2, 0, (int[]) null))
                .containsExactly(0, 128, 255, 0, 255, 0);
    }

    @Test
    void normalised_pictures_are_stretched_each_by_itself() {
        float[] two = {-2, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0};
        BufferedImage image =
                PictureSheet.of(GREY, two).columns(1).scale(1).contrast(ShadeMapping.EACH).image();
        assertThat(image.getRaster().getSamples(MARGIN, MARGIN, 3, 2, 0, (int[]) null))
                .containsExactly(0, 128, 191, 255, 128, 128);
        assertThat(image.getRaster().getSamples(MARGIN, MARGIN + 4, 3, 2, 0, (int[]) null))
                .containsOnly(128);
    }

    @Test
    void colours_are_colours() {
        ImageShape colour = new ImageShape(3, 1, 2);
        float[] one = {1, 0, 0, 1, 0, 0};
        BufferedImage image = PictureSheet.of(colour, one).scale(2).image();
        assertThat(image.getRGB(MARGIN, MARGIN) & 0xFFFFFF).isEqualTo(0xFF0000);
        assertThat(image.getRGB(MARGIN + 3, MARGIN + 1) & 0xFFFFFF).isEqualTo(0x00FF00);
    }

    @Test
    void pairs_stand_together() {
        float[] pairs =
                PictureSheet.inTurn(GREY, List.of(plain(GREY, 0.2, 0.4), plain(GREY, 0.6, 0.8)));
        BufferedImage image = PictureSheet.of(GREY, pairs).columns(4).groups(2).scale(1).image();
        assertThat(grey(image, MARGIN, MARGIN)).isEqualTo(51);
        assertThat(grey(image, MARGIN + 5, MARGIN)).isEqualTo(153);
        // A wide gap, then the second pair.
        assertThat(grey(image, MARGIN + 10 + 7, MARGIN)).isEqualTo(255);
        assertThat(grey(image, MARGIN + 10 + 8, MARGIN)).isEqualTo(102);
        assertThat(grey(image, MARGIN + 10 + 8 + 5, MARGIN)).isEqualTo(204);
        assertThat(image.getWidth()).isEqualTo(2 * MARGIN + 4 * 3 + 2 + 10 + 2);
    }

    @Test
    void words_stand_at_the_left() {
        BufferedImage bare = PictureSheet.of(GREY, plain(GREY, 0.2)).image();
        BufferedImage named =
                PictureSheet.of(GREY, plain(GREY, 0.2)).rows(List.of("epoch 5")).image();
        int more = named.getWidth() - bare.getWidth();
        assertThat(more).isGreaterThan(30);
        int[] left =
                named.getRaster()
                        .getSamples(MARGIN, 0, more - MARGIN, named.getHeight(), 0, (int[]) null);
        assertThat(left).contains(255);
        assertThat(java.util.Arrays.stream(left).min().getAsInt()).isLessThan(128);
    }

    @Test
    void refuses_parts_of_pictures() {
        assertThatThrownBy(() -> PictureSheet.of(GREY, new float[7]))
                .hasMessage(
                        "PictureSheet needs whole pictures of one channel or three. Received: 7 values"
                                + " for pictures of 1×2×3. Give every picture in full.");
        assertThatThrownBy(() -> PictureSheet.of(new ImageShape(2, 1, 1), new float[2]))
                .hasMessageContaining("of one channel or three");
        assertThatThrownBy(() -> PictureSheet.of(GREY, new float[6]).columns(0))
                .hasMessage("columns needs a count of at least 1. Received: 0. Use 8.");
        assertThatThrownBy(() -> PictureSheet.inTurn(GREY, List.of(new float[6], new float[12])))
                .hasMessageContaining(
                        "inTurn needs lists of one length. Received: lengths [6, 12].");
    }
}
