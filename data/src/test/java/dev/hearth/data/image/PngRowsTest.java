package dev.hearth.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngRowsTest {

    private static final int IDAT = 10;

    private final SplittableRandom random = new SplittableRandom(1);

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        ByteBuffer whole = ByteBuffer.allocate(12 + data.length);
        whole.putInt(data.length).put(type.getBytes(StandardCharsets.ISO_8859_1)).put(data);
        CRC32 sum = new CRC32();
        sum.update(whole.array(), 4, 4 + data.length);
        out.writeBytes(whole.putInt((int) sum.getValue()).array());
    }

    private static byte[] png(
            int width, int height, int colour, int interlace, byte[] rows, String other) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(8).putLong(Png.SIGNATURE).array());
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put(new byte[] {8, (byte) colour, 0, 0, (byte) interlace});
        chunk(out, "IHDR", header.array());
        if (!other.isEmpty()) {
            chunk(out, other, new byte[colour == 0 ? 2 : 6]);
        }
        Deflater deflater = new Deflater();
        deflater.setInput(rows);
        deflater.finish();
        byte[] packed = new byte[2 * rows.length + 64];
        int length = deflater.deflate(packed);
        deflater.end();
        for (int at = 0; at < length; at += IDAT) {
            chunk(out, "IDAT", Arrays.copyOfRange(packed, at, Math.min(length, at + IDAT)));
        }
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    /** Rows of every filter, whose bytes are drawn: what they mean is ImageIO's to say. */
    private byte[] rows(int width, int height, int components) {
        byte[] rows = new byte[height * (1 + width * components)];
        random.nextBytes(rows);
        for (int y = 0; y < height; y++) {
            rows[y * (1 + width * components)] = (byte) (y % 5);
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 12", "7, 5", "33, 21", "64, 64"})
    void pixels_are_those_of_java_s_reader(int width, int height) throws IOException {
        for (int components : new int[] {1, 3}) {
            byte[] file =
                    png(width, height, components - 1, 0, rows(width, height, components), "");
            Picture came = PngRows.picture(Png.parse(file, "it")).orElseThrow();
            var raster = ImageIO.read(new ByteArrayInputStream(file)).getRaster();
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    for (int c = 0; c < 3; c++) {
                        assertThat(came.value(x, y, c))
                                .isEqualTo(raster.getSample(x, y, components == 3 ? c : 0));
                    }
                }
            }
            assertThat(new PictureReader().read(file, "it").bytes()).isEqualTo(came.bytes());
        }
    }

    @Test
    void what_is_of_another_form_or_not_sound_is_left_to_java_s_reader() {
        byte[] rows = rows(7, 5, 3);
        assertThat(PngRows.picture(Png.parse(png(7, 5, 2, 0, rows, ""), "it"))).isPresent();
        assertThat(PngRows.picture(Png.parse(png(7, 5, 2, 0, rows, "tRNS"), "it"))).isEmpty();
        assertThat(PngRows.picture(Png.parse(png(7, 5, 2, 1, rows, ""), "it"))).isEmpty();
        for (int length : new int[] {rows.length - 1, rows.length + 1, rows.length + 100}) {
            byte[] other = Arrays.copyOf(rows, length);
            assertThat(PngRows.picture(Png.parse(png(7, 5, 2, 0, other, ""), "it"))).isEmpty();
        }
        rows[22] = 5;
        assertThat(PngRows.picture(Png.parse(png(7, 5, 2, 0, rows, ""), "it"))).isEmpty();
    }

    @Test
    void a_checksum_of_the_packed_data_that_is_wrong_is_seen() {
        byte[] file = png(3, 3, 0, 0, rows(3, 3, 1), "");
        EncodedPicture sound = Png.parse(file, "it");
        byte[] essence = sound.essence().clone();
        // The last byte of the last IDAT, before its CRC and IEND.
        essence[essence.length - 12 - 4 - 1] ^= 1;
        EncodedPicture damaged =
                new EncodedPicture(
                        sound.kind(), 3, 3, 1, sound.traits(), 1, sound.damage(), essence);
        assertThat(PngRows.picture(sound)).isPresent();
        assertThat(PngRows.picture(damaged)).isEmpty();
    }
}
