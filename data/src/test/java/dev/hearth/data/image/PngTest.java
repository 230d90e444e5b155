package dev.hearth.data.image;

import static dev.hearth.data.image.PictureReaderTest.colour;
import static dev.hearth.data.image.SmallPictures.png;
import static dev.hearth.data.image.SmallPictures.resealed;
import static dev.hearth.data.image.SmallPictures.withChunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.junit.jupiter.api.Test;

class PngTest {

    private final PictureReader reader = new PictureReader();

    @Test
    void greys_keep_their_values() {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 256; i++) {
            image.getRaster().setSample(i % 16, i / 16, 0, i);
        }
        Picture picture = reader.read(png(image), "test");
        for (int i = 0; i < 256; i++) {
            assertThat(colour(picture, i % 16, i / 16)).isEqualTo(i * 0x010101);
        }
    }

    /** {@code getRGB} and {@code drawImage} make 229 of it, by colour type and by ancillary chunk. */
    @Test
    void a_grey_of_200_stays_however_it_is_stored() {
        byte[] palette = {0, 0, 0, (byte) 200, (byte) 200, (byte) 200};
        byte[] other = {0, 7};
        byte[][] stored = {
            small(8, 0, 200),
            small(8, 4, 200, 255),
            withChunk(small(8, 0, 200), "tRNS", other),
            small(8, 2, 200, 200, 200),
            small(8, 6, 200, 200, 200, 255),
            withChunk(small(8, 3, 1), "PLTE", palette),
            withChunk(withChunk(small(8, 3, 1), "PLTE", palette), "tRNS", new byte[] {0}),
            small(16, 0, 200, 200),
            small(16, 4, 200, 200, 255, 255),
            withChunk(small(16, 0, 200, 200), "tRNS", other),
            withChunk(small(8, 0, 200), "gAMA", new byte[] {0, 1, (byte) 0x86, (byte) 0xA0}),
            withChunk(small(8, 0, 200), "sRGB", new byte[] {0}),
        };
        for (int i = 0; i < stored.length; i++) {
            assertThat(colour(reader.read(stored[i], "x"), 0, 0))
                    .as("way " + i)
                    .isEqualTo(0xC8C8C8);
        }
    }

    /** One pixel, its bytes as they stand. */
    private static byte[] small(int depth, int colour, int... row) {
        byte[] header = {0, 0, 0, 1, 0, 0, 0, 1, (byte) depth, (byte) colour, 0, 0, 0};
        byte[] filtered = new byte[row.length + 1];
        for (int i = 0; i < row.length; i++) {
            filtered[i + 1] = (byte) row[i];
        }
        return png(header, SmallPictures.deflated(filtered));
    }

    @Test
    void sixteen_bits_are_divided_by_257_and_rounded() {
        // Pillow takes all above 255 for white, ImageIO's getRGB bends them by gamma.
        int[][] pairs = {
            {0, 0}, {128, 0}, {129, 1}, {256, 1}, {0x7FFF, 127}, {0x8000, 128}, {0xFF7F, 255}
        };
        for (int[] pair : pairs) {
            Picture seen = reader.read(small(16, 0, pair[0] >> 8, pair[0] & 0xFF), "x");
            assertThat(colour(seen, 0, 0)).as("" + pair[0]).isEqualTo(pair[1] * 0x010101);
        }
    }

    /** A reader of PNG that some other library might bring. */
    static final class Other extends javax.imageio.spi.ImageReaderSpi {
        @Override
        public String[] getFormatNames() {
            return new String[] {"png"};
        }

        @Override
        public boolean canDecodeInput(Object source) {
            return true;
        }

        @Override
        public javax.imageio.ImageReader createReaderInstance(Object extension) {
            throw new IllegalStateException("not asked");
        }

        @Override
        public String getDescription(java.util.Locale locale) {
            return "another";
        }
    }

    @Test
    void another_reader_that_stands_first_is_not_taken() {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        Other other = new Other();
        registry.registerServiceProvider(other, ImageReaderSpi.class);
        try {
            registry.getServiceProviders(ImageReaderSpi.class, false)
                    .forEachRemaining(
                            one -> {
                                if (one != other) {
                                    registry.setOrdering(ImageReaderSpi.class, other, one);
                                }
                            });
            assertThat(colour(new PictureReader().read(small(8, 0, 200), "x"), 0, 0))
                    .isEqualTo(0xC8C8C8);
            assertThat(new PictureReader().read(FlatJpeg.block(new int[] {1}, 9), "x").width())
                    .isEqualTo(8);
        } finally {
            registry.deregisterServiceProvider(other, ImageReaderSpi.class);
        }
    }

    @Test
    void colours_keep_their_values() {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, i << 16 | (255 - i) << 8 | (i * 7 & 0xFF));
        }
        Picture picture = reader.read(png(image), "test");
        for (int i = 0; i < 256; i++) {
            assertThat(colour(picture, i % 16, i / 16))
                    .isEqualTo(i << 16 | (255 - i) << 8 | (i * 7 & 0xFF));
        }
    }

    @Test
    void sixteen_bits_are_rounded_to_eight() {
        BufferedImage image = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < 256; i++) {
            image.getRaster().setSample(i, 0, 0, i * 257 + (i < 128 ? 128 : -128));
        }
        Picture grey = reader.read(png(image), "test");
        for (int i = 0; i < 256; i++) {
            assertThat(colour(grey, i, 0)).isEqualTo(i * 0x010101);
        }
        Picture colours = reader.read(png(deep(false, 0xFFFF, 0x8080, 0x0081)), "test");
        assertThat(colour(colours, 0, 0)).isEqualTo(0xFF8001);
    }

    @Test
    void sixteen_bit_alpha_is_laid_over_white() {
        // (0x4000 · 0x8000 + 0xFFFF · 0x7FFF) / 0xFFFF in eight bits is 159.4.
        Picture picture = reader.read(png(deep(true, 0x4000, 0xFFFF, 0x0000, 0x8000)), "test");
        assertThat(colour(picture, 0, 0)).isEqualTo(159 << 16 | 255 << 8 | 127);
    }

    @Test
    void alpha_is_laid_over_white() {
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00123456);
        image.setRGB(1, 0, 0xFF123456);
        image.setRGB(2, 0, 0x80FF0000);
        image.setRGB(3, 0, 0x33000000);
        Picture picture = reader.read(png(image), "test");
        assertThat(colour(picture, 0, 0)).isEqualTo(0xFFFFFF);
        assertThat(colour(picture, 1, 0)).isEqualTo(0x123456);
        assertThat(colour(picture, 2, 0)).isEqualTo(0xFF7F7F);
        assertThat(colour(picture, 3, 0)).isEqualTo(0xCCCCCC);
    }

    @Test
    void palettes_are_looked_up_with_their_alpha() {
        int[] map = {0xFF102030, 0x80FF0000, 0x00000000, 0xFFFFFFFF};
        IndexColorModel palette = new IndexColorModel(8, 4, map, 0, true, -1, DataBuffer.TYPE_BYTE);
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        for (int i = 0; i < 4; i++) {
            image.getRaster().setSample(i, 0, 0, i);
        }
        Picture picture = reader.read(png(image), "test");
        assertThat(colour(picture, 0, 0)).isEqualTo(0x102030);
        assertThat(colour(picture, 1, 0)).isEqualTo(0xFF7F7F);
        assertThat(colour(picture, 2, 0)).isEqualTo(0xFFFFFF);
        assertThat(colour(picture, 3, 0)).isEqualTo(0xFFFFFF);
    }

    @Test
    void greys_of_few_bits_are_spread_over_eight() {
        for (int bits : new int[] {1, 2, 4}) {
            int count = 1 << bits;
            byte[] ramp = new byte[count];
            for (int i = 0; i < count; i++) {
                ramp[i] = (byte) (i * 255 / (count - 1));
            }
            IndexColorModel model = new IndexColorModel(bits, count, ramp, ramp, ramp);
            BufferedImage image =
                    new BufferedImage(count, 1, BufferedImage.TYPE_BYTE_BINARY, model);
            for (int i = 0; i < count; i++) {
                image.getRaster().setSample(i, 0, 0, i);
            }
            byte[] bytes = png(image);
            assertThat(bytes[24]).as("depth").isEqualTo((byte) bits);
            assertThat(bytes[25]).as("colour type grey").isZero();
            Picture picture = reader.read(bytes, "test");
            for (int i = 0; i < count; i++) {
                assertThat(colour(picture, i, 0)).isEqualTo(i * 255 / (count - 1) * 0x010101);
            }
        }
    }

    @Test
    void a_colour_named_transparent_becomes_white() {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0x0A0B0C);
        image.setRGB(1, 0, 0x0A0B0D);
        byte[] named = withChunk(png(image), "tRNS", new byte[] {0, 10, 0, 11, 0, 12});
        Picture picture = reader.read(named, "test");
        assertThat(colour(picture, 0, 0)).isEqualTo(0xFFFFFF);
        assertThat(colour(picture, 1, 0)).isEqualTo(0x0A0B0D);
        BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(0, 0, 0, 7);
        grey.getRaster().setSample(1, 0, 0, 8);
        picture = reader.read(withChunk(png(grey), "tRNS", new byte[] {0, 7}), "test");
        assertThat(colour(picture, 0, 0)).isEqualTo(0xFFFFFF);
        assertThat(colour(picture, 1, 0)).isEqualTo(0x080808);
    }

    @Test
    void a_grey_of_few_bits_named_transparent_becomes_white() {
        for (int depth : new int[] {1, 2, 4}) {
            int most = (1 << depth) - 1;
            for (int grey = 0; grey <= most; grey++) {
                byte[] plain = small(depth, 0, grey << 8 - depth);
                byte[] named = withChunk(plain, "tRNS", new byte[] {0, (byte) grey});
                assertThat(colour(reader.read(named, "x"), 0, 0))
                        .as(grey + " of " + depth + " bits")
                        .isEqualTo(0xFFFFFF);
                byte[] other = withChunk(plain, "tRNS", new byte[] {0, (byte) (most - grey)});
                assertThat(colour(reader.read(other, "x"), 0, 0))
                        .isEqualTo(grey * 255 / most * 0x010101);
            }
        }
    }

    @Test
    void texts_and_profiles_are_passed_over_unread() {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        Picture expected = reader.read(png(image), "test");
        byte[] laden = withChunk(png(image), "iCCP", new byte[] {1, 2, 3});
        laden = withChunk(laden, "zTXt", new byte[] {'a', 0, 0, 9, 9});
        laden = withChunk(laden, "acTL", new byte[8]);
        assertThat(reader.read(laden, "test")).isEqualTo(expected);
    }

    @Test
    void broken_skeletons_are_refused() {
        byte[] good = png(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB));
        refuses(Arrays.copyOf(good, good.length - 1), "A PNG picture. Received: x, which ends too");
        refuses(Arrays.copyOf(good, 8), "A PNG picture. Received: x, which ends too early");
        byte[] bad = good.clone();
        bad[SmallPictures.indexOf(good, "IDAT") + 5] ^= 1;
        refuses(bad, "needs chunks that match their checksums. Received: IDAT of x");
        bad = good.clone();
        bad[SmallPictures.indexOf(good, "IDAT") - 4] = 0x7F;
        refuses(
                bad,
                "needs chunks that end within the file. Received: x, which ends too early: 2130");
        bad = good.clone();
        bad[24] = 3;
        refuses(resealed(bad), "needs a sound IHDR. Received: width 16, height 16, depth 3,");
        bad = good.clone();
        bad[16] = 0x7F;
        refuses(resealed(bad), "×16 needs more data. Received: ");
        refuses(withChunk(good, "IHDR", new byte[13]), "needs one IHDR, and that first");
        refuses(withChunk(good, "ABCD", new byte[1]), "of known chunks. Received: ABCD in x");
    }

    @Test
    void data_that_is_cut_within_whole_chunks_is_refused() {
        byte[] good = png(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB));
        int at = SmallPictures.indexOf(good, "IDAT");
        byte[] bad = new byte[good.length - 4];
        System.arraycopy(good, 0, bad, 0, at + 6);
        System.arraycopy(good, at + 10, bad, at + 6, good.length - at - 10);
        bad[at - 1] -= 4;
        refuses(
                resealed(bad),
                "A JPEG, PNG, WebP, GIF, BMP or TIFF picture. Received: x, which is corrupt: ");
    }

    @Test
    void damaged_files_read_or_are_refused() {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, i * 0x01030507);
        }
        byte[] good = withChunk(png(image), "tEXt", "a\0b".getBytes());
        Mutations.Outcome bare = Mutations.run(good, 2000, bad -> reader.read(bad, "bad"));
        assertThat(bare.refused()).isGreaterThan(1000);
        // Damage that no checksum tells: to the header and the packed rows, then to the rows.
        int header = SmallPictures.indexOf(good, "IHDR") + 4;
        int data = SmallPictures.indexOf(good, "IDAT") + 4;
        byte[] packed = Arrays.copyOfRange(good, data, good.length - 16);
        assertMixed(
                concat(Arrays.copyOfRange(good, header, header + 13), packed),
                bytes -> SmallPictures.png(head(bytes), tail(bytes)));
        byte[] rows = new byte[16 * 65];
        assertMixed(
                concat(Arrays.copyOfRange(good, header, header + 13), rows),
                bytes -> SmallPictures.png(head(bytes), SmallPictures.deflated(tail(bytes))));
    }

    private void assertMixed(byte[] good, UnaryOperator<byte[]> seal) {
        Mutations.Outcome outcome = Mutations.run(good, 2000, seal, bad -> reader.read(bad, "bad"));
        assertThat(outcome.read()).isPositive();
        assertThat(outcome.refused()).isGreaterThan(100);
    }

    private static byte[] head(byte[] bytes) {
        return Arrays.copyOf(bytes, Math.min(13, bytes.length));
    }

    private static byte[] tail(byte[] bytes) {
        return Arrays.copyOfRange(bytes, Math.min(13, bytes.length), bytes.length);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static BufferedImage deep(boolean alpha, int... samples) {
        ColorModel model =
                new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_sRGB),
                        alpha,
                        false,
                        alpha ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE,
                        DataBuffer.TYPE_USHORT);
        WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
        raster.setPixel(0, 0, samples);
        return new BufferedImage(model, raster, false, null);
    }

    private void refuses(byte[] bytes, String part) {
        assertThatThrownBy(() -> reader.read(bytes, "x"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(part);
    }
}
