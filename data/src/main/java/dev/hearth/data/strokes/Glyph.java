package dev.hearth.data.strokes;

import java.util.ArrayList;
import java.util.List;

/**
 * One way to write a digit: strokes through points, each stroke smooth or made of straight lines.
 * Coordinates are hundredths of the digit's box, from its top left corner.
 */
record Glyph(List<Stroke> strokes) {

    /** One movement of the pen. */
    record Stroke(boolean smooth, List<Double> points) {}

    static Glyph of(Stroke... strokes) {
        return new Glyph(List.of(strokes));
    }

    static Stroke curve(int... points) {
        return new Stroke(true, hundredths(points));
    }

    static Stroke lines(int... points) {
        return new Stroke(false, hundredths(points));
    }

    private static List<Double> hundredths(int... points) {
        List<Double> scaled = new ArrayList<>();
        for (int point : points) {
            scaled.add(point / 100.0);
        }
        return List.copyOf(scaled);
    }
}
