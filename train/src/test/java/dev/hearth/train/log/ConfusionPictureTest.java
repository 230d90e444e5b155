package dev.hearth.train.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.image.Picture;
import dev.hearth.train.metric.Confusion;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfusionPictureTest {

    private static boolean has(BufferedImage image, int rgb) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == rgb) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void a_class_that_is_always_found_is_dark_and_others_are_pale() {
        Confusion confusion = new Confusion(2);
        confusion.add(new float[] {1, 0, 1, 0, 1, 0}, new int[] {0, 0, 1});
        BufferedImage image = new ConfusionPicture("Two", List.of("cat", "dog"), confusion).image();
        assertThat(has(image, 0x0072B2)).isTrue();
        assertThat(has(image, 0xF4F4F4)).isTrue();
        BufferedImage none =
                new ConfusionPicture("Two", List.of("a", "b"), new Confusion(2)).image();
        assertThat(has(none, 0x0072B2)).isFalse();
    }

    @Test
    void a_thousand_classes_have_a_pixel_each() {
        Confusion confusion = new Confusion(1000);
        List<String> names = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
        BufferedImage image = new ConfusionPicture("Many", names, confusion).image();
        assertThat(image.getWidth()).isBetween(1000, 1200);
    }

    @Test
    void a_gallery_shows_each_picture_in_its_place() {
        byte[] red = new byte[300];
        byte[] green = new byte[300];
        for (int i = 0; i < 100; i++) {
            red[3 * i] = (byte) 255;
            green[3 * i + 1] = (byte) 255;
        }
        Gallery gallery =
                new Gallery(
                        "Mistakes",
                        List.of(
                                new Gallery.Frame(new Picture(10, 10, 3, red), "cat", "dog"),
                                new Gallery.Frame(
                                        new Picture(10, 10, 3, green), "a".repeat(99), "")));
        BufferedImage image = gallery.image();
        assertThat(image.getRGB(14 + 84, 48 + 84) & 0xFFFFFF).isEqualTo(0xFF0000);
        assertThat(image.getRGB(14 + 182 + 84, 48 + 84) & 0xFFFFFF).isEqualTo(0x00FF00);
        assertThat(new Gallery("None", List.of()).image().getHeight()).isGreaterThan(100);
    }
}
