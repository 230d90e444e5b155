package dev.hearth.train.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.ImageShape;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;

final class SampleHistoryTest {

    private static final ImageShape GREY = new ImageShape(1, 28, 28);
    private static final int MARGIN = PictureSheet.MARGIN;

    private static SampleHistory filled(Path folder, int... epochs) throws Exception {
        SampleHistory album = new SampleHistory(folder, GREY, 3, ShadeMapping.UNIT);
        for (int epoch : epochs) {
            double shade = epoch / 255.0;
            album.add(epoch, PictureSheetTest.plain(GREY, shade, shade, shade, 1, 1, 1));
        }
        return album;
    }

    /** The frames of a GIF: a picture and what is said of it. */
    private record Film(List<BufferedImage> frames, List<Integer> delays, List<byte[]> loops) {}

    private static Film read(Path file) throws Exception {
        List<BufferedImage> frames = new ArrayList<>();
        List<Integer> delays = new ArrayList<>();
        List<byte[]> loops = new ArrayList<>();
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in);
            for (int i = 0; i < reader.getNumImages(true); i++) {
                frames.add(reader.read(i));
                IIOMetadataNode root =
                        (IIOMetadataNode)
                                reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
                IIOMetadataNode control =
                        (IIOMetadataNode)
                                root.getElementsByTagName("GraphicControlExtension").item(0);
                delays.add(Integer.parseInt(control.getAttribute("delayTime")));
                NodeList applications = root.getElementsByTagName("ApplicationExtension");
                for (int k = 0; k < applications.getLength(); k++) {
                    loops.add((byte[]) ((IIOMetadataNode) applications.item(k)).getUserObject());
                }
            }
        }
        return new Film(frames, delays, loops);
    }

    @Test
    void a_film_shows_every_page_in_order_and_begins_again(@TempDir Path folder) throws Exception {
        SampleHistory album = filled(folder.resolve("pages"), 20, 0, 100, 10);
        assertThat(album.epochs()).containsExactly(0, 10, 20, 100);
        Path file = folder.resolve("film.gif");
        album.film(file, Duration.ofMillis(250), 100);
        Film film = read(file);
        assertThat(film.delays()).containsExactly(25, 25, 25, 150);
        for (int i = 0; i < 4; i++) {
            BufferedImage frame = film.frames().get(i);
            assertThat(frame.getRGB(MARGIN + 5, MARGIN + 5) & 0xFF)
                    .isEqualTo(album.epochs().get(i));
        }
        // Again and again: NETSCAPE2.0, sub-block 1, count 0.
        assertThat(film.loops())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each).containsExactly(1, 0, 0));
        assertThat(
                        new String(
                                Files.readAllBytes(file),
                                0,
                                6,
                                java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("GIF89a");
    }

    @Test
    void a_short_film_keeps_the_first_and_the_last_page(@TempDir Path folder) throws Exception {
        SampleHistory album = filled(folder.resolve("pages"), 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Path file = folder.resolve("film.gif");
        album.film(file, Duration.ofMillis(20), 3);
        List<Integer> shades = new ArrayList<>();
        for (BufferedImage frame : read(file).frames()) {
            shades.add(frame.getRGB(MARGIN, MARGIN) & 0xFF);
        }
        assertThat(shades).containsExactly(1, 5, 9);
    }

    @Test
    void colours_survive_a_film(@TempDir Path folder) throws Exception {
        ImageShape colour = new ImageShape(3, 4, 4);
        SampleHistory album =
                new SampleHistory(folder.resolve("pages"), colour, 1, ShadeMapping.UNIT);
        float[] red = new float[48];
        java.util.Arrays.fill(red, 0, 16, 1);
        album.add(1, red);
        album.film(folder.resolve("film.gif"), Duration.ofMillis(100), 9);
        BufferedImage frame = read(folder.resolve("film.gif")).frames().get(0);
        assertThat(frame.getRGB(MARGIN, MARGIN) & 0xFFFFFF).isEqualTo(0xFF0000);
    }

    @Test
    void a_strip_shows_first_rows_one_below_the_other(@TempDir Path folder) throws Exception {
        SampleHistory album = filled(folder.resolve("pages"), 0, 50, 100);
        Path file = folder.resolve("strip.png");
        album.strip(file, 8);
        BufferedImage strip = ImageIO.read(file.toFile());
        assertThat(strip.getHeight()).isEqualTo(2 * MARGIN + 3 * 58);
        for (int i = 0; i < 3; i++) {
            int at = strip.getRaster().getSample(strip.getWidth() - 20, MARGIN + 58 * i + 30, 0);
            assertThat(at).isEqualTo(50 * i);
        }
    }

    @Test
    void refuses_an_empty_album(@TempDir Path folder) {
        SampleHistory album = new SampleHistory(folder.resolve("none"), GREY, 3, ShadeMapping.UNIT);
        assertThatThrownBy(() -> album.strip(folder.resolve("strip.png"), 8))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("An album has pages of samples by epoch")
                .hasMessageContaining("Train a recipe that draws them first");
        assertThatThrownBy(() -> new AnimatedGif(Duration.ofMillis(10), Duration.ZERO))
                .hasMessageContaining("AnimatedGif needs a delay of at least 20 ms")
                .hasMessageContaining("Received: delay=PT0.01S, rest=PT0S. Use 200 ms.");
    }
}
