package dev.hearth.data.transform;

/**
 * A⁻¹ᐟ² of a symmetric positive definite matrix without its eigenvectors.
 *
 * <p>The dynamically weighted Halley iteration x ← x (a + b x²) / (1 + c x²) takes every x in [ℓ, 1] to
 * 1 in five or six steps whatever ℓ is (Nakatsukasa, Bai and Gygi 2010, QDWH). Here it runs on the
 * eigenvalues of √A all at once: with M = Y²A, R = (I + cM)⁻¹ and G = (b/c) I + (a − b/c) R, a step is
 * Y ← YG, M ← MG²; M comes to I and Y to A⁻¹ᐟ². All matrices are functions of A, so they are symmetric
 * and commute, and a step costs one inverse and two products of half a matrix each.
 */
final class InverseRoot {

    private static final int MOST_STEPS = 20;
    private static final double CLOSE = 1e-13;

    private InverseRoot() {}

    /** The inverse square root; destroys its argument. */
    static double[][] of(double[][] matrix, double least, HelperThreads crew) {
        int size = matrix.length;
        double bound = bound(matrix);
        double[][] m = matrix;
        scale(m, 1 / bound, crew);
        double low = Math.min(1, Math.sqrt(least / bound));
        double[][] y = new double[0][];
        for (int step = 0; step < MOST_STEPS && (step == 0 || Math.abs(1 - low) > CLOSE); step++) {
            double square = low * low;
            double gamma = Math.cbrt(4 * (1 - square) / (square * square));
            double root = Math.sqrt(1 + gamma);
            double a = root + Math.sqrt(8 - 4 * gamma + 8 * (2 - square) / (square * root)) / 2;
            double b = (a - 1) * (a - 1) / 4;
            double c = a + b - 1;
            low = Math.min(1, low * (a + b * square) / (1 + c * square));
            boolean last = Math.abs(1 - low) <= CLOSE || step + 1 == MOST_STEPS;
            double[][] r = resolvent(m, c, crew);
            double straight = b / c;
            double bent = a - straight;
            if (step == 0) {
                y = combined(r, bent, straight, crew);
            } else {
                double[][] product = Symmetric.product(y, r, crew);
                mix(y, straight, product, bent, crew);
            }
            if (!last) {
                double[][] square2 = Symmetric.product(r, r, crew);
                advance(m, r, square2, straight, bent, c, crew);
            }
        }
        scale(y, 1 / Math.sqrt(bound), crew);
        return y;
    }

    /** An upper bound of the eigenvalues: the lesser of two norms. */
    private static double bound(double[][] matrix) {
        double rows = 0;
        double squares = 0;
        for (double[] row : matrix) {
            double sum = 0;
            for (double value : row) {
                sum += Math.abs(value);
                squares += value * value;
            }
            rows = Math.max(rows, sum);
        }
        return Math.min(rows, Math.sqrt(squares));
    }

    private static void scale(double[][] matrix, double factor, HelperThreads crew) {
        crew.run(
                matrix.length,
                i -> {
                    for (int j = 0; j < matrix.length; j++) {
                        matrix[i][j] *= factor;
                    }
                });
    }

    /** (I + cM)⁻¹. */
    private static double[][] resolvent(double[][] m, double c, HelperThreads crew) {
        double[][] shifted = combined(m, c, 1, crew);
        Symmetric.invert(shifted, crew);
        return shifted;
    }

    /** factor · matrix + diagonal · I, in new rows. */
    private static double[][] combined(
            double[][] matrix, double factor, double diagonal, HelperThreads crew) {
        int size = matrix.length;
        double[][] result = new double[size][size];
        crew.run(
                size,
                i -> {
                    for (int j = 0; j < size; j++) {
                        result[i][j] = factor * matrix[i][j];
                    }
                    result[i][i] += diagonal;
                });
        return result;
    }

    /** y ← p·y + q·other. */
    private static void mix(
            double[][] y, double p, double[][] other, double q, HelperThreads crew) {
        crew.run(
                y.length,
                i -> {
                    for (int j = 0; j < y.length; j++) {
                        y[i][j] = p * y[i][j] + q * other[i][j];
                    }
                });
    }

    /**
     * M ← MG², from R and R² alone: MR = (I − R)/c, hence MG = pM + (q/c)(I − R) and MG² = p·MG +
     * (q/c)(G − RG), with G = pI + qR.
     */
    private static void advance(
            double[][] m,
            double[][] r,
            double[][] square,
            double p,
            double q,
            double c,
            HelperThreads crew) {
        crew.run(
                m.length,
                i -> {
                    for (int j = 0; j < m.length; j++) {
                        double unit = i == j ? 1 : 0;
                        double first = p * m[i][j] + q / c * (unit - r[i][j]);
                        double g = p * unit + q * r[i][j];
                        double rg = p * r[i][j] + q * square[i][j];
                        m[i][j] = p * first + q / c * (g - rg);
                    }
                });
    }
}
