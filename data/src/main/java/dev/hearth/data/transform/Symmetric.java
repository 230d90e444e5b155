package dev.hearth.data.transform;

import java.util.Arrays;

/**
 * Dense symmetric matrices in plain Java, as rows of doubles, blocked for the caches and shared by
 * threads. Sums are added up in one order, so results are the same bits on any count of threads.
 */
final class Symmetric {

    /** Rows of one task, terms of one pass, columns of one tile: a tile of terms fits the cache. */
    private static final int ROWS = 16;

    private static final int TERMS = 64;
    private static final int TILE = 512;

    private Symmetric() {}

    /** Where the factors of a sum of rows come from. */
    @FunctionalInterface
    interface Factors {

        /** What the row {@code term} is multiplied by in the sum for the row {@code row}. */
        double of(int row, int term);
    }

    /**
     * Adds Σ_t factors(i, t) · terms[t] to the upper triangle of each row i. The factors are asked
     * for before any row that the task writes is changed.
     */
    static void add(
            double[][] sums, Factors factors, double[][] terms, int count, HelperThreads crew) {
        int size = sums.length;
        int tasks = (size + ROWS - 1) / ROWS;
        crew.run(
                tasks,
                // The first rows are the longest; they come first, so that threads end together.
                task -> {
                    int first = task * ROWS;
                    int end = Math.min(size, first + ROWS);
                    double[][] block = new double[end - first][TERMS];
                    for (int t = 0; t < count; t += TERMS) {
                        int some = Math.min(TERMS, count - t);
                        for (int i = first; i < end; i++) {
                            for (int k = 0; k < some; k++) {
                                block[i - first][k] = factors.of(i, t + k);
                            }
                        }
                        addBlock(sums, first, end, block, terms, t, some);
                    }
                });
    }

    private static void addBlock(
            double[][] sums,
            int first,
            int end,
            double[][] factors,
            double[][] terms,
            int term,
            int count) {
        int size = sums[first].length;
        for (int from = first; from < size; from += TILE) {
            int to = Math.min(size, from + TILE);
            for (int i = first; i < end; i++) {
                addRow(sums[i], factors[i - first], terms, term, count, Math.max(from, i), to);
            }
        }
    }

    private static void addRow(
            double[] sum,
            double[] factors,
            double[][] terms,
            int term,
            int count,
            int from,
            int to) {
        int k = 0;
        for (; k + 4 <= count; k += 4) {
            int t = term + k;
            addFour(
                    sum,
                    factors[k],
                    factors[k + 1],
                    factors[k + 2],
                    factors[k + 3],
                    terms[t],
                    terms[t + 1],
                    terms[t + 2],
                    terms[t + 3],
                    from,
                    to);
        }
        addOne(sum, factors, terms, term, count, k, from, to);
    }

    /** One array is written, not two: HotSpot makes vector code of this loop, and not of that. */
    private static void addFour(
            double[] sum,
            double a,
            double b,
            double c,
            double d,
            double[] r,
            double[] s,
            double[] t,
            double[] u,
            int from,
            int to) {
        for (int j = from; j < to; j++) {
            sum[j] += a * r[j] + b * s[j] + c * t[j] + d * u[j];
        }
    }

    private static void addOne(
            double[] sum,
            double[] factors,
            double[][] terms,
            int term,
            int count,
            int first,
            int from,
            int to) {
        for (int k = first; k < count; k++) {
            double factor = factors[k];
            double[] row = terms[term + k];
            for (int j = from; j < to; j++) {
                sum[j] += factor * row[j];
            }
        }
    }

    /** Copies the upper triangle into the lower one. */
    static void mirror(double[][] matrix, HelperThreads crew) {
        int tiles = (matrix.length + TERMS - 1) / TERMS;
        crew.run(
                tiles,
                tile -> {
                    int first = tile * TERMS;
                    int end = Math.min(matrix.length, first + TERMS);
                    for (int column = 0; column < end; column += TERMS) {
                        for (int i = first; i < end; i++) {
                            for (int j = column; j < Math.min(column + TERMS, i); j++) {
                                matrix[i][j] = matrix[j][i];
                            }
                        }
                    }
                });
    }

    /** The product of two symmetric matrices that commute, which is symmetric too. */
    static double[][] product(double[][] left, double[][] right, HelperThreads crew) {
        int size = left.length;
        double[][] product = new double[size][size];
        add(product, (i, t) -> left[i][t], right, size, crew);
        mirror(product, crew);
        return product;
    }

    /**
     * Replaces a positive definite matrix by its inverse: the sweep operator (Goodnight 1979) on
     * blocks. Only the upper triangle is worked on.
     */
    static void invert(double[][] matrix, HelperThreads crew) {
        int size = matrix.length;
        for (int first = 0; first < size; first += TERMS) {
            int from = first;
            int width = Math.min(TERMS, size - first);
            double[][] panel = new double[width][];
            double[][] pivot = new double[width][];
            for (int t = 0; t < width; t++) {
                panel[t] = matrix[from + t].clone();
                for (int j = 0; j < from + t; j++) {
                    panel[t][j] = matrix[j][from + t];
                }
                pivot[t] = Arrays.copyOfRange(panel[t], from, from + width);
            }
            sweep(pivot);
            double[][] scaled = new double[width][size];
            crew.run(width, t -> addOne(scaled[t], pivot[t], panel, 0, width, 0, 0, size));
            // scaled = −pivot⁻¹ · panel, for the sweep leaves the negative inverse.
            add(matrix, (i, t) -> panel[t][i], scaled, width, crew);
            crew.run(
                    width,
                    t -> {
                        for (int j = from + width; j < size; j++) {
                            matrix[from + t][j] = -scaled[t][j];
                        }
                        for (int i = 0; i < from; i++) {
                            matrix[i][from + t] = -scaled[t][i];
                        }
                        System.arraycopy(pivot[t], 0, matrix[from + t], from, width);
                    });
        }
        crew.run(
                size,
                i -> {
                    for (int j = i; j < size; j++) {
                        matrix[i][j] = -matrix[i][j];
                    }
                });
        mirror(matrix, crew);
    }

    /** Replaces a small positive definite matrix by its negative inverse. */
    private static void sweep(double[][] a) {
        int size = a.length;
        for (int k = 0; k < size; k++) {
            double pivot = a[k][k];
            if (!(pivot > 0)) {
                throw new ArithmeticException("not positive definite: pivot " + pivot);
            }
            double[] row = a[k].clone();
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    if (i == k && j == k) {
                        a[i][j] = -1 / pivot;
                    } else if (i == k || j == k) {
                        a[i][j] = (i == k ? row[j] : row[i]) / pivot;
                    } else {
                        a[i][j] -= row[i] * row[j] / pivot;
                    }
                }
            }
        }
    }
}
