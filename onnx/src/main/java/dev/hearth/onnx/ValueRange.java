package dev.hearth.onnx;

/**
 * The range of a value and its 8-bit quantisation: q = round(x/scale) + zero, clamped to 0 … 255. The
 * range is widened to include 0, so that 0 and therefore padding stay exact.
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
