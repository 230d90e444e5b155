package dev.hearth.data.handwriting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.dataset.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CasiaTest {

    private static final Path NAME = Path.of("1001-c.pot");
    private static final Rasteriser PEN = new Rasteriser(40, 0.7);
    private static final PenStrokes CROSS =
            new PenStrokes(
                    List.of(
                            PenStrokes.Stroke.through(100, 500, 900, 500),
                            PenStrokes.Stroke.through(500, 100, 500, 300, 500, 900)));
    private static final PenStrokes DASH =
            new PenStrokes(List.of(PenStrokes.Stroke.through(-20, 7, -1, 7, 30, 8)));

    /** A character by the table on the database's page, byte by byte. */
    private static byte[] pot(int code, PenStrokes ink) {
        ByteArrayOutputStream points = new ByteArrayOutputStream();
        for (PenStrokes.Stroke stroke : ink.strokes()) {
            for (PenStrokes.Point point : stroke.points()) {
                two(points, (int) point.x());
                two(points, (int) point.y());
            }
            two(points, -1);
            two(points, 0);
        }
        two(points, -1);
        two(points, -1);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        two(all, 8 + points.size());
        two(all, code);
        two(all, 0);
        two(all, ink.strokes().size());
        all.writeBytes(points.toByteArray());
        return all.toByteArray();
    }

    private static void two(ByteArrayOutputStream out, int value) {
        out.write(value & 0xFF);
        out.write(value >> 8 & 0xFF);
    }

    private static byte[] together(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void what_a_pen_wrote_is_read_again() {
        byte[] bytes = together(pot(0xB0A1, CROSS), pot(0x2100, DASH), pot(0xD7F9, DASH));
        assertThat(Arrays.copyOf(bytes, 6)).containsExactly(40, 0, (byte) 0xA1, (byte) 0xB0, 0, 0);
        List<PotFile.Entry> found = PotFile.parse(bytes, NAME);
        assertThat(found).extracting(PotFile.Entry::code).containsExactly(0xB0A1, 0x2100, 0xD7F9);
        assertThat(found)
                .extracting(character -> PotFile.strokesOf(character.points()))
                .containsExactly(CROSS, DASH, DASH);
        assertThat(PotFile.parse(new byte[0], NAME)).isEmpty();
    }

    @Test
    void level_one_has_its_3755_characters_in_the_order_of_their_codes() {
        int count = 0;
        for (int code = 0; code <= 0xFFFF; code++) {
            int number = Casia.number(code);
            if (number >= 0) {
                assertThat(number).isEqualTo(count++);
            }
        }
        assertThat(count).isEqualTo(Casia.CHARACTERS);
        assertThat(Casia.number(0xB0A1)).isZero();
        assertThat(Casia.number(0xD7F9)).isEqualTo(3754);
        assertThat(Casia.number(0xD7FA)).isEqualTo(-1);
        assertThat(Casia.number(0xA3C1)).isEqualTo(-1);
    }

    @Test
    void writers_are_read_by_name_and_characters_are_drawn(@TempDir Path folder)
            throws IOException {
        Files.createDirectory(folder.resolve("train"));
        Files.write(folder.resolve("train/1002-c.pot"), pot(0xB0A1, DASH));
        Files.write(
                folder.resolve("train/1001-c.pot"),
                together(pot(0xD7F9, CROSS), pot(0x2100, DASH), pot(0xB0A2, DASH)));
        Files.writeString(folder.resolve("train/readme.txt"), "not a writer");
        Dataset set = Casia.read(folder, Split.TRAIN, PEN);
        assertThat(set.name()).isEqualTo("casia-olhwdb1.1/train");
        assertThat(set.size()).isEqualTo(3);
        assertThat(set.pixels()).isEqualTo(new ImageShape(1, 40, 40));
        assertThat(set.label(0)).isEqualTo(3754);
        assertThat(set.label(1)).isEqualTo(1);
        assertThat(set.label(2)).isZero();
        assertThat(set.classNames()).hasSize(Casia.CHARACTERS).doesNotHaveDuplicates();
        assertThat(set.classNames().get(0)).isEqualTo("啊");
        assertThat(set.classNames().get(3754)).isEqualTo("座");
        float[] drawn = new float[1600];
        set.read(0, drawn, 0);
        assertThat(drawn).isEqualTo(PEN.draw(CROSS));
        String digest = set.digest();
        assertThat(Casia.read(folder, Split.TRAIN, PEN).digest()).isEqualTo(digest);
        assertThat(Casia.read(folder, Split.TRAIN, new Rasteriser(48, 0.7)).digest())
                .isNotEqualTo(digest);
        Files.write(folder.resolve("train/1002-c.pot"), pot(0xB0A1, CROSS));
        assertThat(Casia.read(folder, Split.TRAIN, PEN).digest()).isNotEqualTo(digest);
    }

    @Test
    void files_cut_short_or_changed_are_refused() {
        byte[] whole = together(pot(0xB0A1, CROSS), pot(0xB0A2, DASH));
        int first = pot(0xB0A1, CROSS).length;
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            if (length == first) {
                assertThat(PotFile.parse(cut, NAME)).hasSize(1);
            } else {
                assertThatThrownBy(() -> PotFile.parse(cut, NAME))
                        .isInstanceOf(BadDataException.class);
            }
        }
        byte[] moreStrokes = whole.clone();
        moreStrokes[6] = 3;
        assertThatThrownBy(() -> PotFile.parse(moreStrokes, NAME))
                .hasMessageContaining("2 whole strokes of 3 at byte 0 of 1001-c.pot");
        byte[] noEnd = whole.clone();
        noEnd[first - 1] = 0;
        assertThatThrownBy(() -> PotFile.parse(noEnd, NAME)).isInstanceOf(BadDataException.class);
        byte[] odd = whole.clone();
        odd[0] = 41;
        assertThatThrownBy(() -> PotFile.parse(odd, NAME))
                .hasMessageContaining("multiple of 4")
                .hasMessageContaining("Received: 41 at byte 0");
    }

    @Test
    void folders_without_writers_are_refused(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> Casia.read(folder, Split.TEST, PEN))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("CASIA-OLHWDB1.1");
        Files.createDirectory(folder.resolve("test"));
        assertThatThrownBy(() -> Casia.read(folder, Split.TEST, PEN))
                .hasMessageContaining("none in " + folder.resolve("test"));
        Files.write(folder.resolve("test/1241-c.pot"), pot(0x2100, DASH));
        assertThatThrownBy(() -> Casia.read(folder, Split.TEST, PEN))
                .hasMessageContaining("level 1 of GB 2312");
    }
}
