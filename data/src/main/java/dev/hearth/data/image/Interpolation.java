package dev.hearth.data.image;

/** How neighbouring pixels are weighed when a picture changes size; both as in Pillow. */
public enum Interpolation {

    /** The triangle: {@code 1 − |x|} within a distance of 1. */
    BILINEAR(1.0) {
        @Override
        double weight(double x) {
            double distance = Math.abs(x);
            return distance < 1.0 ? 1.0 - distance : 0.0;
        }
    },

    /** Keys' cubic with a = −0.5, within a distance of 2. */
    BICUBIC(2.0) {
        @Override
        double weight(double x) {
            double distance = Math.abs(x);
            if (distance < 1.0) {
                return ((A + 2.0) * distance - (A + 3.0)) * distance * distance + 1;
            }
            if (distance < 2.0) {
                return (((distance - 5) * distance + 8) * distance - 4) * A;
            }
            return 0.0;
        }
    };

    private static final double A = -0.5;

    private final double support;

    Interpolation(double support) {
        this.support = support;
    }

    /** Half the width of the window, in input pixels at scale 1. */
    double support() {
        return support;
    }

    abstract double weight(double x);
}
