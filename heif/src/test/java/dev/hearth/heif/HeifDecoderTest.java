package dev.hearth.heif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.dataset.FolderReport;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files and their decoded pictures beside them are of libheif 1.15.1, of pictures made for this test. */
class HeifDecoderTest {

    /** Where the last byte of the height of alpha's tile stands in alpha.heic. */
    private static final int ALPHA_HEIGHT = 627;

    /** A character of the type of the reference from alpha to the colours there. */
    private static final int ALPHA_REFERENCE = 785;

    /** The last byte of the primary item's number there: 2, and 4 is alpha's. */
    private static final int PRIMARY = 86;

    private final PictureReader reader = new PictureReader();

    private static byte[] file(String name) {
        try (var in = HeifDecoderTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Picture reference(String name) {
        return reader.read(file(name + ".png"), name);
    }

    private static void assertNear(Picture one, Picture other) {
        assertThat(one.width()).isEqualTo(other.width());
        assertThat(one.height()).isEqualTo(other.height());
        int most = 0;
        for (int i = 0; i < one.bytes().length; i++) {
            most = Math.max(most, Math.abs((one.bytes()[i] & 0xFF) - (other.bytes()[i] & 0xFF)));
        }
        assertThat(most).as("the greatest difference of 255").isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whole.heic",
                "whole444.heic",
                "odd.heic",
                "alpha.heic",
                "limited.heic",
                "whole.avif",
                "odd.avif",
                "alpha.avif"
            })
    void pictures_are_those_of_libheif(String name) {
        assertNear(reader.read(file(name), name), reference(name));
    }

    /** With one more reference: the colours are their products with alpha. */
    private static byte[] premultiplied() {
        byte[] bytes = file("alpha.heic");
        byte[] reference = {0, 0, 0, 14, 'p', 'r', 'e', 'm', 0, 2, 0, 1, 0, 4};
        int end = 792;
        ByteBuffer all = ByteBuffer.allocate(bytes.length + reference.length);
        all.put(bytes, 0, end).put(reference).put(bytes, end, bytes.length - end);
        // The lengths of meta and iref, which it is in, and two places in mdat, behind it.
        for (int at : new int[] {28, 738, 133, 173}) {
            all.putInt(at, all.getInt(at) + reference.length);
        }
        return all.array();
    }

    @Test
    void colours_that_are_products_with_alpha_are_not_multiplied_again() {
        byte[] bytes = file("alpha.heic");
        bytes[ALPHA_REFERENCE] = 'x';
        Picture colours = reader.read(bytes, "without its alpha");
        bytes[PRIMARY] = 4;
        Picture alpha = reader.read(bytes, "alpha alone");
        Picture laid = reader.read(premultiplied(), "products");
        assertThat(laid).isNotEqualTo(reader.read(file("alpha.heic"), "no products"));
        for (int i = 0; i < laid.bytes().length; i++) {
            int sum = (colours.bytes()[i] & 0xFF) + 255 - (alpha.bytes()[i] & 0xFF);
            assertThat(laid.bytes()[i] & 0xFF).isEqualTo(Math.min(255, sum));
        }
    }

    private static byte[] grid(byte[]... transforms) {
        List<byte[]> tiles =
                IntStream.range(0, 4).mapToObj(i -> file("tile" + i + ".heic")).toList();
        return TileGrid.of(tiles, 2, 120, 100, transforms);
    }

    /** The tiles as libheif decodes them, put together here. */
    private Picture together() {
        byte[] rgb = new byte[120 * 100 * 3];
        for (int i = 0; i < 4; i++) {
            Picture tile = reference("tile" + i + ".heic");
            for (int y = 0; y < 64 && i / 2 * 64 + y < 100; y++) {
                int left = i % 2 * 64;
                int to = ((i / 2 * 64 + y) * 120 + left) * 3;
                int across = Math.min(64, 120 - left);
                System.arraycopy(tile.bytes(), y * 64 * 3, rgb, to, across * 3);
            }
        }
        return new Picture(120, 100, rgb);
    }

    @Test
    void tiles_are_put_together_and_cut_to_the_grid() {
        assertNear(reader.read(grid(), "grid"), together());
    }

    @Test
    void a_picture_is_turned_and_mirrored_in_the_order_of_its_properties() {
        Picture whole = reader.read(grid(), "grid");
        Picture once = reader.read(grid(TileGrid.property("irot", 1)), "grid");
        assertThat(once.width()).isEqualTo(100);
        assertThat(once.height()).isEqualTo(120);
        // Anticlockwise: the upper right corner comes to the upper left.
        assertThat(pixel(once, 0, 0)).isEqualTo(pixel(whole, 119, 0));
        assertThat(pixel(once, 99, 0)).isEqualTo(pixel(whole, 119, 99));
        Picture thrice = reader.read(grid(TileGrid.property("irot", 3)), "grid");
        assertThat(pixel(thrice, 0, 0)).isEqualTo(pixel(whole, 0, 99));
        Picture sides = reader.read(grid(TileGrid.property("imir", 1)), "grid");
        assertThat(sides).isEqualTo(whole.mirrored());
        Picture down = reader.read(grid(TileGrid.property("imir", 0)), "grid");
        assertThat(pixel(down, 5, 0)).isEqualTo(pixel(whole, 5, 99));
        Picture both =
                reader.read(
                        grid(TileGrid.property("irot", 1), TileGrid.property("imir", 1)), "grid");
        assertThat(both).isEqualTo(once.mirrored());
    }

    @Test
    void the_clean_aperture_is_cut_out() {
        // 40×30, its middle 10 to the right of the picture's.
        byte[] aperture = TileGrid.aperture(40, 1, 30, 1, 10, 1, 0, 1);
        Picture cut = reader.read(grid(aperture), "grid");
        assertThat(cut).isEqualTo(reader.read(grid(), "grid").crop(50, 35, 40, 30));
        byte[] beyond = TileGrid.aperture(40, 1, 30, 1, 100, 1, 0, 1);
        refuses(grid(beyond), "needs an aperture within it");
    }

    @Test
    void colours_of_matrix_8_are_those_of_ycgco() {
        assertThat(ofMatrix8(true, 100, 148, 98)).containsExactly(50, 120, 110);
        // Red in the limited range: 235, 16, 16.
        assertThat(ofMatrix8(false, 71, 73, 238)).containsExactly(255, 0, 0);
        assertThat(ofMatrix8(false, 126, 128, 128)).containsExactly(128, 128, 128);
    }

    private static List<Integer> ofMatrix8(boolean isFull, int... samples) {
        Samples[] planes =
                IntStream.of(samples)
                        .mapToObj(each -> new Samples(new byte[] {(byte) each}, 1, 1, 0, 0))
                        .toArray(Samples[]::new);
        return pixel(Samples.colours(planes, isFull, new Colours(8, isFull ? 1 : 0, false)), 0, 0);
    }

    private static List<Integer> pixel(Picture picture, int x, int y) {
        return List.of(picture.value(x, y, 0), picture.value(x, y, 1), picture.value(x, y, 2));
    }

    private void refuses(byte[] bytes, String part) {
        assertThatThrownBy(() -> reader.read(bytes, "x"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(part);
    }

    @Test
    void too_many_pixels_are_refused_before_they_are_decoded() {
        byte[] bytes = file("whole.heic");
        assertThatThrownBy(() -> new PictureReader(11_999).read(bytes, "x"))
                .hasMessageContaining("at most 11999 pixels. Received: 12000 pixels in x");
        assertThat(new PictureReader(12_000).read(bytes, "x").width()).isEqualTo(120);
        assertThat(PictureReader.memory(bytes, "x")).isEqualTo(14L * 12_000);
    }

    @Test
    void too_many_pixels_of_a_tile_or_of_alpha_are_refused_before_they_are_decoded() {
        byte[] tile = TileGrid.of(List.of(file("whole.heic")), 1, 20, 10);
        assertThatThrownBy(() -> new PictureReader(11_999).read(tile, "x"))
                .hasMessageContaining("at most 11999 pixels. Received: 12000 pixels in x");
        assertNear(
                new PictureReader(12_000).read(tile, "x"),
                reference("whole.heic").crop(0, 0, 20, 10));
        // Its alpha is a grid of one tile of 64 by 64, whose height stands here.
        byte[] alpha = file("alpha.heic");
        assertThat(alpha[ALPHA_HEIGHT]).isEqualTo((byte) 64);
        alpha[ALPHA_HEIGHT - 1] = 1;
        assertThatThrownBy(() -> new PictureReader(64 * 319).read(alpha, "x"))
                .hasMessageContaining("Received: 20480 pixels in x");
    }

    @Test
    void damaged_files_are_refused_or_read_and_nothing_else() {
        byte[] good = grid(TileGrid.property("irot", 1));
        refuses(Arrays.copyOf(good, 100), "A HEIC or AVIF picture");
        refuses(Arrays.copyOf(good, good.length - 100), "which ends too early");
        for (String cut : new String[] {"irot", "imir", "clap"}) {
            refuses(grid(TileGrid.property(cut)), "which ends too early");
        }
        RandomStream random = new Seed(1).stream();
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            byte[] bad = (i % 2 == 0 ? good : file("odd.avif")).clone();
            for (int j = 0; j < 3; j++) {
                bad[12 + random.nextInt(bad.length - 12)] = (byte) random.nextInt(256);
            }
            try {
                reader.read(bad, "bad");
            } catch (BadDataException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(50, 399);
    }

    @Test
    void a_folder_of_a_phone_is_read(@TempDir Path temp) throws IOException {
        for (String name : new String[] {"cat/IMG_1.HEIC", "dog/a.avif"}) {
            Files.createDirectories(temp.resolve(name).getParent());
            String from = name.endsWith("avif") ? "whole.avif" : "whole.heic";
            Files.write(temp.resolve(name), file(from));
        }
        FolderReport report = FolderReport.of(temp);
        assertThat(report.readable()).isEqualTo(2);
        assertThat(report.leftOut()).isEmpty();
        assertThat(report.sizes().middle()).isEqualTo("120×100");
        ImageFolder folder = ImageFolder.open(temp, InputSpec.unscaled(16, 1));
        assertThat(folder.size()).isEqualTo(2);
    }
}
