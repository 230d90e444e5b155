package dev.hearth.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureMemoryTest {

    @Test
    void what_decoding_takes_is_told_before_it() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(30, 20, BufferedImage.TYPE_BYTE_GRAY), "png", out);
        assertThat(PictureReader.memory(out.toByteArray(), "it")).isEqualTo(14 * 30 * 20);
        assertThatThrownBy(() -> PictureReader.memory(new byte[3], "it"))
                .isInstanceOf(BadDataException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "....ftypheic, 'HEIC, as iPhones save photographs'",
        "....ftypavif, AVIF",
        "RIFF....WEBP, WebP",
        "GIF89a, GIF",
        "BM, BMP",
        "%PDF-1.7, PDF"
    })
    void other_kinds_are_named(String start, String kind) {
        byte[] bytes = (start + "....").getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> new PictureReader().read(bytes, "it"))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "A JPEG or PNG picture. Received: it, which is "
                                + kind
                                + ". Convert the picture to JPEG or PNG, or leave it"
                                + " out.");
    }
}
