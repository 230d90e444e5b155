package dev.hearth.papers.weightnorm;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.Loader;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.task.PostTrainingMetric;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each step of a DRAW costs: KL(q ‖ N(0, 1)) = ½ Σ (μ² + σ² − log σ² − 1) of its latent numbers,
 * the mean over the test images (Gregor et al. 2015, eq. 11). Figures {@code divergence 01} and on, in
 * nats.
 *
 * @param steps of the net
 * @param latent numbers of a step
 */
record StepDivergence(int steps, int latent) implements PostTrainingMetric {

    private static final int BATCH = 500;

    @Override
    public Map<String, Double> look(Model network, DatasetProvider.Sets sets, Seed seed) {
        Loader loader = Loader.inOrder(sets.testing(), BATCH);
        double[] sums = new double[steps];
        Context pass = Context.testing(seed);
        try (var quiet = NoGrad.open();
                Batches batches = loader.epoch(0).open()) {
            for (Batch batch : batches) {
                try (var turn = Scope.open()) {
                    Tensor x =
                            batch.on(network.parameters().values().device())
                                    .images()
                                    .reshape(network.in().batch(batch.count()));
                    float[] each = divergences(network.apply(x, pass)).toFloats();
                    for (int t = 0; t < steps; t++) {
                        sums[t] += each[t];
                    }
                }
            }
        }
        Map<String, Double> figures = new TreeMap<>();
        for (int t = 0; t < steps; t++) {
            figures.put(
                    String.format(Locale.ROOT, "divergence %02d", t + 1),
                    sums[t] / sets.testing().size());
        }
        return figures;
    }

    /** The sum over a batch, for each step. */
    Tensor divergences(Tensor output) {
        long numbers = (long) steps * latent;
        long from = output.size(1) - 2 * numbers;
        Tensor mean = output.narrow(1, from, numbers);
        Tensor logVariance = output.narrow(1, from + numbers, numbers);
        return mean.square()
                .add(logVariance.exp())
                .sub(logVariance)
                .sub(1)
                .mul(0.5)
                .reshape(output.size(0), steps, latent)
                .sum(Tensor.Keep.NOTHING, 0, 2);
    }
}
