package dev.hearth.data.handwriting;

import dev.hearth.tensor.Check;
import java.util.List;

/**
 * A character as it was written: the movements of the pen on the paper, in the order of writing. x
 * grows to the right, y downwards, in any unit.
 *
 * <pre>{@code
 * PenStrokes plus = new PenStrokes(List.of(
 *         PenStrokes.Stroke.through(0, 5, 10, 5),
 *         PenStrokes.Stroke.through(5, 0, 5, 10)));
 * float[] picture = new Rasteriser(64, 0.7).draw(plus);
 * }</pre>
 */
public record PenStrokes(List<Stroke> strokes) {

    /** Copies the list and refuses a character without strokes. */
    public PenStrokes {
        strokes = List.copyOf(strokes);
        if (strokes.isEmpty()) {
            throw Check.error(
                    "PenStrokes needs at least one stroke", "none", "Leave the character out");
        }
    }

    /** A place of the pen. */
    public record Point(double x, double y) {

        /** Refuses what is no place. */
        public Point {
            if (!Double.isFinite(x) || !Double.isFinite(y)) {
                throw Check.error(
                        "Point needs finite coordinates",
                        "x=" + x + ", y=" + y,
                        "Leave the point out");
            }
        }
    }

    /** One movement from pen down to pen up. */
    public record Stroke(List<Point> points) {

        /** Copies the list and refuses a movement without a place. */
        public Stroke {
            points = List.copyOf(points);
            if (points.isEmpty()) {
                throw Check.error(
                        "Stroke needs at least one point", "none", "Leave the stroke out");
            }
        }

        /** A stroke through some places. */
        public static Stroke through(double... coordinates) {
            if (coordinates.length % 2 != 0) {
                throw Check.error(
                        "Stroke needs x and y of each point",
                        coordinates.length + " numbers",
                        "Give them in turn");
            }
            Point[] points = new Point[coordinates.length / 2];
            for (int i = 0; i < points.length; i++) {
                points[i] = new Point(coordinates[2 * i], coordinates[2 * i + 1]);
            }
            return new Stroke(List.of(points));
        }
    }
}
