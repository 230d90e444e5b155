package dev.hearth.data.handwriting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.dataset.Split;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssameseTest {

    private static final Strokes DIGITS = new Strokes(200, new Seed(6));

    /** A file as the two public readers expect it, of tablet coordinates that are whole numbers. */
    private static String file(PenStrokes ink) {
        StringBuilder text = new StringBuilder("CHARACTER_NAME digit\n");
        text.append("STROKE_COUNT ").append(ink.strokes().size()).append("\nX Y T N\n");
        for (int s = 0; s < ink.strokes().size(); s++) {
            text.append("PEN_DOWN\n");
            for (PenStrokes.Point point : ink.strokes().get(s).points()) {
                text.append(
                        String.format(
                                Locale.ROOT,
                                "      %04.0f      %04.0f      0      %d%n",
                                point.x(),
                                point.y(),
                                s + 1));
            }
            text.append("PEN_UP\n");
        }
        return text.append("END_CHARACTER\n").toString();
    }

    /** Coordinates as a tablet gives them: whole, some thousands wide. */
    private static PenStrokes onTablet(PenStrokes ink) {
        return new PenStrokes(
                ink.strokes().stream()
                        .map(
                                stroke ->
                                        new PenStrokes.Stroke(
                                                stroke.points().stream()
                                                        .map(AssameseTest::onTablet)
                                                        .toList()))
                        .toList());
    }

    private static PenStrokes.Point onTablet(PenStrokes.Point point) {
        return new PenStrokes.Point(
                Math.rint(1000 + 100 * point.x()), Math.rint(1000 + 100 * point.y()));
    }

    @Test
    void what_the_pen_drew_is_read_again() {
        for (int i = 0; i < DIGITS.size(); i++) {
            PenStrokes ink = onTablet(DIGITS.ink(i));
            assertThat(AssameseFile.parse(file(ink), "test")).isEqualTo(ink);
            assertThat(AssameseFile.parse(file(ink).replace("\n", "\r\n"), "test")).isEqualTo(ink);
        }
    }

    @Test
    void strokes_without_points_and_lines_of_words_are_skipped() {
        String text = "x\ny 3\nz\n\nPEN_DOWN\n 1 2 0 1\n-3.5 4e1 9 3\nanything\n\n";
        assertThat(AssameseFile.parse(text, "test"))
                .isEqualTo(
                        new PenStrokes(
                                List.of(
                                        PenStrokes.Stroke.through(1, 2),
                                        PenStrokes.Stroke.through(-3.5, 40))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''                          | a count of strokes, 1 to 1000, in its second line. Received: "" in f
            x;STROKES;z;1 2 0 1         | in its second line. Received: "STROKES" in f
            x;STROKES 0;z;1 2 0 1       | in its second line. Received: "STROKES 0" in f
            x;STROKES 9999;z;1 2 0 1    | in its second line. Received: "STROKES 9999" in f
            x;STROKES 1;z;PEN_DOWN      | needs at least one point. Received: none in f
            x;STROKES 1;z;1 2 0 2       | a stroke from 1 to 1 for each point. Received: "1 2 0 2" in f, line 4
            x;STROKES 1;z;1 2 0         | Received: "1 2 0" in f, line 4
            x;STROKES 1;z;1             | Received: "1" in f, line 4
            x;STROKES 1;z;1 y 0 1       | Received: "1 y 0 1" in f, line 4
            x;STROKES 1;z;1 NaN 0 1     | Received: "1 NaN 0 1" in f, line 4
            x;STROKES 1;z;1 1e300 0 1   | Received: "1 1e300 0 1" in f, line 4
            """)
    void a_broken_text_is_refused(String text, String said) {
        assertThatThrownBy(() -> AssameseFile.parse(text.replace(";", "\n"), "f"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(said);
    }

    @Test
    void a_mutated_text_is_read_and_drawn_or_refused() {
        RandomStream chance = new Seed(11).child("mutations").stream();
        Rasteriser rasteriser = new Rasteriser(16, 0.7);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder(file(onTablet(DIGITS.ink(i % 200))));
            for (int n = chance.nextInt(4); n >= 0; n--) {
                // Half of the damage goes to the head, where the promises stand.
                int bound = chance.nextBoolean() ? Math.min(60, text.length()) : text.length();
                int at = chance.nextInt(bound);
                switch (chance.nextInt(4)) {
                    case 0 -> text.setCharAt(at, (char) chance.nextInt(256));
                    case 1 -> text.setLength(Math.max(1, at));
                    case 2 -> text.insert(at, chance.nextLong());
                    default -> text.delete(at, Math.min(text.length(), at + chance.nextInt(9)));
                }
                if (text.isEmpty()) {
                    text.append('x');
                }
            }
            Throwable came =
                    catchThrowable(
                            () -> {
                                float[] sheet =
                                        rasteriser.draw(AssameseFile.parse(text.toString(), "f"));
                                for (float value : sheet) {
                                    assertThat(value).isBetween(0f, 1f);
                                }
                            });
            if (came != null) {
                refused++;
                assertThat(came).as(text.toString()).isInstanceOf(BadDataException.class);
                assertThat(came).hasMessageContaining(". Received: ");
            }
        }
        assertThat(refused).isBetween(200, 1900);
    }

    @Test
    void writers_are_split_as_in_the_experiments(@TempDir Path folder) throws IOException {
        for (int writer = 1; writer <= 45; writer++) {
            Path home = Files.createDirectory(folder.resolve("W" + writer));
            for (int character = 1; character <= 183; character++) {
                // A dash of its own length marks each writer and character.
                PenStrokes ink =
                        new PenStrokes(
                                List.of(PenStrokes.Stroke.through(0, 0, 500 + character, writer)));
                String ending = writer % 2 == 0 ? ".txt" : ".TXT";
                Files.writeString(home.resolve(character + "." + writer + ending), file(ink));
            }
        }
        Rasteriser rasteriser = new Rasteriser(64, 0.7);
        Dataset training = Assamese.read(folder, Split.TRAIN, rasteriser);
        Dataset test = Assamese.read(folder, Split.TEST, rasteriser);
        assertThat(training.size()).isEqualTo(36 * 183);
        assertThat(test.size()).isEqualTo(9 * 183);
        assertThat(training.name()).isEqualTo("assamese/train");
        assertThat(test.name()).isEqualTo("assamese/test");
        assertThat(test.pixels()).isEqualTo(new ImageShape(1, 64, 64));
        assertThat(test.classNames()).hasSize(183).startsWith("1", "2").endsWith("183");
        assertThat(test.label(0)).isZero();
        assertThat(test.label(182)).isEqualTo(182);
        assertThat(test.label(183)).isZero();
        assertThat(training.digest()).isNotEqualTo(test.digest());
        float[] image = new float[4096];
        test.read(183 + 4, image, 0);
        assertThat(image)
                .isEqualTo(
                        rasteriser.draw(
                                new PenStrokes(List.of(PenStrokes.Stroke.through(0, 0, 505, 38)))));
        // Unpacked without its folder, a file is found as well.
        Files.move(folder.resolve("W40").resolve("7.40.txt"), folder.resolve("7.40.txt"));
        assertThat(Assamese.read(folder, Split.TEST, rasteriser).digest()).isEqualTo(test.digest());
        Files.delete(folder.resolve("7.40.txt"));
        assertThatThrownBy(() -> Assamese.read(folder, Split.TEST, rasteriser))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(
                        "The Assamese characters need 7.40.txt or .TXT. Received: neither in ");
    }

    @Test
    void files_that_cannot_be_read_or_are_too_large_are_refused(@TempDir Path folder)
            throws IOException {
        assertThatThrownBy(() -> AssameseFile.read(folder.resolve("none")))
                .isInstanceOf(BadDataException.class)
                .hasMessageEndingWith("Name a file that can be read.");
        Path large = folder.resolve("large");
        Files.write(large, new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> AssameseFile.read(large))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("of at most 1048576 bytes. Received: more in ");
    }
}
