package dev.hearth.train.task;

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
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.optim.CompiledStep;
import dev.hearth.optim.RunningAverage;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.optim.loss.CompiledLoss;
import dev.hearth.optim.loss.NegativeElbo;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.ModelTask;
import dev.hearth.train.Participant;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.Sampling;
import dev.hearth.train.recipe.StepMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One net that learns to classify images or to give them back.
 *
 * <p>Measured after each epoch, by the {@link dev.hearth.optim.loss.Loss#measured} loss, that is without label smoothing:
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

    private final Recipe recipe;
    private final Model network;
    private final Device device;
    private final Learner learner;
    private final Loader loader;
    private final SupervisedEvaluation evaluation;
    private final boolean keepsFeatures;
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
        List<Augmentation> augments = recipe.augment().value();
        ImageShape pixels =
                augments.isEmpty()
                        ? sets.training().pixels()
                        : new Chain(augments).out(sets.training().pixels());
        Shape in = new Shape.Image(pixels.channels(), pixels.height(), pixels.width());
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
        Dataset fixed = Subset.range(training, 0, Math.min(PROBE, training.size()));
        this.evaluation =
                new SupervisedEvaluation(
                        recipe,
                        device,
                        seen(sets.testing(), threads),
                        Optional.of(fixed).filter(set -> set.pixels().equals(loader.pixels())),
                        threads,
                        in,
                        seed.child("measuring"),
                        this::output);
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

    @Override
    public Model network() {
        return network;
    }

    @Override
    public List<String> logged() {
        return evaluation.logged();
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

    /** {@inheritDoc} Of an image, also where the loader gives features, which memory decides. */
    @Override
    public long exampleSize() {
        return network.in().count();
    }

    @Override
    public Map<String, float[]> fitted() {
        return fitted;
    }

    @Override
    public Map<String, Double> evaluate(int epoch) {
        return withTrained(model -> evaluation.measured(epoch));
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
            return recipe.loss().value().of(output, evaluation.target(tensors));
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
