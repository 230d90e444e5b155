package dev.hearth.train.task;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.Loader;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.layers.ModelChain;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.metric.RepeatedError;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tests a net again and again with fresh draws (Graham 2014, §3) and gives the error after each of
 * some counts of passes, by averaged probabilities and by majority vote; see {@link RepeatedError} for
 * the figures.
 *
 * <p>What no draw touches is the same in every pass: the links of the net before the first that draws
 * when testing, in a fractional max-pooling net the first convolution with its activation. They are
 * computed once a batch. Where nothing draws, one pass is all passes.
 *
 * <pre>{@code
 * PostTrainingMetric probe = new RepeatedTest(RepeatedError.doubling(100, 12), 500, RepeatedTest.Beginning.ONCE);
 * }</pre>
 *
 * @param counts after how many passes the error is wanted, rising from 1 or more; the last is how
 *     many passes there are
 * @param examples at most, the first of the test images; 0 for all
 * @param beginning whether the links before the first draw are computed once a batch
 */
public record RepeatedTest(List<Integer> counts, int examples, Beginning beginning)
        implements PostTrainingMetric {

    private static final int BATCH = 250;

    /** What becomes of the links before the first that draws. */
    public enum Beginning {
        /** Computed once for all passes of a batch. */
        ONCE,
        /** Computed in every pass, to compare with. */
        EVERY_PASS
    }

    /** Copies the list and refuses a negative count of examples. */
    public RepeatedTest {
        counts = List.copyOf(counts);
        new RepeatedError(counts, 2);
        if (examples < 0) {
            throw new IllegalArgumentException(
                    "RepeatedTest needs a count of examples of at least 0. Received: "
                            + examples
                            + ". Use 0 for all.");
        }
    }

    @Override
    public Map<String, Double> look(Model network, DatasetProvider.Sets sets, Seed seed) {
        int classes = (int) network.layer().out(network.in()).count();
        RepeatedError repeats = new RepeatedError(counts, classes);
        Loader loader = Loader.inOrder(sets.testing(), BATCH);
        Device device = network.parameters().values().device();
        ModelChain chain = ModelChain.of(network);
        int left = examples == 0 ? sets.testing().size() : examples;
        long begun = System.nanoTime();
        int still = -1;
        int number = 0;
        try (var quiet = NoGrad.open();
                Batches batches = loader.epoch(0).open()) {
            while (left > 0 && batches.hasNext()) {
                Batch batch = batches.next();
                int count = Math.min(left, batch.count());
                left -= count;
                RepeatedError.Tally tally = repeats.batch(Arrays.copyOf(batch.labels(), count));
                try (var turn = Scope.open()) {
                    Tensor images =
                            Tensor.ofFirst(batch.images(), network.in().batch(count)).to(device);
                    still = still < 0 ? chain.undrawn(images) : still;
                    passes(chain, still, images, tally, seed.child(number++));
                }
            }
        }
        Map<String, Double> figures = new TreeMap<>(repeats.figures());
        figures.put("stillLinks", (double) still);
        figures.put("repeatedTestSeconds", (System.nanoTime() - begun) / 1e9);
        return figures;
    }

    private void passes(
            ModelChain chain, int still, Tensor images, RepeatedError.Tally tally, Seed seed) {
        int passes = counts.get(counts.size() - 1);
        int from = beginning == Beginning.ONCE ? still : 0;
        Tensor kept = from == 0 ? images : chain.apply(0, from, images, Context.testing(seed));
        float[] same = new float[0];
        for (int i = 0; i < passes; i++) {
            if (i > 0 && still == chain.length()) {
                tally.add(same);
                continue;
            }
            try (var pass = Scope.open()) {
                Tensor logits =
                        chain.apply(from, chain.length(), kept, Context.testing(seed.child(i)));
                same = logits.softmax(1).toFloats();
                tally.add(same);
            }
        }
    }
}
