package dev.hearth.papers.elu;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.Dataset;
import dev.hearth.data.Loader;
import dev.hearth.data.Subset;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.task.PostTrainingMetric;
import java.util.Map;

/**
 * The error, in percent, on either half of the test images: {@code validationError} on the first, by
 * which a setting may be chosen, {@code judgedError} on the second, which then judges it.
 */
record HalvesError() implements PostTrainingMetric {

    static final String VALIDATION = "validationError";
    static final String JUDGED = "judgedError";

    private static final int BATCH = 500;

    @Override
    public Map<String, Double> look(Model network, DatasetProvider.Sets sets, Seed seed) {
        Dataset all = sets.testing();
        int half = all.size() / 2;
        return Map.of(
                VALIDATION, error(network, Subset.range(all, 0, half), seed),
                JUDGED, error(network, Subset.range(all, half, all.size()), seed));
    }

    private static double error(Model network, Dataset set, Seed seed) {
        Loader loader = Loader.inOrder(set, Math.min(BATCH, set.size()));
        Context pass = Context.testing(seed);
        long right = 0;
        try (var quiet = NoGrad.open();
                Batches batches = loader.epoch(0).open()) {
            for (Batch batch : batches) {
                try (var turn = Scope.open()) {
                    var tensors = batch.on(network.parameters().values().device());
                    Tensor logits = network.apply(tensors.images(), pass);
                    Tensor hits = logits.argmax(1).eq(tensors.labels()).to(logits.dtype());
                    right += Math.round(hits.sum().item());
                }
            }
        }
        return 100 - 100.0 * right / set.size();
    }
}
