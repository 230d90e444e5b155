package dev.hearth.papers.elu;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.Loader;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.task.PostTrainingMetric;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The test error, in percent, where Gaussian noise is added to each pixel: {@code noisyError σ} for each
 * deviation. Runs with the same seed get the same noise.
 *
 * @param deviations of the noise, in units of pixels in [0, 1]; 0 for none
 */
record NoisyErrors(List<Double> deviations) implements PostTrainingMetric {

    private static final int BATCH = 500;

    NoisyErrors {
        deviations = List.copyOf(deviations);
    }

    /** What the figure of a deviation is called. */
    static String figure(double deviation) {
        return "noisyError " + deviation;
    }

    @Override
    public Map<String, Double> look(Model network, DatasetProvider.Sets sets, Seed seed) {
        Map<String, Double> figures = new TreeMap<>();
        for (double deviation : deviations) {
            long wrong = wrong(network, sets, deviation, seed.child(figure(deviation)));
            figures.put(figure(deviation), 100.0 * wrong / sets.testing().size());
        }
        return figures;
    }

    private static long wrong(
            Model network, DatasetProvider.Sets sets, double deviation, Seed seed) {
        Loader loader = Loader.inOrder(sets.testing(), BATCH);
        Device device = network.parameters().values().device();
        long wrong = 0;
        int number = 0;
        try (var quiet = NoGrad.open();
                Batches batches = loader.epoch(0).open()) {
            for (Batch batch : batches) {
                try (var turn = Scope.open()) {
                    Tensor clean =
                            batch.on(device).images().reshape(network.in().batch(batch.count()));
                    Tensor noise =
                            RandomTensors.of(seed.child(number++))
                                    .normal(0, 1, clean.shape())
                                    .to(device);
                    Tensor logits =
                            network.apply(clean.add(noise.mul(deviation)), Context.testing(seed));
                    Tensor labels = Tensor.ofLabels(batch.labels(), batch.count()).to(device);
                    Tensor right = logits.argmax(1).eq(labels).to(logits.dtype());
                    wrong += batch.count() - Math.round(right.sum().item());
                }
            }
        }
        return wrong;
    }
}
