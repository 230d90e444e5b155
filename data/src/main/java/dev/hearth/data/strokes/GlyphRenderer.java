package dev.hearth.data.strokes;

import dev.hearth.tensor.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws one glyph with a random slant, random proportions and tremor, a pen of some width,
 * on a sheet of 28×28. Every value comes from correctly rounded arithmetic and {@link StrictMath}, so
 * the bytes are the same on every computer. For one thread.
 */
final class GlyphRenderer {

    static final int SIDE = 28;

    /** How far a point of the glyph strays, and how far the sheet bends, in parts of the box. */
    private static final double STRAY = 0.05;

    private static final double BEND = 0.12;

    /** Pieces of curve between two neighbouring points. */
    private static final int PIECES = 5;

    private final double[] nearest = new double[SIDE * SIDE];
    private final double[] bend = new double[12];
    private double slant;
    private double cos;
    private double sin;
    private double width;
    private double height;
    private double centreX;
    private double centreY;

    /** Draws into a fresh sheet; 0 is paper, 255 full ink. */
    byte[] draw(Glyph glyph, RandomStream random) {
        hold(random);
        double radius = random.uniform(0.75, 1.65);
        double taper = random.uniform(-0.3, 0.3);
        double ink = random.uniform(0.8, 1.0);
        double soft = random.uniform(0.55, 0.95);
        java.util.Arrays.fill(nearest, Double.MAX_VALUE);
        for (Glyph.Stroke stroke : glyph.strokes()) {
            trace(path(stroke, random), radius, taper, soft);
        }
        byte[] sheet = new byte[SIDE * SIDE];
        for (int i = 0; i < sheet.length; i++) {
            // How far outside the ink's edge the pixel's centre lies, in pixels.
            double cover = 0.5 - nearest[i] / (2 * soft);
            double clipped = Math.max(0, Math.min(1, cover));
            sheet[i] = (byte) (int) (255 * ink * clipped + 0.5);
        }
        return sheet;
    }

    /** The path of the pen for what {@link #draw} draws: a polyline each stroke, x and y in turn. */
    List<double[]> paths(Glyph glyph, RandomStream random) {
        hold(random);
        for (int looks = 0; looks < 4; looks++) {
            random.uniform(0, 1);
        }
        List<double[]> paths = new ArrayList<>();
        for (Glyph.Stroke stroke : glyph.strokes()) {
            paths.add(path(stroke, random));
        }
        return paths;
    }

    private void hold(RandomStream random) {
        double angle = random.uniform(-0.28, 0.28);
        cos = StrictMath.cos(angle);
        sin = StrictMath.sin(angle);
        slant = random.uniform(-0.2, 0.52);
        height = random.uniform(15.5, 20.5);
        width = height * random.uniform(0.52, 0.95);
        centreX = SIDE / 2.0 + random.uniform(-1.5, 1.5);
        centreY = SIDE / 2.0 + random.uniform(-1.5, 1.5);
        for (int i = 0; i < bend.length; i++) {
            bend[i] = random.uniform(-BEND, BEND);
        }
    }

    /** A stroke as a polyline on the sheet: x and y in turn. */
    private double[] path(Glyph.Stroke stroke, RandomStream random) {
        int count = stroke.points().size() / 2;
        double[] points = new double[2 * count];
        for (int i = 0; i < points.length; i++) {
            points[i] = stroke.points().get(i) + random.uniform(-STRAY, STRAY);
        }
        double[] path = new double[2 * ((count - 1) * PIECES + 1)];
        int at = 0;
        for (int i = 0; i + 1 < count; i++) {
            for (int piece = 0; piece < PIECES; piece++) {
                double t = (double) piece / PIECES;
                at =
                        place(
                                between(points, i, 0, t, stroke),
                                between(points, i, 1, t, stroke),
                                path,
                                at);
            }
        }
        place(points[2 * count - 2], points[2 * count - 1], path, at);
        return path;
    }

    /** Catmull and Rom's curve between the points i and i + 1, or the line. */
    private static double between(double[] points, int i, int axis, double t, Glyph.Stroke stroke) {
        int end = points.length / 2 - 1;
        double b = points[2 * i + axis];
        double c = points[2 * i + 2 + axis];
        if (!stroke.smooth()) {
            return b + (c - b) * t;
        }
        double a = points[2 * Math.max(0, i - 1) + axis];
        double d = points[2 * Math.min(end, i + 2) + axis];
        return 0.5
                * (2 * b
                        + (c - a) * t
                        + (2 * a - 5 * b + 4 * c - d) * t * t
                        + (3 * b - a - 3 * c + d) * t * t * t);
    }

    /** Bends, slants, turns and scales a point of the box onto the sheet. */
    private int place(double boxX, double boxY, double[] path, int at) {
        double x = boxX - 0.5;
        double y = boxY - 0.5;
        double u = 2 * x;
        double v = 2 * y;
        double bentX = x + bend[0] * u * v + bend[1] * v * v + bend[2] * u * u + wave(3, v);
        double bentY = y + bend[6] * u * v + bend[7] * u * u + bend[8] * v * v + wave(9, u);
        double leaning = (bentX - slant * bentY) * width;
        double upright = bentY * height;
        path[at] = centreX + cos * leaning - sin * upright;
        path[at + 1] = centreY + sin * leaning + cos * upright;
        return at + 2;
    }

    /** A cubic that swings twice along the box. */
    private double wave(int from, double t) {
        return bend[from] * t * (1 - t * t) + bend[from + 1] * 0.5 * t * t * t;
    }

    private void trace(double[] path, double radius, double taper, double soft) {
        int segments = path.length / 2 - 1;
        for (int s = 0; s < segments; s++) {
            double along = segments == 1 ? 0 : (double) s / (segments - 1) - 0.5;
            double pen = Math.max(0.5, radius * (1 + taper * along));
            segment(path, 2 * s, pen, pen + soft);
        }
    }

    /** Keeps, for each pixel near a segment, the least distance from the edge of the ink. */
    private void segment(double[] path, int at, double pen, double reach) {
        double ax = path[at];
        double ay = path[at + 1];
        double bx = path[at + 2];
        double by = path[at + 3];
        double dx = bx - ax;
        double dy = by - ay;
        double square = dx * dx + dy * dy;
        double inverse = square > 0 ? 1 / square : 0;
        int left = (int) Math.max(0, Math.ceil(Math.min(ax, bx) - reach - 0.5));
        int right = (int) Math.min(SIDE - 1, Math.floor(Math.max(ax, bx) + reach - 0.5));
        int top = (int) Math.max(0, Math.ceil(Math.min(ay, by) - reach - 0.5));
        int bottom = (int) Math.min(SIDE - 1, Math.floor(Math.max(ay, by) + reach - 0.5));
        for (int row = top; row <= bottom; row++) {
            double py = row + 0.5 - ay;
            for (int column = left; column <= right; column++) {
                double px = column + 0.5 - ax;
                double t = Math.max(0, Math.min(1, (px * dx + py * dy) * inverse));
                double ex = px - t * dx;
                double ey = py - t * dy;
                double edge = Math.sqrt(ex * ex + ey * ey) - pen;
                int i = row * SIDE + column;
                nearest[i] = Math.min(nearest[i], edge);
            }
        }
    }
}
