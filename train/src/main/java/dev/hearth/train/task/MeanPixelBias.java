package dev.hearth.train.task;

import dev.hearth.data.Dataset;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;

/** Lets the last biases of a generator or an autoencoder begin at the logits of mean pixels (pylearn2). */
final class MeanPixelBias {

    private static final double LEAST = 1e-7;

    private MeanPixelBias() {}

    static void bias(Parameters parameters, Dataset training, String recipe) {
        int pixels = training.pixels().count();
        Parameters.Entry last =
                parameters.entries().stream()
                        .filter(entry -> entry.role() == Role.BIAS && entry.count() == pixels)
                        .reduce((before, entry) -> entry)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "A start at mean pixels needs a bias for each"
                                                        + " of "
                                                        + pixels
                                                        + " pixels. Received: none in the net of "
                                                        + recipe
                                                        + ". Set outputBias to AS_BUILT, or the"
                                                        + " start to AsDrawn."));
        double[] sums = new double[pixels];
        float[] image = new float[pixels];
        for (int i = 0; i < training.size(); i++) {
            training.read(i, image, 0);
            for (int j = 0; j < pixels; j++) {
                sums[j] += image[j];
            }
        }
        float[] biases = new float[pixels];
        for (int j = 0; j < pixels; j++) {
            double mean = Math.min(1 - LEAST, Math.max(LEAST, sums[j] / training.size()));
            biases[j] = (float) Math.log(mean / (1 - mean));
        }
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            parameters.value(last.name()).copyInPlace(biases);
        }
    }
}
