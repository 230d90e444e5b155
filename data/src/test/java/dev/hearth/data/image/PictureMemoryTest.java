package dev.hearth.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureMemoryTest {

    @Test
    void what_decoding_takes_is_told_before_it() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(30, 20, BufferedImage.TYPE_BYTE_GRAY), "png", out);
        assertThat(PictureReader.memory(out.toByteArray(), "it")).isEqualTo(14 * 30 * 20);
        assertThatThrownBy(() -> PictureReader.memory(new byte[3], "it"))
                .isInstanceOf(BadDataException.class);
    }
}
