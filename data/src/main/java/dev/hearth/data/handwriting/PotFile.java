package dev.hearth.data.handwriting;

import dev.hearth.data.BadDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The characters of one writer in the format of CASIA-OLHWDB1.0 to 1.2 ({@code *.pot}; the format is on the
 * database's page), one behind the other, little-endian:
 *
 * <pre>
 * 2 bytes   bytes of this character, these included
 * 4 bytes   its code in GB 2312, as 0x0000B0A1 for 啊; other sets of characters for symbols
 * 2 bytes   the count of strokes
 * 4 bytes   x and y of a point, signed, y downwards; as often as there are points
 * 4 bytes   −1 and 0 behind each stroke, −1 and −1 behind the last one
 * </pre>
 */
final class PotFile {

    private static final String ASKED = "A writer's characters in the POT format";
    private static final int HEAD = 8;
    private static final int END = 4;
    private static final int POINT = 4;

    private PotFile() {}

    /**
     * A character.
     *
     * @param code as stored
     * @param points x and y in turn, −1 and 0 behind each stroke
     */
    record Entry(int code, short[] points) {}

    /**
     * Reads the bytes of a file; characters without a point are left out.
     *
     * @throws BadDataException if the bytes end within a character, or one does not end where it says
     */
    static List<Entry> parse(byte[] bytes, Path file) {
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Entry> characters = new ArrayList<>();
        while (data.hasRemaining()) {
            int at = data.position();
            if (data.remaining() < HEAD + END) {
                throw broken("a whole character", data.remaining() + " bytes", at, file);
            }
            int length = Short.toUnsignedInt(data.getShort());
            if (length < HEAD + END || length % POINT != 0 || length > data.remaining() + 2) {
                throw broken(
                        "a length that is a multiple of 4, from 12 to the "
                                + (bytes.length - at)
                                + " bytes left",
                        Integer.toString(length),
                        at,
                        file);
            }
            int code = data.getInt();
            int strokes = Short.toUnsignedInt(data.getShort());
            short[] points = new short[(length - HEAD - END) / 2];
            data.asShortBuffer().get(points);
            data.position(data.position() + 2 * points.length);
            int found = strokes(points);
            if (data.getShort() != -1 || data.getShort() != -1 || found != strokes) {
                throw broken(
                        "as many strokes as it says, −1 and 0 behind each, −1 and −1 at its end",
                        found + " whole strokes of " + strokes,
                        at,
                        file);
            }
            if (points.length > 2 * strokes) {
                characters.add(new Entry(code, points));
            }
        }
        return characters;
    }

    /** How many strokes end; −1 if something comes behind the last one's end. */
    private static int strokes(short[] points) {
        int strokes = 0;
        for (int i = 0; i < points.length; i += 2) {
            strokes += ends(points, i) ? 1 : 0;
        }
        return points.length == 0 || ends(points, points.length - 2) ? strokes : -1;
    }

    private static boolean ends(short[] points, int i) {
        return points[i] == -1 && points[i + 1] == 0;
    }

    /** The strokes of a character that has a point. */
    static PenStrokes strokesOf(short[] points) {
        List<PenStrokes.Stroke> strokes = new ArrayList<>();
        List<PenStrokes.Point> stroke = new ArrayList<>();
        for (int i = 0; i < points.length; i += 2) {
            if (!ends(points, i)) {
                stroke.add(new PenStrokes.Point(points[i], points[i + 1]));
            } else if (!stroke.isEmpty()) {
                strokes.add(new PenStrokes.Stroke(stroke));
                stroke = new ArrayList<>();
            }
        }
        return new PenStrokes(strokes);
    }

    private static BadDataException broken(String needed, String received, int at, Path file) {
        return new BadDataException(
                ASKED + " needs " + needed,
                received + " at byte " + at + " of " + file,
                "Take the file from its source again");
    }
}
