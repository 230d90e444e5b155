package dev.hearth.data.image;

import static dev.hearth.data.image.PictureReaderTest.colour;
import static dev.hearth.data.image.SmallPictures.withAdobe;
import static dev.hearth.data.image.SmallPictures.withSegment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What libjpeg makes of files that other decoders take otherwise or refuse. */
class JpegTest {

    private static final Logger LOG = Logger.getLogger(PictureReader.class.getName());

    /** JFIF 1.1, without a thumbnail. */
    private static final byte[] JFIF = {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};

    private static final int RGB = 100 << 16 | 150 << 8 | 200;

    /** ITU-T T.871: 100 + 1.402 · 72, 100 − 0.344136 · 22 − 0.714136 · 72, 100 + 1.772 · 22. */
    private static final int YCBCR = 201 << 16 | 41 << 8 | 139;

    private final PictureReader reader = new PictureReader();
    private final Map<String, List<PictureDamage>> told = new HashMap<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord told) {
                    Object[] parts = told.getParameters();
                    JpegTest.this
                            .told
                            .computeIfAbsent((String) parts[0], name -> new ArrayList<>())
                            .add((PictureDamage) parts[1]);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
        LOG.setLevel(Level.FINE);
    }

    @AfterEach
    void part() {
        LOG.removeHandler(handler);
        LOG.setLevel(null);
    }

    /** Markers in their order: J is JFIF, a digit is Adobe's with that transform. As Pillow 12.3 reads them. */
    @ParameterizedTest
    @CsvSource({
        "1 2 3,    -,  YCBCR",
        "1 2 3,    J,  YCBCR",
        "1 2 3,    0,  RGB",
        "1 2 3,    1,  YCBCR",
        "1 2 3,    2,  YCBCR",
        "1 2 3,    J0, YCBCR",
        "1 2 3,    0J, YCBCR",
        "1 2 3,    10, RGB",
        "1 2 3,    01, YCBCR",
        "82 71 66, -,  RGB",
        "82 71 66, J,  YCBCR",
        "82 71 66, 0,  RGB",
        "82 71 66, 1,  YCBCR",
        "82 71 66, J0, YCBCR",
        "0 1 2,    -,  YCBCR",
        "0 1 2,    0,  RGB",
        "89 67 99, -,  YCBCR",
        "89 67 99, 0,  RGB",
        "9 8 7,    J0, YCBCR",
    })
    void three_components_mean_what_jfif_says_then_adobe_then_their_names(
            String ids, String markers, String wanted) {
        int[] names = Arrays.stream(ids.split(" ")).mapToInt(Integer::parseInt).toArray();
        byte[] jpeg = marked(FlatJpeg.block(names, 100, 150, 200), markers);
        Picture picture = reader.read(jpeg, "x");
        assertThat(colour(picture, 3, 3)).isEqualTo(wanted.equals("RGB") ? RGB : YCBCR);
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-, 647600", "0, 647600", "1, 6EAEAD", "2, 6EAEAD", "J, 647600", "20, 647600"})
    void four_components_are_inks_unless_adobe_says_otherwise(String markers, String wanted) {
        // Full black is no ink; 100, 118, 0 as they stand, or (100, 118, 160) turned back.
        boolean luma = wanted.equals("6EAEAD");
        byte[] four = FlatJpeg.block(new int[] {1, 2, 3, 4}, 100, 118, luma ? 160 : 0, 255);
        Picture picture = reader.read(marked(four, markers), "x");
        assertThat(colour(picture, 3, 3)).isEqualTo(Integer.parseInt(wanted, 16));
    }

    @Test
    void words_on_colour_behind_the_first_scan_come_too_late() {
        byte[] jpeg = FlatJpeg.block(new int[] {1, 2, 3}, 100, 150, 200);
        byte[] adobe = withAdobe(new byte[] {0, 0}, 0);
        byte[] late = joined(Arrays.copyOf(jpeg, jpeg.length - 2), adobe, 2, adobe.length);
        late = joined(late, jpeg, jpeg.length - 2, jpeg.length);
        assertThat(colour(reader.read(late, "x"), 3, 3)).isEqualTo(YCBCR);
    }

    private static byte[] marked(byte[] jpeg, String markers) {
        byte[] marked = jpeg;
        for (int i = markers.length() - 1; i >= 0; i--) {
            char marker = markers.charAt(i);
            if (marker == 'J') {
                marked = withSegment(marked, 0xE0, JFIF);
            } else if (marker != '-') {
                marked = withAdobe(marked, marker - '0');
            }
        }
        return marked;
    }

    @Test
    void coarse_colour_below_one_another_is_read() {
        // 4:4:0: two blocks of luma above one another share one of each chroma.
        int[][] samples = {{60, 200}, {128}, {128}};
        FlatJpeg tall =
                new FlatJpeg(8, 16, new int[] {1, 2, 3}, new int[] {0x12, 0x11, 0x11}, samples);
        Picture picture = reader.read(tall.bytes(), "x");
        assertThat(picture.height()).isEqualTo(16);
        for (int y = 0; y < 16; y++) {
            assertThat(colour(picture, 5, y)).isEqualTo((y < 8 ? 60 : 200) * 0x010101);
        }
    }

    /** libjpeg-turbo's rule for chroma of half the rows; JDKs with libjpeg 6b repeat them. */
    @Test
    void chroma_of_half_the_rows_is_interpolated_with_every_jdk() {
        int[] blue = {100, 160, 90};
        int[] red = {140, 128, 200};
        int[][] samples = {{60, 200, 90, 120, 30, 250}, blue, red};
        FlatJpeg tall =
                new FlatJpeg(8, 48, new int[] {1, 2, 3}, new int[] {0x12, 0x11, 0x11}, samples);
        Picture picture = reader.read(tall.bytes(), "x");
        for (int y = 0; y < 48; y++) {
            int luma = samples[0][y / 8];
            double b = row(blue, y) - 128;
            double r = row(red, y) - 128;
            int[] wanted = {
                clipped(luma + 1.402 * r),
                clipped(luma - 0.344136 * b - 0.714136 * r),
                clipped(luma + 1.772 * b)
            };
            assertThat(colour(picture, 3, y))
                    .as("row " + y)
                    .isEqualTo(wanted[0] << 16 | wanted[1] << 8 | wanted[2]);
        }
    }

    private static int clipped(double value) {
        return (int) Math.max(0, Math.min(255, Math.round(value)));
    }

    /** Three quarters of its own row of chroma, one of the next nearest. */
    private static int row(int[] blocks, int y) {
        int own = y / 2;
        int other = Math.max(0, Math.min(23, y % 2 == 0 ? own - 1 : own + 1));
        return 3 * blocks[own / 8] + blocks[other / 8] + (y % 2 == 0 ? 1 : 2) >> 2;
    }

    @Test
    void a_grey_of_200_stays() {
        byte[] grey = FlatJpeg.block(new int[] {1}, 200);
        assertThat(colour(reader.read(grey, "x"), 3, 3)).isEqualTo(0xC8C8C8);
        assertThat(colour(reader.read(withSegment(grey, 0xE0, JFIF), "x"), 3, 3))
                .isEqualTo(0xC8C8C8);
    }

    /** A picture whose blocks all differ: what is missing shows. */
    private static byte[] steps() {
        int[][] samples = new int[3][64];
        for (int i = 0; i < 64; i++) {
            samples[0][i] = i * 37 % 256;
            samples[1][i] = i * 91 % 256;
            samples[2][i] = i * 151 % 256;
        }
        int[] sampling = {0x11, 0x11, 0x11};
        return new FlatJpeg(64, 64, new int[] {1, 2, 3}, sampling, samples).bytes();
    }

    @Test
    void an_end_marker_may_be_missing_but_nothing_before_it() {
        byte[] whole = steps();
        Picture wanted = reader.read(whole, "whole");
        int end = whole.length;
        assertThat(reader.read(Arrays.copyOf(whole, end - 2), "none")).isEqualTo(wanted);
        assertThat(reader.read(Arrays.copyOf(whole, end - 1), "half")).isEqualTo(wanted);
        byte[] zeros = Arrays.copyOf(Arrays.copyOf(whole, end - 2), end + 50);
        assertThat(reader.read(zeros, "zeros")).isEqualTo(wanted);
        assertThat(reader.read(Arrays.copyOf(whole, end + 50), "more")).isEqualTo(wanted);
        assertThat(told)
                .containsOnlyKeys("none", "half", "zeros")
                .allSatisfy(
                        (name, damage) -> assertThat(damage).containsExactly(PictureDamage.NO_END));
        for (int cut = 3; cut < end - 2; cut++) {
            byte[] short_ = Arrays.copyOf(whole, end - cut);
            assertThatThrownBy(() -> reader.read(short_, "cut"))
                    .as("without the last " + cut)
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "A JPEG picture. Received: cut, which ends too early. Save the"
                                    + " picture again, or leave it out.");
        }
        assertThat(told).doesNotContainKey("cut");
    }

    @Test
    void a_progressive_picture_needs_its_end_marker() {
        // Without it nobody can tell whether a finer scan should have followed.
        byte[] whole =
                SmallPictures.jpeg(
                        new java.awt.image.BufferedImage(
                                16, 16, java.awt.image.BufferedImage.TYPE_INT_RGB),
                        true);
        assertThat(reader.read(whole, "x").width()).isEqualTo(16);
        assertThatThrownBy(() -> reader.read(Arrays.copyOf(whole, whole.length - 2), "x"))
                .hasMessageContaining("which ends too early");
    }

    @ParameterizedTest
    @CsvSource({
        "E5, 0", "E5, 1", "E5, 2", "E5, 3", "E5, 8", "FE, 0", "E1, 1", "E0, 0", "EE, 0", "E5, 13",
        "E5, 17"
    })
    void a_wrong_length_of_what_nobody_needs_does_not_hinder(String marker, int length) {
        byte[] jpeg = steps();
        Picture wanted = reader.read(jpeg, "x");
        // What is too long takes from the comment behind it.
        byte[] wrong = withSegment(jpeg, 0xFE, "a comment".getBytes());
        wrong = withSegment(wrong, Integer.parseInt(marker, 16), "0123456789".getBytes());
        ByteBuffer.wrap(wrong).putShort(4, (short) length);
        assertThat(reader.read(wrong, "wrong")).isEqualTo(wanted);
        assertThat(told.get("wrong")).containsExactly(PictureDamage.STRAY_BYTES);
    }

    @Test
    void stray_bytes_between_segments_are_passed_over() {
        byte[] jpeg = steps();
        Picture wanted = reader.read(jpeg, "x");
        for (int marker : new int[] {0xC0, 0xC4, 0xDA}) {
            int at = at(jpeg, marker);
            for (String stray : new String[] {"junk", "\u00FF\0ab"}) {
                byte[] bytes = stray.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
                byte[] odd = joined(Arrays.copyOf(jpeg, at), bytes, 0, bytes.length);
                odd = joined(odd, jpeg, at, jpeg.length);
                String name = marker + stray;
                assertThat(reader.read(odd, name)).isEqualTo(wanted);
                assertThat(told.get(name)).containsExactly(PictureDamage.STRAY_BYTES);
            }
        }
    }

    @Test
    void filling_and_restart_markers_between_segments_are_no_damage() {
        byte[] jpeg = steps();
        Picture wanted = reader.read(jpeg, "x");
        byte[] fill = {-1, -1, -1, -1, -1, -1, -1, -1};
        byte[] filled = joined(Arrays.copyOf(jpeg, 2), fill, 0, 8);
        assertThat(reader.read(joined(filled, jpeg, 2, jpeg.length), "x")).isEqualTo(wanted);
        byte[] restart = {-1, (byte) 0xD0};
        byte[] restarted = joined(Arrays.copyOf(jpeg, 2), restart, 0, 2);
        assertThat(reader.read(joined(restarted, jpeg, 2, jpeg.length), "x")).isEqualTo(wanted);
        assertThat(told).isEmpty();
    }

    @Test
    void spoilt_pixels_are_told_of() {
        byte[] jpeg = steps();
        byte[] gap =
                joined(Arrays.copyOf(jpeg, jpeg.length - 30), jpeg, jpeg.length - 2, jpeg.length);
        assertThat(reader.read(gap, "gap").width()).isEqualTo(64);
        assertThat(told).containsOnlyKeys("gap");
        assertThat(told.get("gap")).containsExactly(PictureDamage.SPOILT);
    }

    /** A decoder would go over all pixels for each scan, of which this has a few bytes. */
    @Test
    void many_scans_of_many_pixels_are_refused_before_they_are_decoded() {
        PictureReader small = new PictureReader(1000);
        assertThatThrownBy(() -> small.read(scans(20), "long"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("of at most 1000 pixels. Received: 10000×10000 in long");
        assertThatThrownBy(() -> reader.read(scans(21), "long"))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "A JPEG picture of at most 2000000000 pixels in all its scans together."
                                + " Received: 21 scans of 10000×10000 in long. Save the picture"
                                + " again, or leave it out.");
    }

    /** A grey progressive picture of 10 000 rows and columns. */
    private static byte[] scans(int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {-1, (byte) 0xD8, -1, (byte) 0xC2, 0, 11, 8});
        out.writeBytes(new byte[] {0x27, 0x10, 0x27, 0x10, 1, 1, 0x11, 0});
        for (int i = 0; i < count; i++) {
            int last = i == 0 ? 0 : 63;
            out.writeBytes(new byte[] {-1, (byte) 0xDA, 0, 8, 1, 1, 0});
            out.writeBytes(new byte[] {(byte) Math.min(i, 1), (byte) last, 0});
            out.writeBytes(new byte[i == 0 ? 50_000 : 2]);
        }
        out.writeBytes(new byte[] {-1, (byte) 0xD9});
        return out.toByteArray();
    }

    /** Where a marker stands. */
    private static int at(byte[] jpeg, int marker) {
        for (int i = 2; ; i++) {
            if (jpeg[i] == -1 && (jpeg[i + 1] & 0xFF) == marker) {
                return i;
            }
        }
    }

    private static byte[] joined(byte[] first, byte[] second, int from, int to) {
        byte[] both = Arrays.copyOf(first, first.length + to - from);
        System.arraycopy(second, from, both, first.length, to - from);
        return both;
    }
}
