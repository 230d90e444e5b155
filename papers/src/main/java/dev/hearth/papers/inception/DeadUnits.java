package dev.hearth.papers.inception;

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
import java.util.Map;

/**
 * Looks at the layer before the average on the test images: {@code deadUnits} is the percentage of
 * its channels that are 0 everywhere on every image, {@code lastMean} the mean of what flows there.
 *
 * @param tap what that layer is called
 */
record DeadUnits(String tap) implements PostTrainingMetric {

    private static final int BATCH = 100;

    @Override
    public Map<String, Double> look(Model network, DatasetProvider.Sets sets, Seed seed) {
        double[][] greatest = {{}};
        double[] sum = {0};
        long[] count = {0};
        Context pass =
                Context.testing(seed)
                        .observedBy(
                                (name, x) -> {
                                    if (name.equals(tap)) {
                                        double[] tops =
                                                x.abs()
                                                        .amax(Tensor.Keep.NOTHING, 0, 2, 3)
                                                        .toDoubles();
                                        greatest[0] = greater(greatest[0], tops);
                                        sum[0] += x.sum().item();
                                        count[0] += x.count();
                                    }
                                });
        Loader loader = Loader.inOrder(sets.testing(), BATCH);
        try (var quiet = NoGrad.open();
                Batches batches = loader.epoch(0).open()) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                try (var turn = Scope.open()) {
                    network.apply(batch.on(network.parameters().values().device()).images(), pass);
                }
            }
        }
        double dead = 0;
        for (double top : greatest[0]) {
            dead += top == 0 ? 100.0 / greatest[0].length : 0;
        }
        return Map.of("deadUnits", dead, "lastMean", sum[0] / count[0]);
    }

    private static double[] greater(double[] before, double[] tops) {
        if (before.length == 0) {
            return tops;
        }
        double[] both = new double[tops.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = Math.max(before[i], tops[i]);
        }
        return both;
    }
}
