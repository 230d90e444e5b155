package dev.hearth.data.image;

import static dev.hearth.data.image.PictureReaderTest.colour;
import static dev.hearth.data.image.SmallPictures.blocks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** WebP, GIF, BMP and TIFF. */
class PictureKindsTest {

    private static final int[][] COLOURS = {
        {0xFFFF0000, 0xFF00FF00, 0xFF0000FF}, {0xFF000000, 0xFFFFFFFF, 0xFF4080C0}
    };

    private final PictureReader reader = new PictureReader();

    /** Red, green, blue, alpha. */
    private static int[][] fine(int width, int height, int alpha) {
        int[][] rgba = new int[height][width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                rgba[y][x] = (x * 37 & 0xFF) << 24 | (y * 53 & 0xFF) << 16 | (x * y & 0xFF) << 8;
                rgba[y][x] |= alpha;
            }
        }
        return rgba;
    }

    private void assertSame(Picture picture, int[][] rgba) {
        assertThat(picture.width()).isEqualTo(rgba[0].length);
        assertThat(picture.height()).isEqualTo(rgba.length);
        for (int y = 0; y < rgba.length; y++) {
            for (int x = 0; x < rgba[0].length; x++) {
                assertThat(colour(picture, x, y)).as(x + ", " + y).isEqualTo(rgba[y][x] >>> 8);
            }
        }
    }

    @Test
    void lossless_webp_keeps_its_values() {
        int[][] rgba = fine(13, 7, 0xFF);
        assertSame(reader.read(SmallWebPs.of(rgba, false, true), "test"), rgba);
    }

    @Test
    void lossy_webp_is_near_at_its_best_quality() {
        int[][] rgba = new int[32][48];
        for (int y = 0; y < 32; y++) {
            Arrays.fill(rgba[y], (y / 16 == 0 ? 0x2060A0 : 0xE0C040) << 8 | 0xFF);
        }
        Picture picture = reader.read(SmallWebPs.of(rgba, false, false), "test");
        for (int c = 0; c < 3; c++) {
            assertThat(picture.value(20, 5, c))
                    .isCloseTo(0x2060A0 >>> 16 - 8 * c & 0xFF, within(3));
            assertThat(picture.value(20, 26, c))
                    .isCloseTo(0xE0C040 >>> 16 - 8 * c & 0xFF, within(3));
        }
    }

    private static org.assertj.core.data.Offset<Integer> within(int most) {
        return org.assertj.core.data.Offset.offset(most);
    }

    @Test
    void alpha_of_webp_lies_over_white_lossless_or_lossy() {
        int[][] rgba = new int[16][16];
        for (int[] row : rgba) {
            Arrays.fill(row, 0x14286451);
        }
        for (boolean lossless : new boolean[] {true, false}) {
            Picture picture = reader.read(SmallWebPs.of(rgba, true, lossless), "test");
            int[] values = {20, 40, 100};
            for (int c = 0; c < 3; c++) {
                // Alpha 81 of 255.
                int expected = Math.round((values[c] * 81 + 255 * (255 - 81)) / 255f);
                assertThat(picture.value(8, 8, c)).isCloseTo(expected, within(lossless ? 0 : 2));
            }
        }
    }

    @Test
    void exif_in_webp_turns_it() {
        int[][] rgba = fine(4, 3, 0xFF);
        byte[] still = SmallWebPs.of(rgba, false, true);
        byte[] image = Arrays.copyOfRange(still, 12, still.length);
        byte[] tiff = SmallPictures.tiff(6, true);
        byte[] named =
                ByteBuffer.allocate(6 + tiff.length).put("Exif\0\0".getBytes()).put(tiff).array();
        for (byte[] exif : new byte[][] {tiff, named}) {
            byte[] file =
                    SmallWebPs.file(
                            SmallWebPs.extended(8, 4, 3), image, SmallWebPs.chunk("EXIF", exif));
            Picture picture = reader.read(file, "test");
            assertThat(picture.width()).isEqualTo(3);
            // Row 0 is seen at the right: the first pixel goes to the upper right corner.
            assertThat(colour(picture, 2, 0)).isEqualTo(rgba[0][0] >>> 8);
            assertThat(colour(picture, 0, 3)).isEqualTo(rgba[2][3] >>> 8);
        }
    }

    @Test
    void the_first_frame_of_an_animated_webp_lies_on_its_canvas() {
        int[][] rgba = fine(4, 3, 0xFF);
        byte[] still = SmallWebPs.of(rgba, false, true);
        byte[] image = Arrays.copyOfRange(still, 12, still.length);
        byte[] file =
                SmallWebPs.file(
                        SmallWebPs.extended(2, 10, 8),
                        SmallWebPs.chunk("ANIM", new byte[6]),
                        SmallWebPs.frame(2, 4, 4, 3, image),
                        SmallWebPs.frame(0, 0, 4, 3, image));
        Picture picture = reader.read(file, "test");
        assertThat(picture.pixels().width()).isEqualTo(10);
        assertThat(picture.height()).isEqualTo(8);
        assertThat(colour(picture, 0, 0)).isEqualTo(0xFFFFFF);
        assertThat(colour(picture, 6, 6)).isEqualTo(0xFFFFFF);
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 4; x++) {
                assertThat(colour(picture, 2 + x, 4 + y)).isEqualTo(rgba[y][x] >>> 8);
            }
        }
        byte[] beyond =
                SmallWebPs.file(SmallWebPs.extended(2, 10, 8), SmallWebPs.frame(8, 4, 4, 3, image));
        refuses(beyond, "A WebP picture needs a frame within its canvas. Received: another in x");
    }

    @Test
    void damaged_webps_are_refused() {
        byte[] good = SmallWebPs.of(fine(13, 7, 0xFF), false, true);
        for (int length = 16; length < good.length - 1; length += 5) {
            refuses(Arrays.copyOf(good, length), "A WebP picture");
        }
        byte[] lossy = SmallWebPs.of(fine(40, 30, 0x80), true, false);
        Mutations.Outcome outcome = Mutations.run(lossy, 500, bad -> reader.read(bad, "bad"));
        assertThat(outcome.read() + outcome.refused()).isEqualTo(500);
        assertThat(outcome.refused()).isPositive();
    }

    private static byte[] written(BufferedImage image, String kind) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            assertThat(ImageIO.write(image, kind, out)).as(kind).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void assertBlocks(Picture picture) {
        assertThat(picture.width()).isEqualTo(24);
        assertThat(picture.height()).isEqualTo(16);
        for (int block = 0; block < 6; block++) {
            assertThat(colour(picture, block % 3 * 8 + 4, block / 3 * 8 + 4))
                    .isEqualTo(COLOURS[block / 3][block % 3] & 0xFFFFFF);
        }
    }

    @Test
    void gif_bmp_and_tiff_keep_their_values() {
        BufferedImage palette = new BufferedImage(24, 16, BufferedImage.TYPE_BYTE_INDEXED);
        Graphics2D pen = palette.createGraphics();
        pen.drawImage(blocks(BufferedImage.TYPE_INT_RGB, COLOURS), 0, 0, null);
        pen.dispose();
        BufferedImage colours = blocks(BufferedImage.TYPE_3BYTE_BGR, COLOURS);
        assertBlocks(reader.read(written(colours, "bmp"), "test"));
        assertBlocks(reader.read(written(colours, "tiff"), "test"));
        for (String kind : new String[] {"gif", "bmp", "tiff"}) {
            Picture picture = reader.read(written(palette, kind), "test");
            assertThat(colour(picture, 4, 4)).as(kind).isEqualTo(0xFF0000);
            assertThat(colour(picture, 20, 4)).as(kind).isEqualTo(0x0000FF);
        }
        BufferedImage grey = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(2, 1, 0, 100);
        for (String kind : new String[] {"bmp", "tiff"}) {
            assertThat(colour(reader.read(written(grey, kind), "test"), 2, 1)).isEqualTo(0x646464);
        }
    }

    @Test
    void the_first_frame_of_a_gif_lies_on_its_canvas() {
        byte[] gif = written(blocks(BufferedImage.TYPE_INT_RGB, COLOURS), "gif");
        ByteBuffer bytes = ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(6, (short) 40).putShort(8, (short) 30);
        // The descriptor of the image: 0x2C, then left, top, width and height.
        int at = SmallPictures.indexOf(gif, "\u002C\0\0\0\0\u0018\0\u0010\0");
        bytes.putShort(at + 1, (short) 5).putShort(at + 3, (short) 7);
        Picture picture = reader.read(gif, "test");
        assertThat(picture.width()).isEqualTo(40);
        assertThat(picture.height()).isEqualTo(30);
        assertThat(colour(picture, 4, 10)).isEqualTo(0xFFFFFF);
        assertThat(colour(picture, 5, 7)).isEqualTo(0xFF0000);
        assertThat(colour(picture, 28, 22)).isEqualTo(0x4080C0);
        assertThat(colour(picture, 29, 22)).isEqualTo(0xFFFFFF);
        refuses(Arrays.copyOf(gif, at + 12), "A GIF picture. Received: x, which ends too early");
        refuses(Arrays.copyOf(gif, 9), "A GIF picture. Received: x, which ends too early");
        Mutations.Outcome outcome = Mutations.run(gif, 500, bad -> reader.read(bad, "bad"));
        assertThat(outcome.refused()).isPositive();
        assertThat(outcome.read()).isPositive();
    }

    @Test
    void what_is_transparent_in_a_gif_is_white() {
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0xFF102030);
        assertThat(colour(reader.read(written(image, "gif"), "test"), 0, 0)).isEqualTo(0x102030);
        assertThat(colour(reader.read(written(image, "gif"), "test"), 3, 0)).isEqualTo(0xFFFFFF);
    }

    @Test
    void bmps_of_sixteen_bits_and_from_the_top_are_read() {
        ByteBuffer bmp = ByteBuffer.allocate(66 + 8).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put((byte) 'B').put((byte) 'M').putInt(74).putInt(0).putInt(66);
        bmp.putInt(40).putInt(2).putInt(-2).putShort((short) 1).putShort((short) 16).putInt(3);
        bmp.putInt(8).putInt(0).putInt(0).putInt(0).putInt(0);
        bmp.putInt(0xF800).putInt(0x07E0).putInt(0x001F);
        bmp.putShort((short) 0xF800).putShort((short) 0x07E0);
        bmp.putShort((short) 0x001F).putShort((short) (16 << 11 | 16 << 5 | 16));
        Picture picture = reader.read(bmp.array(), "test");
        assertThat(colour(picture, 0, 0)).isEqualTo(0xFF0000);
        assertThat(colour(picture, 1, 0)).isEqualTo(0x00FF00);
        assertThat(colour(picture, 0, 1)).isEqualTo(0x0000FF);
        // 16/31 and 16/63 of 255.
        assertThat(colour(picture, 1, 1)).isEqualTo(132 << 16 | 65 << 8 | 132);
        refuses(Arrays.copyOf(bmp.array(), 70), "A BMP picture. Received: x, which ends too early");
    }

    @Test
    void tiffs_of_sixteen_bits_are_divided_by_257() {
        int[] grey = {0, 65535, 257 * 100, 257 * 100 + 128, 257 * 100 + 129, 1};
        Picture picture = reader.read(SmallTiffs.of(3, 2, 16, 1, grey), "test");
        assertThat(new int[] {picture.value(0, 0, 0), picture.value(1, 0, 1)})
                .containsExactly(0, 255);
        assertThat(picture.value(2, 0, 2)).isEqualTo(100);
        assertThat(picture.value(0, 1, 0)).isEqualTo(100);
        assertThat(picture.value(1, 1, 0)).isEqualTo(101);
        int[] colours = {257 * 10, 257 * 20, 257 * 30};
        assertThat(colour(reader.read(SmallTiffs.of(1, 1, 16, 2, colours), "test"), 0, 0))
                .isEqualTo(0x0A141E);
    }

    @Test
    void tiffs_may_begin_with_white() {
        int[] grey = {0, 255, 40};
        Picture picture = reader.read(SmallTiffs.of(3, 1, 8, 0, grey), "test");
        assertThat(colour(picture, 0, 0)).isEqualTo(0xFFFFFF);
        assertThat(colour(picture, 1, 0)).isEqualTo(0);
        assertThat(picture.value(2, 0, 0)).isEqualTo(215);
        Picture deep = reader.read(SmallTiffs.of(2, 1, 16, 0, new int[] {0, 257 * 55}), "test");
        assertThat(deep.value(0, 0, 0)).isEqualTo(255);
        assertThat(deep.value(1, 0, 0)).isEqualTo(200);
    }

    /** Java's reader turns alpha over, too. */
    @Test
    void white_is_first_beside_alpha_too() {
        int[] beside = {0, 255, 255, 255, 40, 255, 40, 51};
        Picture picture = reader.read(SmallTiffs.of(4, 1, 8, 0, beside, 338, 2), "test");
        assertThat(picture.value(0, 0, 0)).isEqualTo(255);
        assertThat(picture.value(1, 0, 0)).isEqualTo(0);
        assertThat(picture.value(2, 0, 0)).isEqualTo(215);
        // 215 · 51/255 + 204
        assertThat(picture.value(3, 0, 0)).isEqualTo(247);
        int[] deep = {257 * 55, 65535};
        assertThat(reader.read(SmallTiffs.of(1, 1, 16, 0, deep, 338, 2), "test").value(0, 0, 0))
                .isEqualTo(200);
    }

    /** TIFF 6.0, section 14: it belongs to a compression. */
    @Test
    void a_predictor_without_a_compression_is_ignored() {
        int[] grey = {257 * 200, 257 * 10, 257 * 11};
        Picture picture = reader.read(SmallTiffs.of(3, 1, 16, 1, grey, 317, 2), "test");
        assertThat(picture.value(0, 0, 0)).isEqualTo(200);
        assertThat(picture.value(1, 0, 0)).isEqualTo(10);
        assertThat(picture.value(2, 0, 0)).isEqualTo(11);
    }

    @Test
    void inks_of_a_tiff_are_none_at_0() {
        int[] inks = {0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255, 55, 155, 205, 51};
        Picture picture = reader.read(SmallTiffs.of(4, 1, 8, 5, inks), "test");
        assertThat(colour(picture, 0, 0)).isEqualTo(0xFFFFFF);
        assertThat(colour(picture, 1, 0)).isEqualTo(0x00FFFF);
        assertThat(colour(picture, 2, 0)).isEqualTo(0);
        // (255 − 55) · (255 − 51) / 255, and so on.
        assertThat(colour(picture, 3, 0)).isEqualTo(0xA05028);
    }

    @Test
    void alpha_of_a_tiff_lies_over_white() {
        // Extra sample 2 is alpha beside the colours, 1 is multiplied into them: TIFF 6.0, §18.
        int[] beside = {200, 100, 0, 51};
        Picture picture = reader.read(SmallTiffs.of(1, 1, 8, 2, beside, 338, 2), "test");
        assertThat(colour(picture, 0, 0)).isEqualTo(0xF4E0CC);
        int[] into = {40, 20, 0, 51};
        picture = reader.read(SmallTiffs.of(1, 1, 8, 2, into, 338, 1), "test");
        assertThat(colour(picture, 0, 0)).isEqualTo(0xF4E0CC);
        // 0 means nothing that is known.
        picture = reader.read(SmallTiffs.of(1, 1, 8, 2, beside, 338, 0), "test");
        assertThat(colour(picture, 0, 0)).isEqualTo(0xC86400);
    }

    @Test
    void tiffs_obey_their_orientation() {
        int[] grey = {10, 20, 30, 40, 50, 60};
        Picture picture = reader.read(SmallTiffs.of(3, 2, 8, 1, grey, 274, 6), "test");
        assertThat(picture.width()).isEqualTo(2);
        assertThat(picture.value(1, 0, 0)).isEqualTo(10);
        assertThat(picture.value(0, 2, 0)).isEqualTo(60);
    }

    @Test
    void other_tiffs_are_refused() {
        byte[] good = SmallTiffs.of(3, 2, 8, 1, new int[6]);
        refuses(Arrays.copyOf(good, 20), "A TIFF picture. Received: x, which ends too early");
        byte[] real = SmallTiffs.of(1, 1, 8, 1, new int[1], 339, 3);
        refuses(real, "A TIFF picture needs whole numbers of 1 to 16 bits without a sign");
        // Java's reader would give another picture.
        byte[] planes = SmallTiffs.of(8, 1, 8, 2, new int[24], 284, 2);
        for (int i = 0; i < 3; i++) {
            planes[8 + 2 * i] = 1;
        }
        refuses(planes, "A TIFF picture of planes needs 4, 8 or 16 bits a sample. Received: ");
        Mutations.Outcome outcome = Mutations.run(good, 500, bad -> reader.read(bad, "bad"));
        assertThat(outcome.refused()).isPositive();
        assertThat(outcome.read()).isPositive();
    }

    @Test
    void too_many_pixels_are_refused_in_every_kind() {
        PictureReader small = new PictureReader(90);
        byte[] webp = SmallWebPs.of(fine(13, 7, 0xFF), false, true);
        byte[] tiff = SmallTiffs.of(13, 7, 8, 1, new int[91]);
        BufferedImage image = new BufferedImage(13, 7, BufferedImage.TYPE_3BYTE_BGR);
        for (byte[] bytes :
                new byte[][] {webp, tiff, written(image, "gif"), written(image, "bmp")}) {
            assertThatThrownBy(() -> small.read(bytes, "x"))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("at most 90 pixels. Received: 13×7 in x");
            assertThat(reader.read(bytes, "x").width()).isEqualTo(13);
            assertThat(PictureReader.memory(bytes, "x")).isEqualTo(14 * 91);
        }
    }

    private void refuses(byte[] bytes, String part) {
        assertThatThrownBy(() -> reader.read(bytes, "x"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(part);
    }
}
