package dev.hearth.heif;

/**
 * How samples stand for colours (ITU-T H.273).
 *
 * @param matrix MatrixCoefficients; 2 if it is said elsewhere
 * @param full VideoFullRangeFlag, 0 or 1; −1 if it is said elsewhere
 * @param isAlpha whether luma is alpha
 */
record Colours(int matrix, int full, boolean isAlpha) {

    /** By the coded picture itself. */
    static final Colours UNKNOWN = new Colours(2, -1, false);

    static final Colours ALPHA = new Colours(2, -1, true);

    /** Whether chroma is green and orange, Cg and Co, instead of blue and red; §8.3. */
    boolean isYCgCo() {
        return matrix == 8;
    }

    /** Shares of red and blue in luma; §8.3. Without a matrix, those of BT.601. */
    double[] shares() {
        return switch (matrix) {
            case 1 -> new double[] {0.2126, 0.0722};
            case 4 -> new double[] {0.30, 0.11};
            case 7 -> new double[] {0.212, 0.087};
            case 9, 10 -> new double[] {0.2627, 0.0593};
            default -> new double[] {0.299, 0.114};
        };
    }
}
