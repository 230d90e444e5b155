package dev.hearth.data.transform;

import dev.hearth.data.Dataset;

/** Mean and covariance of a data set's images, the covariance divided by their count. */
record Covariance(double[] mean, double[][] matrix) {

    /** Images that are in memory as doubles at once. */
    private static final int CHUNK = 256;

    static Covariance of(Dataset images, HelperThreads crew) {
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
            crew.run(count, i -> centred(images, from + i, mean, chunk[i]));
            Symmetric.add(matrix, (row, term) -> chunk[term][row], chunk, count, crew);
        }
        crew.run(
                values,
                i -> {
                    for (int j = i; j < values; j++) {
                        matrix[i][j] /= images.size();
                    }
                });
        Symmetric.mirror(matrix, crew);
        return new Covariance(mean, matrix);
    }

    private static void centred(Dataset images, int index, double[] mean, double[] target) {
        float[] image = new float[mean.length];
        images.read(index, image, 0);
        for (int j = 0; j < mean.length; j++) {
            target[j] = image[j] - mean[j];
        }
    }
}
