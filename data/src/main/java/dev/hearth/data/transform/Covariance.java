package dev.hearth.data.transform;

import dev.hearth.data.Dataset;

/** Mean and covariance of a data set's images, the covariance divided by their count. */
record Covariance(double[] mean, double[][] matrix) {

    /** Images that are in memory as doubles at once. */
    private static final int CHUNK = 256;

    /** Rows of one task, terms of one pass, columns of one tile: a tile of terms fits the cache. */
    private static final int ROWS = 16;

    private static final int TERMS = 64;
    private static final int TILE = 512;

    static Covariance of(Dataset images, HelperThreads threads) {
        int values = images.pixels().count();
        double[] mean = new double[values];
        float[] image = new float[values];
        for (int i = 0; i < images.size(); i++) {
            images.read(i, image, 0);
            for (int j = 0; j < values; j++) {
                mean[j] += image[j];
            }
        }
        for (int j = 0; j < values; j++) {
            mean[j] /= images.size();
        }
        double[][] matrix = new double[values][values];
        double[][] chunk = new double[CHUNK][values];
        for (int first = 0; first < images.size(); first += CHUNK) {
            int from = first;
            int count = Math.min(CHUNK, images.size() - first);
            threads.run(count, i -> centred(images, from + i, mean, chunk[i]));
            add(matrix, chunk, count, threads);
        }
        threads.run(
                values,
                i -> {
                    for (int j = i; j < values; j++) {
                        matrix[i][j] /= images.size();
                    }
                });
        mirror(matrix, threads);
        return new Covariance(mean, matrix);
    }

    private static void centred(Dataset images, int index, double[] mean, double[] target) {
        float[] image = new float[mean.length];
        images.read(index, image, 0);
        for (int j = 0; j < mean.length; j++) {
            target[j] = image[j] - mean[j];
        }
    }

    /** Adds Σ_t terms[t][i] · terms[t] to the upper triangle of each row i. */
    private static void add(double[][] sums, double[][] terms, int count, HelperThreads threads) {
        int size = sums.length;
        int tasks = (size + ROWS - 1) / ROWS;
        threads.run(
                tasks,
                // The longest rows first, so that threads end together.
                task -> {
                    int first = task * ROWS;
                    int end = Math.min(size, first + ROWS);
                    double[][] block = new double[end - first][TERMS];
                    for (int t = 0; t < count; t += TERMS) {
                        int some = Math.min(TERMS, count - t);
                        for (int i = first; i < end; i++) {
                            for (int k = 0; k < some; k++) {
                                block[i - first][k] = terms[t + k][i];
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
    private static void mirror(double[][] matrix, HelperThreads threads) {
        int tiles = (matrix.length + TERMS - 1) / TERMS;
        threads.run(
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
}
