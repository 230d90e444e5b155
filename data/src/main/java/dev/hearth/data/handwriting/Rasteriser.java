package dev.hearth.data.handwriting;

import dev.hearth.tensor.Check;
import java.util.Arrays;

/**
 * Draws pen strokes: fits their bounding box into a square sheet, keeping the proportions and in the middle, and moves a
 * round pen along its strokes. A pixel is 1 where its centre lies half a pixel or more inside the
 * edge of the pen's path, 0 where it lies as far outside, and linear in between.
 *
 * <p>All arithmetic is correctly rounded, so a sheet is the same on every computer.
 *
 * @param radius of the pen in pixels, above 0 and at most an eighth of the side
 */
public record Rasteriser(int side, double radius) {

    /** Refuses sheets too small for the pen. */
    public Rasteriser {
        if (side < 8 || side > 4096 || !(radius > 0 && radius <= side / 8.0)) {
            throw Check.error(
                    "Rasteriser needs a side from 8 to 4096 and a pen of 0 < radius ≤ side/8",
                    "side=" + side + ", radius=" + radius,
                    "Use 64 and 0.7");
        }
    }

    /** Draws a character. */
    public float[] draw(PenStrokes ink) {
        float[] sheet = new float[side * side];
        draw(ink, sheet, 0);
        return sheet;
    }

    /**
     * Draws a character into a larger array.
     *
     * @param target receives side × side values
     */
    public void draw(PenStrokes ink, float[] target, int offset) {
        double left = Double.MAX_VALUE;
        double right = -Double.MAX_VALUE;
        double top = Double.MAX_VALUE;
        double bottom = -Double.MAX_VALUE;
        for (PenStrokes.Stroke stroke : ink.strokes()) {
            for (PenStrokes.Point point : stroke.points()) {
                left = Math.min(left, point.x());
                right = Math.max(right, point.x());
                top = Math.min(top, point.y());
                bottom = Math.max(bottom, point.y());
            }
        }
        // Halved first, so that no difference of two large numbers is infinite.
        double half = Math.max(right / 2 - left / 2, bottom / 2 - top / 2);
        double room = (side - 1) / 2.0 - radius;
        double scale = half > Double.MIN_NORMAL ? room / half : 0;
        double middleX = left / 2 + right / 2;
        double middleY = top / 2 + bottom / 2;
        Arrays.fill(target, offset, offset + side * side, 0);
        for (PenStrokes.Stroke stroke : ink.strokes()) {
            double[] path = new double[2 * stroke.points().size()];
            for (int i = 0; i < stroke.points().size(); i++) {
                PenStrokes.Point point = stroke.points().get(i);
                path[2 * i] = side / 2.0 + (point.x() - middleX) * scale;
                path[2 * i + 1] = side / 2.0 + (point.y() - middleY) * scale;
            }
            for (int i = 0; i + 2 < path.length || i == 0; i += 2) {
                segment(path, i, Math.min(i + 2, path.length - 2), target, offset);
            }
        }
    }

    private void segment(double[] path, int from, int to, float[] target, int offset) {
        double ax = path[from];
        double ay = path[from + 1];
        double dx = path[to] - ax;
        double dy = path[to + 1] - ay;
        double square = dx * dx + dy * dy;
        double inverse = square > 0 ? 1 / square : 0;
        double reach = radius + 1;
        int left = (int) Math.max(0, Math.floor(Math.min(ax, ax + dx) - reach));
        int right = (int) Math.min(side - 1, Math.ceil(Math.max(ax, ax + dx) + reach));
        int top = (int) Math.max(0, Math.floor(Math.min(ay, ay + dy) - reach));
        int bottom = (int) Math.min(side - 1, Math.ceil(Math.max(ay, ay + dy) + reach));
        for (int row = top; row <= bottom; row++) {
            double py = row + 0.5 - ay;
            for (int column = left; column <= right; column++) {
                double px = column + 0.5 - ax;
                double t = Math.max(0, Math.min(1, (px * dx + py * dy) * inverse));
                double ex = px - t * dx;
                double ey = py - t * dy;
                double cover = 0.5 + radius - Math.sqrt(ex * ex + ey * ey);
                int at = offset + row * side + column;
                target[at] = Math.max(target[at], (float) Math.min(1, cover));
            }
        }
    }
}
