package dev.hearth.onnx;

/**
 * Between what a value's numbers lie, and how they are said in eight bits: q = round(x/scale) + zero,
 * cut to 0 … 255. The range is widened to hold 0, so that padding stays exact.
 *
 * @param least at most 0
 * @param greatest at least 0
 */
record ValueRange(float least, float greatest) {

    private static final float TINY = 1e-12f;

    ValueRange {
        least = Math.min(least, 0);
        greatest = Math.max(greatest, 0);
    }

    ValueRange with(ValueRange other) {
        return new ValueRange(Math.min(least, other.least), Math.max(greatest, other.greatest));
    }

    float scale() {
        return Math.max(greatest - least, TINY) / 255;
    }

    int zero() {
        return Math.round(-least / scale());
    }
}
