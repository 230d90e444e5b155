package dev.hearth.data.handwriting;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One character of {@link Assamese}, a text file:
 *
 * <pre>
 * (a line about the character)
 * (a word) 2                    the count of strokes
 * (a line of column heads)
 * PEN_DOWN
 *       1412      2340   0   1   x, y, a number that is not used, the stroke from 1
 *       1415      2338   0   1
 * PEN_UP
 * PEN_DOWN
 *       1502      2290   0   2
 * PEN_UP
 * END_CHARACTER
 * </pre>
 *
 * <p>The repository's page says that a file holds the pen's coordinates with pen-down and pen-up, and no
 * pressure; the rest is known from the two public readers of the files, that of fractional max-pooling's
 * author and that of a sparse convolution library, since the files themselves were not at hand. Sure
 * are: three lines of head, the count as the second word of the second, points as the lines that begin
 * with a number, their first two numbers as coordinates, the fourth as the stroke; {@code PEN_DOWN} and
 * {@code PEN_UP} as lines of their own; a last line that is none of these. Not sure are the words in head
 * and tail, what the third number means, and whether y grows downwards, as it is taken here. Lines that
 * begin with no number are skipped, whatever they say, and so are strokes without points.
 */
public final class AssameseFile {

    private static final String ASKED = "A character in the UCI Assamese format";
    private static final int LARGEST = 1 << 20;
    private static final int MOST_STROKES = 1_000;
    private static final int HEAD = 3;

    private AssameseFile() {}

    /**
     * Reads a file.
     *
     * @throws BadDataException if it cannot be read or is no such file
     */
    public static PenStrokes read(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (IOException failure) {
            throw new BadDataException(
                    ASKED, failure.toString(), "Name a file that can be read", failure);
        }
        if (bytes.length > LARGEST) {
            throw new BadDataException(
                    ASKED + " of at most " + LARGEST + " bytes",
                    "more in " + file,
                    "Check that it is the right file");
        }
        return parse(new String(bytes, StandardCharsets.ISO_8859_1), file.toString());
    }

    /**
     * Reads a text.
     *
     * @throws BadDataException if it is no such text
     */
    public static PenStrokes parse(String text, String name) {
        List<String> lines = text.lines().map(String::strip).toList();
        List<List<PenStrokes.Point>> strokes = new ArrayList<>();
        int count = count(lines, name);
        for (int i = 0; i < count; i++) {
            strokes.add(new ArrayList<>());
        }
        for (int i = HEAD; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isEmpty() && "+-.0123456789".indexOf(line.charAt(0)) >= 0) {
                point(line, strokes, name + ", line " + (i + 1));
            }
        }
        List<PenStrokes.Stroke> written =
                strokes.stream().filter(s -> !s.isEmpty()).map(PenStrokes.Stroke::new).toList();
        if (written.isEmpty()) {
            throw new BadDataException(
                    ASKED + " needs at least one point",
                    "none in " + name,
                    "Take the file from its source again");
        }
        return new PenStrokes(written);
    }

    private static int count(List<String> lines, String name) {
        String second = lines.size() > 1 ? lines.get(1) : "";
        String[] words = second.split("\\s+");
        int count = words.length < 2 ? -1 : whole(words[1]);
        if (count < 1 || count > MOST_STROKES) {
            throw new BadDataException(
                    ASKED
                            + " needs a count of strokes, 1 to "
                            + MOST_STROKES
                            + ", in its second line",
                    "\"" + shortened(second) + "\" in " + name,
                    "Check that it is the right file");
        }
        return count;
    }

    private static void point(String line, List<List<PenStrokes.Point>> strokes, String where) {
        String[] words = line.split("\\s+");
        int stroke = words.length < 4 ? -1 : whole(words[3]);
        double x = number(words[0]);
        double y = words.length < 2 ? Double.NaN : number(words[1]);
        if (stroke < 1 || stroke > strokes.size() || Double.isNaN(x) || Double.isNaN(y)) {
            throw new BadDataException(
                    ASKED
                            + " needs x, y, a number and a stroke from 1 to "
                            + strokes.size()
                            + " for each point",
                    "\"" + shortened(line) + "\" in " + where,
                    "Take the file from its source again");
        }
        strokes.get(stroke - 1).add(new PenStrokes.Point(x, y));
    }

    private static int whole(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException none) {
            return -1;
        }
    }

    /** A coordinate of a tablet; not a number if it is none, or beyond any tablet. */
    private static double number(String word) {
        try {
            double value = Double.parseDouble(word);
            return Math.abs(value) <= 1e9 ? value : Double.NaN;
        } catch (NumberFormatException none) {
            return Double.NaN;
        }
    }

    private static String shortened(String line) {
        return line.length() <= 60 ? line : line.substring(0, 60) + "…";
    }
}
