package dev.hearth.data.image;

import static dev.hearth.data.image.SmallPictures.blocks;
import static dev.hearth.data.image.SmallPictures.jpeg;
import static dev.hearth.data.image.SmallPictures.jpegOfFour;
import static dev.hearth.data.image.SmallPictures.png;
import static dev.hearth.data.image.SmallPictures.resealed;
import static dev.hearth.data.image.SmallPictures.withAdobe;
import static dev.hearth.data.image.SmallPictures.withChunk;
import static dev.hearth.data.image.SmallPictures.withExif;
import static dev.hearth.data.image.SmallPictures.withSegment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PictureReaderTest {

    private static final int[][] COLOURS = {
        {0xFFFF0000, 0xFF00FF00, 0xFF0000FF}, {0xFF000000, 0xFFFFFFFF, 0xFF4080C0}
    };

    private static final String A_PICTURE = "A JPEG, PNG, WebP, GIF, BMP or TIFF picture";

    private final PictureReader reader = new PictureReader();

    @Test
    void jpegs_are_read_sequential_and_progressive() {
        BufferedImage image = blocks(BufferedImage.TYPE_INT_RGB, COLOURS);
        byte[] sequential = jpeg(image, false);
        byte[] progressive = jpeg(image, true);
        assertThat(SmallPictures.indexOf(sequential, "ÿÀ")).isPositive();
        assertThat(SmallPictures.indexOf(progressive, "ÿÂ")).isPositive();
        for (byte[] bytes : new byte[][] {sequential, progressive}) {
            Picture picture = reader.read(bytes, "test");
            assertThat(picture.width()).isEqualTo(24);
            assertThat(picture.height()).isEqualTo(16);
            for (int block = 0; block < 6; block++) {
                assertNear(
                        picture,
                        block % 3 * 8 + 4,
                        block / 3 * 8 + 4,
                        COLOURS[block / 3][block % 3]);
            }
        }
    }

    @Test
    void grey_jpegs_keep_their_values() {
        BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 128; i++) {
            image.getRaster().setSample(i % 16, i / 16, 0, i % 16 < 8 ? 100 : 200);
        }
        Picture picture = reader.read(jpeg(image, false), "test");
        assertNear(picture, 3, 3, 0x646464);
        assertNear(picture, 12, 3, 0xC8C8C8);
    }

    @Test
    void inks_are_the_complements_that_adobe_writes() {
        // Red over 255: C' · K' / 255 = 200 · 204 / 255.
        byte[] cmyk = jpegOfFour(8, 8, 200, 100, 50, 204);
        assertNear(reader.read(cmyk, "test"), 4, 4, 0xA05028);
        assertNear(reader.read(withAdobe(cmyk, 0), "test"), 4, 4, 0xA05028);
    }

    @Test
    void luma_and_chroma_of_inks_are_undone_first() {
        // 255 − (Y + 1.402 Cr) = 255 − (100 + 1.402 · 32) = 110, and so on for the others.
        Picture picture = reader.read(withAdobe(jpegOfFour(8, 8, 100, 118, 160, 255), 2), "test");
        assertNear(picture, 4, 4, 110 << 16 | 174 << 8 | 173);
        // Grey inks: no chroma.
        picture = reader.read(withAdobe(jpegOfFour(8, 8, 155, 128, 128, 51), 2), "test");
        assertNear(picture, 4, 4, 0x141414);
    }

    @Test
    void profiles_previews_and_comments_are_passed_over() {
        byte[] plain = jpeg(blocks(BufferedImage.TYPE_INT_RGB, COLOURS), false);
        Picture expected = reader.read(plain, "test");
        byte[] laden = plain;
        for (int marker : new int[] {0xE1, 0xE2, 0xED, 0xFE, 0xE0}) {
            laden = withSegment(laden, marker, "ICC_PROFILE\0\1\1garbage".getBytes());
        }
        laden = Arrays.copyOf(laden, laden.length + 100);
        assertThat(reader.read(laden, "test")).isEqualTo(expected);
    }

    @Test
    void truncated_jpegs_are_refused() {
        byte[] good = jpeg(blocks(BufferedImage.TYPE_INT_RGB, COLOURS), false);
        for (int length = 3; length < good.length; length += 7) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> reader.read(cut, "cut.jpg"))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "A JPEG picture. Received: cut.jpg, which ends too early. Save the"
                                    + " picture again, or leave it out.");
        }
    }

    @Test
    void jpegs_that_declare_more_than_they_hold_are_refused() {
        byte[] bytes = jpeg(blocks(BufferedImage.TYPE_INT_RGB, COLOURS), false);
        int frame = SmallPictures.indexOf(bytes, "ÿÀ");
        ByteBuffer.wrap(bytes).putInt(frame + 5, 9000 << 16 | 9000);
        refuses(bytes, "A JPEG picture of 9000×9000 needs more data. Received: ");
        ByteBuffer.wrap(bytes).putInt(frame + 5, 9000 << 16);
        refuses(bytes, "needs a width and a height above 0. Received: 0×9000 in x");
    }

    @Test
    void frames_of_other_kinds_are_refused() {
        byte[] bytes = jpeg(blocks(BufferedImage.TYPE_INT_RGB, COLOURS), false);
        bytes[SmallPictures.indexOf(bytes, "ÿÀ") + 1] = (byte) 0xC9;
        refuses(bytes, "needs sequential or progressive Huffman coding. Received: frame type 9");
    }

    @Test
    void pictures_above_the_limit_are_refused_before_decoding() {
        PictureReader small = new PictureReader(383);
        byte[] jpeg = jpeg(blocks(BufferedImage.TYPE_INT_RGB, COLOURS), false);
        byte[] png = png(blocks(BufferedImage.TYPE_INT_RGB, COLOURS));
        for (byte[] bytes : new byte[][] {jpeg, png}) {
            assertThatThrownBy(() -> small.read(bytes, "x"))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "A picture of at most 383 pixels. Received: 24×16 in x."
                                    + " Make the picture smaller, or leave it out.");
            assertThat(new PictureReader(384).read(bytes, "x").width()).isEqualTo(24);
        }
        // Fourteen gigabytes once decoded, and enough data to be honest.
        byte[] bomb = png(blocks(BufferedImage.TYPE_BYTE_BINARY, COLOURS));
        ByteBuffer.wrap(bomb).putInt(16, 1_000_000).putInt(20, 1_000_000);
        refuses(resealed(bomb), "needs more data. Received: ");
    }

    @Test
    void other_files_are_refused() {
        refuses("%PDF-1.4".getBytes(), A_PICTURE + ". Received: x, which is PDF. Save its picture");
        refuses(
                "\0\0\0\30ftypheic".getBytes(),
                "x, which is HEIC, as iPhones save photographs. Add hearth-heif, convert it to JPEG (magick");
        refuses(
                "\0\0\0\34ftypavif".getBytes(),
                "x, which is AVIF. Add hearth-heif, convert it to JPEG or PNG");
        refuses("no picture".getBytes(), "x, which is not a picture that can be read. Convert the");
        refuses(new byte[0], "x, which is empty. Convert");
        refuses(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF}, "which ends too early");
    }

    @Test
    void orientations_follow_the_table_of_the_standard() {
        BufferedImage stored = blocks(BufferedImage.TYPE_INT_RGB, COLOURS);
        byte[] plain = jpeg(stored, false);
        Picture upright = reader.read(plain, "test");
        // CIPA DC-008, 4.6.4 A: the side where row 0 is seen, and that where column 0 is.
        String[] sides = {"TL", "TR", "BR", "BL", "LT", "RT", "RB", "LB"};
        for (int orientation = 1; orientation <= 8; orientation++) {
            Picture seen = reader.read(withExif(plain, orientation, orientation % 2 == 0), "test");
            char rows = sides[orientation - 1].charAt(0);
            char columns = sides[orientation - 1].charAt(1);
            boolean turned = rows == 'L' || rows == 'R';
            assertThat(seen.width()).isEqualTo(turned ? 16 : 24);
            assertThat(seen.height()).isEqualTo(turned ? 24 : 16);
            for (int y = 0; y < 16; y++) {
                for (int x = 0; x < 24; x++) {
                    int across = turned ? y : x;
                    int down = turned ? x : y;
                    if (rows == 'R' || columns == 'R') {
                        across = seen.width() - 1 - across;
                    }
                    if (rows == 'B' || columns == 'B') {
                        down = seen.height() - 1 - down;
                    }
                    assertThat(colour(seen, across, down)).isEqualTo(colour(upright, x, y));
                }
            }
        }
    }

    @Test
    void broken_orientations_count_as_none() {
        byte[] plain = jpeg(blocks(BufferedImage.TYPE_INT_RGB, COLOURS), false);
        Picture upright = reader.read(plain, "test");
        assertThat(reader.read(withExif(plain, 9, true), "test")).isEqualTo(upright);
        byte[] tiff = SmallPictures.tiff(6, false);
        for (int length = 0; length < 18; length++) {
            assertThat(Exif.orientation(ByteBuffer.wrap(tiff, 0, length))).isEqualTo(1);
        }
        assertThat(Exif.orientation(ByteBuffer.wrap(tiff))).isEqualTo(6);
    }

    @Test
    void an_orientation_may_be_a_short_or_a_long() {
        for (int orientation = 1; orientation <= 8; orientation++) {
            for (boolean little : new boolean[] {true, false}) {
                for (int type : new int[] {3, 4, 8, 9}) {
                    byte[] tiff = SmallPictures.tiff(orientation, type, little);
                    assertThat(Exif.orientation(ByteBuffer.wrap(tiff)))
                            .as("type " + type)
                            .isEqualTo(orientation);
                }
                for (int type : new int[] {0, 1, 2, 5, 7}) {
                    byte[] tiff = SmallPictures.tiff(orientation, type, little);
                    assertThat(Exif.orientation(ByteBuffer.wrap(tiff))).isEqualTo(1);
                }
            }
        }
        for (int wrong : new int[] {-1, 0, 9, 6 << 16, 6 | 1 << 16}) {
            byte[] tiff = SmallPictures.tiff(wrong, 4, true);
            assertThat(Exif.orientation(ByteBuffer.wrap(tiff))).as("" + wrong).isEqualTo(1);
        }
    }

    @Test
    void pngs_obey_their_orientation_too() {
        byte[] png = png(blocks(BufferedImage.TYPE_INT_RGB, COLOURS));
        Picture seen = reader.read(withChunk(png, "eXIf", SmallPictures.tiff(3, true)), "test");
        assertThat(colour(seen, 0, 0)).isEqualTo(0x4080C0);
        assertThat(colour(seen, 23, 15)).isEqualTo(0xFF0000);
    }

    @Test
    void damaged_jpegs_read_or_are_refused() {
        int[][] four = {{0xFF2060A0, 0xFF804020}, {0xFFE0E010, 0xFF101010}};
        BufferedImage image = blocks(BufferedImage.TYPE_INT_RGB, four);
        assertMixed(withExif(jpeg(image, false), 6, false), 2000);
        assertMixed(jpeg(image, true), 1000);
        assertMixed(withAdobe(jpegOfFour(16, 16, 9, 99, 199, 250), 2), 1000);
    }

    private void assertMixed(byte[] good, int count) {
        Mutations.Outcome outcome = Mutations.run(good, count, bad -> reader.read(bad, "bad"));
        assertThat(outcome.read()).isGreaterThan(count / 20);
        assertThat(outcome.refused()).isGreaterThan(count / 20);
    }

    private void refuses(byte[] bytes, String part) {
        assertThatThrownBy(() -> reader.read(bytes, "x"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(part);
    }

    static int colour(Picture picture, int x, int y) {
        return picture.value(x, y, 0) << 16 | picture.value(x, y, 1) << 8 | picture.value(x, y, 2);
    }

    /** Within what JPEG loses at its best quality. */
    private static void assertNear(Picture picture, int x, int y, int rgb) {
        for (int c = 0; c < 3; c++) {
            int expected = rgb >>> (16 - 8 * c) & 0xFF;
            assertThat(picture.value(x, y, c)).isBetween(expected - 2, expected + 2);
        }
    }
}
