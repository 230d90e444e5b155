package dev.hearth.train.task;

import dev.hearth.data.Batch;
import dev.hearth.data.BatchTensors;
import dev.hearth.data.Batches;
import dev.hearth.data.Dataset;
import dev.hearth.data.Loader;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.nn.Context;
import dev.hearth.nn.Shape;
import dev.hearth.optim.loss.Loss;
import dev.hearth.optim.loss.NegativeElbo;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.metric.TopK;
import dev.hearth.train.metric.UnitMeans;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** What a {@link SupervisedTask} measures after each epoch, on the test images and on the probe. */
final class SupervisedEvaluation {

    private static final int TEST_BATCH = 500;

    /** Of pictures in files, each of which takes a thread some time. */
    private static final int DECODED_BATCH = 32;

    /** Numbers of a test batch, so that large images come in fewer. */
    private static final int TEST_NUMBERS = 1 << 24;

    /** Of fewer classes the first five guesses say little. */
    private static final int MANY_CLASSES = 100;

    private static final String TOP_FIVE = "topFiveError";

    private final Recipe recipe;
    private final Device device;
    private final Loader testing;
    private final Optional<Loader> probe;
    private final Shape in;
    private final int classes;
    private final Seed seed;
    private final BiFunction<Tensor, Context, Tensor> output;

    /**
     * One that measures.
     *
     * @param in the net's input
     * @param output the net's, for images as the sets give them
     */
    SupervisedEvaluation(
            Recipe recipe,
            Device device,
            Dataset testing,
            Optional<Dataset> probe,
            int threads,
            Shape in,
            Seed seed,
            BiFunction<Tensor, Context, Tensor> output) {
        this.recipe = recipe;
        this.device = device;
        this.testing = inOrder(testing, threads);
        this.probe = probe.map(set -> inOrder(set, threads));
        this.in = in;
        this.classes = testing.classNames().size();
        this.seed = seed;
        this.output = output;
    }

    private static Loader inOrder(Dataset set, int threads) {
        int fitting = Math.max(1, Math.min(TEST_BATCH, TEST_NUMBERS / set.pixels().count()));
        return ImageFolder.isOrigin(set)
                ? Loader.inOrder(set, Math.min(DECODED_BATCH, fitting)).threads(threads)
                : Loader.inOrder(set, fitting);
    }

    /** Names of figures, in a log's order. */
    List<String> logged() {
        List<String> names =
                List.of("trainLoss", "probeLoss", "medianUnitMean", "testLoss", "testError");
        Optional<String> further =
                recipe.loss().value() instanceof NegativeElbo
                        ? Optional.of("testBits")
                        : hasTopFive() ? Optional.of(TOP_FIVE) : Optional.empty();
        return Stream.concat(names.stream(), further.stream()).toList();
    }

    private boolean hasTopFive() {
        return recipe.objective().value() == Objective.CLASSIFY && classes > MANY_CLASSES;
    }

    /** The figures after an epoch, with the weights that the net has now. */
    Map<String, Double> measured(int epoch) {
        Map<String, Double> figures = new TreeMap<>();
        Optional<TopK> guesses =
                hasTopFive() ? Optional.of(new TopK(5, classes)) : Optional.empty();
        Totals test = totals(testing, Context.testing(seed.child(epoch)), guesses);
        guesses.ifPresent(five -> figures.put(TOP_FIVE, 100 * five.error()));
        figures.put("testLoss", test.loss());
        if (recipe.loss().value() instanceof NegativeElbo) {
            figures.put("testBits", NegativeElbo.bits(test.loss(), in.count()));
        }
        if (recipe.objective().value() == Objective.CLASSIFY) {
            figures.put("testError", test.error());
        }
        UnitMeans means = new UnitMeans();
        Context watched =
                Context.testing(seed.child("probe").child(epoch))
                        .observedBy(
                                (tap, x) -> {
                                    if (tap.startsWith("hidden")) {
                                        means.observe(tap, x);
                                    }
                                });
        if (probe.isPresent()) {
            Totals training = totals(probe.get(), watched, Optional.empty());
            figures.put("probeLoss", training.loss());
            if (recipe.objective().value() == Objective.CLASSIFY) {
                figures.put("probeError", training.error());
            }
        }
        means.median().ifPresent(median -> figures.put("medianUnitMean", median));
        return figures;
    }

    /** Sums over a set. */
    private record Totals(double lossSum, long wrong, long count) {

        double loss() {
            return lossSum / count;
        }

        double error() {
            return 100.0 * wrong / count;
        }
    }

    private Totals totals(Loader set, Context pass, Optional<TopK> guesses) {
        Loss measure = recipe.loss().value().measured();
        double loss = 0;
        long wrong = 0;
        long count = 0;
        try (var quiet = NoGrad.open();
                Batches batches = set.epoch(0).open()) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                try (var turn = Scope.open()) {
                    BatchTensors tensors = batch.on(device);
                    Tensor target = target(tensors);
                    Tensor came = output.apply(tensors.images(), pass);
                    loss += measure.of(came, target).item() * batch.count();
                    if (recipe.objective().value() == Objective.CLASSIFY) {
                        Tensor right = came.argmax(1).eq(target);
                        wrong += batch.count() - Math.round(right.to(came.dtype()).sum().item());
                    }
                    if (guesses.isPresent()) {
                        int[] labels = Arrays.copyOf(batch.labels(), batch.count());
                        guesses.get().add(came.toFloats(), labels);
                    }
                    count += batch.count();
                }
            }
        }
        return new Totals(loss, wrong, count);
    }

    /** What the output is compared with. */
    Tensor target(BatchTensors batch) {
        return switch (recipe.objective().value()) {
            case CLASSIFY -> batch.labels();
            case RECONSTRUCT -> batch.images().flatten(1);
        };
    }
}
