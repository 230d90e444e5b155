package dev.hearth.train.task;

// Above 400 lines, because what learns, what measures and what is observed are of one net and one
// scope.

import dev.hearth.data.Augmentation;
import dev.hearth.data.Batch;
import dev.hearth.data.BatchTensors;
import dev.hearth.data.Batches;
import dev.hearth.data.Chain;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Loader;
import dev.hearth.data.Order;
import dev.hearth.data.Subset;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.optim.CompiledStep;
import dev.hearth.optim.RunningAverage;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.optim.loss.CompiledLoss;
import dev.hearth.optim.loss.Loss;
import dev.hearth.optim.loss.NegativeElbo;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.ModelTask;
import dev.hearth.train.Participant;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.metric.TopK;
import dev.hearth.train.metric.UnitMeans;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.Sampling;
import dev.hearth.train.recipe.StepMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One net that learns to classify images or to give them back.
 *
 * <p>Measured after each epoch, by the {@link Loss#measured} loss, that is without label smoothing:
 * {@code testLoss} and, for classes, {@code testError} (in percent) on
 * the test images; {@code probeLoss}, for classes {@code probeError}, and, where the net has taps named {@code hidden …}, {@code
 * medianUnitMean} on a fixed part of the training images: the median over all these units of the unit's mean activation
 * (Clevert et al. 2015, fig. 2a). The probe is left out where training images have another extent
 * before they are augmented. Of more than 100 classes {@code topFiveError} is measured too: the share of
 * test images, in percent, whose class is not among the first five guesses. With an {@link dev.hearth.optim.WithMovingAverage} optimizer the averages
 * are measured, and those who look on after training see them. A {@link NegativeElbo} is measured in
 * nats an image, {@code testLoss}, and in bits a dimension, {@code testBits}.
 *
 * <p>Where nothing but the head of a {@link dev.hearth.nn.layers.FrozenBackbone} learns and images are not
 * augmented, the backbone is applied to each image once, before the first step, and its features are kept in
 * memory, as far as they take two fifths of Java's at most.
 */
public final class SupervisedTask implements ModelTask {

    private static final int PROBE = 5_000;
    private static final int TEST_BATCH = 500;

    /** Of pictures in files, each of which takes a thread some time. */
    private static final int DECODED_BATCH = 32;

    /** Numbers of a test batch, so that large images come in fewer. */
    private static final int TEST_NUMBERS = 1 << 24;

    /** Of fewer classes the first five guesses say little. */
    private static final int MANY_CLASSES = 100;

    private static final String TOP_FIVE = "topFiveError";

    private final Recipe recipe;
    private final Model network;
    private final Device device;
    private final Learner learner;
    private final Loader loader;
    private final Loader testing;
    private final Optional<Loader> probe;
    private final Seed measuring;
    private final Shape in;
    private final boolean keepsFeatures;
    private final int classes;
    private final Map<String, float[]> fitted = new TreeMap<>();

    /**
     * A task, fresh; its tensors live in the scope open now.
     *
     * @param recipe what is learned and how
     * @param sets the recipe's images
     * @param device where
     * @param threads that load batches; 0 loads on the training thread
     */
    public SupervisedTask(
            Recipe recipe, DatasetProvider.Sets sets, Seed seed, Device device, int threads) {
        this(recipe, sets, seed, device, threads, true);
    }

    /** One that keeps no features of a frozen backbone, for a test. */
    SupervisedTask(
            Recipe recipe,
            DatasetProvider.Sets sets,
            Seed seed,
            Device device,
            int threads,
            boolean mayKeep) {
        this.recipe = recipe;
        this.device = device;
        this.measuring = seed.child("measuring");
        List<Augmentation> augments = recipe.augment().value();
        ImageShape pixels =
                augments.isEmpty()
                        ? sets.training().pixels()
                        : new Chain(augments).out(sets.training().pixels());
        this.in = new Shape.Image(pixels.channels(), pixels.height(), pixels.width());
        this.classes = sets.testing().classNames().size();
        sets.whitening()
                .ifPresent(
                        whitening -> {
                            fitted.put("whitening.mean", whitening.mean());
                            fitted.put("whitening.matrix", whitening.matrix());
                        });
        this.network =
                Model.build(recipe.model().value(), in, seed.child("weights"), device)
                        .computingIn(recipe.precision().value());
        this.keepsFeatures =
                mayKeep
                        && augments.isEmpty()
                        && recipe.objective().value() == Objective.CLASSIFY
                        && KeptFeatures.fit(network, device, sets.training(), sets.testing());
        Dataset training = seen(sets.training(), threads);
        Dataset learned =
                recipe.sampling().value() == Sampling.OVERSAMPLED
                        ? Subset.oversampled(training)
                        : training;
        // Features are computed by the thread that trains, which the model's tensors belong to.
        Loader plain =
                new Loader(learned, recipe.batch().value(), seed.child("data"))
                        .threads(keepsFeatures ? 0 : threads);
        this.loader = augments.isEmpty() ? plain : plain.augment(new Chain(augments));
        this.testing = still(seen(sets.testing(), threads), threads);
        Dataset fixed = Subset.range(training, 0, Math.min(PROBE, training.size()));
        this.probe =
                fixed.pixels().equals(loader.pixels())
                        ? Optional.of(still(fixed, threads))
                        : Optional.empty();
        this.learner = new Learner();
        checkOutput(in, sets.training());
        if (recipe.start().value() instanceof ParameterStart.FromImages from) {
            initialize(from, sets.training(), seed.child("start"));
        }
        if (recipe.start().value() instanceof ParameterStart.MeanPixels) {
            if (recipe.objective().value() != Objective.RECONSTRUCT) {
                throw Check.error(
                        "A start at mean pixels needs a net that reconstructs its input",
                        "objective=" + recipe.objective().value() + " in " + recipe.name(),
                        "Set the start to AsDrawn");
            }
            MeanPixelBias.bias(network.parameters(), sets.training(), recipe.name());
        }
    }

    /** Images, or what a frozen backbone gives for them. */
    private Dataset seen(Dataset images, int threads) {
        return keepsFeatures ? new KeptFeatures(images, network, device, threads) : images;
    }

    /** The net's output for a batch of what the loaders give. */
    private Tensor output(Tensor images, Context pass) {
        return keepsFeatures
                ? network.head(
                        KeptFeatures.shaped(images, network.featureShape().orElseThrow()), pass)
                : network.apply(images, pass);
    }

    /** A run that goes on has what was stored put in place of this. */
    private void initialize(ParameterStart.FromImages from, Dataset training, Seed seed) {
        Context pass = Context.initializing(seed.child("pass"));
        Dataset some = Subset.random(training, from.count(), seed.child("images"));
        try (var scope = Scope.open();
                Batches batches =
                        new Loader(some, from.count(), seed)
                                .order(Order.AS_STORED)
                                .threads(0)
                                .epoch(0)
                                .open()) {
            network.initialize(
                    batches.next().on(device).images(), from.noisy() ? pass.withNoise() : pass);
        }
    }

    private void checkOutput(Shape in, Dataset training) {
        long wanted =
                recipe.objective().value() == Objective.CLASSIFY
                        ? training.classNames().size()
                        : recipe.loss().value().outputs(in.count());
        long given = recipe.model().value().out(in).count();
        if (wanted != given) {
            throw new IllegalArgumentException(
                    "The net of "
                            + recipe.name()
                            + " needs "
                            + wanted
                            + " outputs for "
                            + training.name()
                            + ". Received: "
                            + given
                            + ". Give the last layer as many units.");
        }
    }

    private static Loader still(Dataset set, int threads) {
        int fitting = Math.max(1, Math.min(TEST_BATCH, TEST_NUMBERS / set.pixels().count()));
        return ImageFolder.isOrigin(set)
                ? Loader.inOrder(set, Math.min(DECODED_BATCH, fitting)).threads(threads)
                : Loader.inOrder(set, fitting);
    }

    @Override
    public Model network() {
        return network;
    }

    @Override
    public List<String> logged() {
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

    @Override
    public <T> T withTrained(Function<Model, T> use) {
        Optional<RunningAverage.StandIn> averages = learner.stepper.standIn();
        try {
            return use.apply(network);
        } finally {
            averages.ifPresent(RunningAverage.StandIn::close);
        }
    }

    @Override
    public List<Participant> participants() {
        return List.of(learner);
    }

    @Override
    public Loader loader() {
        return loader;
    }

    @Override
    public Map<String, float[]> fitted() {
        return fitted;
    }

    @Override
    public Map<String, Double> evaluate(int epoch) {
        return withTrained(model -> measured(epoch));
    }

    private Map<String, Double> measured(int epoch) {
        Map<String, Double> figures = new TreeMap<>();
        Optional<TopK> guesses =
                hasTopFive() ? Optional.of(new TopK(5, classes)) : Optional.empty();
        Totals test = totals(testing, Context.testing(measuring.child(epoch)), guesses);
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
                Context.testing(measuring.child("probe").child(epoch))
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
                    Tensor output = output(tensors.images(), pass);
                    loss += measure.of(output, target).item() * batch.count();
                    if (recipe.objective().value() == Objective.CLASSIFY) {
                        Tensor right = output.argmax(1).eq(target);
                        wrong += batch.count() - Math.round(right.to(output.dtype()).sum().item());
                    }
                    if (guesses.isPresent()) {
                        int[] labels = Arrays.copyOf(batch.labels(), batch.count());
                        guesses.get().add(output.toFloats(), labels);
                    }
                    count += batch.count();
                }
            }
        }
        return new Totals(loss, wrong, count);
    }

    private Tensor target(BatchTensors batch) {
        return switch (recipe.objective().value()) {
            case CLASSIFY -> batch.labels();
            case RECONSTRUCT -> batch.images().flatten(1);
        };
    }

    /** The one participant. */
    private final class Learner implements Participant {
        private final dev.hearth.optim.OptimizerState stepper =
                (recipe.modifiers().value().isEmpty()
                                ? recipe.optimizer().value()
                                : recipe.optimizer()
                                        .value()
                                        .with(
                                                recipe.modifiers()
                                                        .value()
                                                        .toArray(
                                                                new dev.hearth.optim.StepModifier
                                                                        [0])))
                        .over(network.parameters());

        private final Optional<CompiledStep> compiled =
                recipe.step().value() == StepMethod.LAYERS
                        ? Optional.empty()
                        : CompiledStep.of(
                                network,
                                recipe.loss().value(),
                                recipe.objective().value() == Objective.CLASSIFY
                                        ? CompiledLoss.Target.LABELS
                                        : CompiledLoss.Target.INPUT,
                                recipe.batch().value());

        @Override
        public String name() {
            return "net";
        }

        @Override
        public dev.hearth.nn.Parameters parameters() {
            return network.parameters();
        }

        @Override
        public Tensor loss(Batch batch, Context pass) {
            BatchTensors tensors = batch.on(device);
            Tensor output = output(tensors.images(), pass);
            return recipe.loss().value().of(output, target(tensors));
        }

        @Override
        public Tensor learn(Batch batch, Context pass) {
            return compiled.filter(step -> step.takes(batch.count(), pass))
                    .map(
                            step ->
                                    Tensor.of(
                                            new float[] {
                                                step.learn(
                                                        batch.images(),
                                                        batch.labels(),
                                                        batch.count(),
                                                        pass)
                                            },
                                            1))
                    .orElseGet(() -> Participant.super.learn(batch, pass));
        }

        @Override
        public double update(long step, long stepsPerEpoch) {
            double rate = recipe.rate().value().at(step, stepsPerEpoch);
            stepper.step(
                    new StepHyperparameters(
                            rate, recipe.momentum().value().at(step, stepsPerEpoch)));
            return rate;
        }

        @Override
        public Map<String, Tensor> memory() {
            return stepper.state();
        }

        @Override
        public void resumeAt(long steps) {
            stepper.resumeAt(steps);
        }
    }
}
