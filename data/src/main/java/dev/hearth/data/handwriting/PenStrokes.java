package dev.hearth.data.handwriting;

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
 *
 * @param strokes at least one
 */
public record PenStrokes(List<Stroke> strokes) {

    /** Copies the list and refuses a character without ink. */
    public PenStrokes {
        strokes = List.copyOf(strokes);
        if (strokes.isEmpty()) {
            throw new IllegalArgumentException(
                    "Ink needs at least one stroke. Received: none. Leave the character out.");
        }
    }

    /**
     * A place of the pen.
     *
     * @param x to the right
     * @param y downwards
     */
    public record Point(double x, double y) {

        /** Refuses what is no place. */
        public Point {
            if (!Double.isFinite(x) || !Double.isFinite(y)) {
                throw new IllegalArgumentException(
                        "Point needs finite coordinates. Received: x="
                                + x
                                + ", y="
                                + y
                                + ". Leave the point out.");
            }
        }
    }

    /**
     * One movement from pen down to pen up.
     *
     * @param points at least one; one alone is a dot
     */
    public record Stroke(List<Point> points) {

        /** Copies the list and refuses a movement without a place. */
        public Stroke {
            points = List.copyOf(points);
            if (points.isEmpty()) {
                throw new IllegalArgumentException(
                        "Stroke needs at least one point. Received: none. Leave the stroke out.");
            }
        }

        /**
         * A stroke through some places.
         *
         * @param coordinates x and y in turn
         * @return the stroke
         */
        public static Stroke through(double... coordinates) {
            if (coordinates.length % 2 != 0) {
                throw new IllegalArgumentException(
                        "Stroke needs x and y of each point. Received: "
                                + coordinates.length
                                + " numbers. Give them in turn.");
            }
            Point[] points = new Point[coordinates.length / 2];
            for (int i = 0; i < points.length; i++) {
                points[i] = new Point(coordinates[2 * i], coordinates[2 * i + 1]);
            }
            return new Stroke(List.of(points));
        }
    }
}
