package dev.hearth.papers.elu;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.LastBatch;
import dev.hearth.data.Loader;
import dev.hearth.data.Order;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.metric.TopK;
import dev.hearth.train.task.PostTrainingMetric;
import java.util.Arrays;
import java.util.Map;

/** {@code topFiveError}: the share of test images, in percent, whose class is not among the first five guesses. */
record TopFive() implements PostTrainingMetric {

    static final String FIGURE = "topFiveError";

    private static final int BATCH = 50;

    @Override
    public Map<String, Double> look(Model network, DatasetProvider.Sets sets, Seed seed) {
        int classes = sets.testing().classNames().size();
        TopK guesses = new TopK(Math.min(5, classes), classes);
        Loader loader =
                new Loader(sets.testing(), BATCH, seed)
                        .order(Order.AS_STORED)
                        .last(LastBatch.KEEP)
                        .threads(0);
        Context pass = Context.testing(seed);
        try (var quiet = NoGrad.open();
                Batches batches = loader.epoch(0).open()) {
            for (Batch batch : batches) {
                try (var turn = Scope.open()) {
                    Tensor images = batch.on(network.parameters().values().device()).images();
                    int[] labels = Arrays.copyOf(batch.labels(), batch.count());
                    guesses.add(network.apply(images, pass).toFloats(), labels);
                }
            }
        }
        return Map.of(FIGURE, 100 * guesses.error());
    }
}
