package dev.hearth.train.task;

import dev.hearth.data.Batch;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Loader;
import dev.hearth.data.Subset;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.optim.RunningAverage;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.ModelTask;
import dev.hearth.train.Participant;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.UpdateOrder;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.GeneratorMetric;
import dev.hearth.train.recipe.OutputBias;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A generative adversarial net (Goodfellow et al. 2014): a generator that makes images of noise and a
 * discriminator that tells them from real ones, each with a participant of its own.
 *
 * <p>At once, a step makes fakes once, judges real ones and fakes together with one set of dropout
 * masks, and goes back through the discriminator once: its answer is one number an image, so what the
 * generator wants of an image is what the discriminator wants of it times a factor ({@link
 * dev.hearth.optim.loss.GanLoss#steering}). Where that does not hold (a discriminator with running
 * figures, as of batch normalisation, which sees images together, or fakes with another label than
 * 0), it goes back twice, with the same fakes and masks.
 *
 * <p>Shown of each step: {@code gradientNorm} of both; of the discriminator {@code real} and {@code
 * fake}, its mean answers, and {@code value}, V = E log D(x) + E log(1 − D(G(z))).
 */
public final class GanTask implements ModelTask {

    private static final String NORM = "gradientNorm";

    private final GanRecipe recipe;
    private final Device device;
    private final Model generator;
    private final Model discriminator;
    private final Optional<RunningAverage> average;
    private final Loader loader;
    private final Shape out;
    private final Dataset heldOut;
    private final Dataset testing;
    private final Seed measuring;
    private final boolean separable;
    private final List<Participant> participants;

    // What a simultaneous step has made for the second participant.
    private Tensor fakes;
    private Tensor seen;
    private Context masks;

    // Logits of the discriminator's last update.
    private Tensor real;
    private Tensor fake;

    /**
     * A new task; its tensors belong to the scope that is open now.
     *
     * @param threads that load batches; 0 loads on the training thread
     * @throws IllegalArgumentException if the nets do not fit the images or one another
     */
    public GanTask(
            GanRecipe recipe, DatasetProvider.Sets sets, Seed seed, Device device, int threads) {
        this.recipe = recipe;
        this.device = device;
        this.measuring = seed.child("measuring");
        Dataset all = sets.training();
        int kept = all.size() - recipe.holdOut().value();
        if (kept < 1) {
            throw Check.error(
                    recipe.name()
                            + " needs images besides the "
                            + recipe.holdOut().value()
                            + " held out",
                    all.size() + " of " + all.name(),
                    "Set holdOut lower");
        }
        Dataset training = kept == all.size() ? all : Subset.range(all, 0, kept);
        this.loader =
                new Loader(training, recipe.batch().value(), seed.child("data")).threads(threads);
        Shape noise = new Shape.Vector(recipe.noise().value().size());
        this.out = recipe.generator().value().out(noise);
        GanShapes.check(recipe, out, all.pixels());
        Seed weights = seed.child("weights");
        this.generator =
                Model.build(recipe.generator().value(), noise, weights.child("generator"), device)
                        .computingIn(recipe.precision().value());
        this.discriminator =
                Model.build(
                                recipe.discriminator().value(),
                                out,
                                weights.child("discriminator"),
                                device)
                        .computingIn(recipe.precision().value());
        if (recipe.outputBias().value() == OutputBias.MEAN_PIXELS) {
            MeanPixelBias.bias(generator.parameters(), training, recipe.name());
        }
        this.average =
                recipe.average().value().decay() == 0
                        ? Optional.empty()
                        : Optional.of(recipe.average().value().over(generator.parameters()));
        boolean alone = discriminator.parameters().stateEntries().isEmpty();
        this.separable = alone && recipe.labels().value().fake() == 0;
        Participant discriminating = new Discriminator();
        Participant generating = new Generator();
        // Without the shortcut the generator leaves gradients to the other, who then clears them.
        this.participants =
                updateOrder() == UpdateOrder.SIMULTANEOUS && !separable
                        ? List.of(generating, discriminating)
                        : List.of(discriminating, generating);
        this.testing = sets.testing();
        this.heldOut = kept == all.size() ? testing : Subset.range(all, kept, all.size());
    }

    /** The generator: what is used afterwards. */
    @Override
    public Model network() {
        return generator;
    }

    @Override
    public List<Model> trained() {
        return List.of(generator, discriminator);
    }

    /** The discriminator. */
    public Model discriminator() {
        return discriminator;
    }

    @Override
    public List<Participant> participants() {
        return participants;
    }

    @Override
    public UpdateOrder updateOrder() {
        return recipe.turns().value().tempo();
    }

    @Override
    public Loader loader() {
        return loader;
    }

    @Override
    public List<String> logged() {
        List<String> names = new ArrayList<>(List.of(NORM, "real", "fake", "value"));
        names.addAll(List.of("generatorLoss", "discriminatorLoss"));
        for (GeneratorMetric metric : recipe.gauges().value()) {
            names.addAll(metric.names());
        }
        return names;
    }

    @Override
    public <T> T withTrained(Function<Model, T> use) {
        if (average.isEmpty()) {
            return use.apply(generator);
        }
        try (var standIn = average.get().standIn()) {
            return use.apply(generator);
        }
    }

    /** A recorder of samples, where the generator's images are pictures. */
    @Override
    public List<TrainingListener> listeners(Path folder, Seed seed) {
        ImageShape pixels = loader.pixels();
        return SampleRecorder.suit(pixels)
                ? List.of(SampleRecorder.of(this, recipe, pixels, folder, seed))
                : List.of();
    }

    @Override
    public Map<String, Double> evaluate(int epoch) {
        Map<String, Double> figures = new TreeMap<>();
        Seed noise = measuring.child(epoch);
        String set = recipe.corpus().value().set();
        GeneratorMetric.Inputs inputs =
                new GeneratorMetric.Inputs(n -> samples(n, noise), heldOut, testing, set);
        for (GeneratorMetric metric : recipe.gauges().value()) {
            if (metric.isDue(epoch, recipe.epochs().value())) {
                try (var scope = Scope.open()) {
                    figures.putAll(metric.measure(inputs));
                }
            }
        }
        return figures;
    }

    /** Images of the generator as it is used, [count × pixels] on the run's device. */
    public Tensor samples(int count, Seed seed) {
        return withTrained(
                model ->
                        new ImageSampler(model, recipe.noise().value(), device)
                                .samples(count, seed));
    }

    private Tensor noise(int count, Context pass) {
        int draws = Math.toIntExact(pass.draws(count));
        Tensor drawn = recipe.noise().value().draw(draws, pass.chance());
        return pass.rows(drawn, 0, count).to(device);
    }

    private Tensor images(Batch batch) {
        return batch.on(device).images().reshape(out.batch(batch.count()));
    }

    /** Together in one tensor; apart where images would see one another. */
    private void discriminate(Tensor images, Tensor fakes, Context pass) {
        int count = (int) images.size(0);
        if (discriminator.parameters().stateEntries().isEmpty()) {
            Tensor all = Tensor.concat(0, images, fakes);
            pass.spare(all, count);
            pass.join(2);
            Tensor both = discriminator.apply(all, pass);
            real = both.narrow(0, 0, count);
            fake = both.narrow(0, count, fakes.size(0));
        } else {
            real = discriminator.apply(images, pass);
            fake = discriminator.apply(fakes, pass);
        }
    }

    private static Tensor norm(Model network) {
        return network.parameters().gradients().norm();
    }

    /** Who tells real ones from fakes. */
    private final class Discriminator extends UpdatedParticipant {

        Discriminator() {
            super("discriminator", discriminator, recipe.discriminatorUpdate().value());
        }

        @Override
        public Tensor loss(Batch batch, Context pass) {
            Tensor images = images(batch);
            if (updateOrder() == UpdateOrder.ALTERNATING) {
                Tensor unrecorded;
                try (var quiet = NoGrad.open()) {
                    unrecorded = generator.apply(noise(batch.count(), pass), pass);
                }
                discriminate(images, unrecorded, pass);
            } else if (separable) {
                fakes = generator.apply(noise(batch.count(), pass), pass);
                seen = fakes.detach().requireGrad();
                discriminate(images, seen, pass);
            } else {
                real = discriminator.apply(images, pass);
                fake = discriminator.apply(fakes.detach(), masks);
            }
            GanLoss payoff = recipe.payoff().value();
            Tensor loss = payoff.discriminator(real, fake, recipe.labels().value());
            boolean steers = updateOrder() == UpdateOrder.SIMULTANEOUS && separable;
            return steers ? loss.add(payoff.derivativeFloor(fake)) : loss;
        }

        @Override
        public List<String> traced() {
            return List.of(NORM, "real", "fake", "value");
        }

        @Override
        public Map<String, Tensor> figures() {
            try (var quiet = NoGrad.open()) {
                Tensor value = GanLoss.value(real, fake);
                Tensor onReal = real.sigmoid().mean();
                Tensor onFake = fake.sigmoid().mean();
                return Map.of(
                        NORM, norm(discriminator), "real", onReal, "fake", onFake, "value", value);
            }
        }
    }

    /** Who makes them. */
    private final class Generator extends UpdatedParticipant {

        Generator() {
            super("generator", generator, recipe.generatorUpdate().value());
        }

        @Override
        public int turns(long step) {
            return recipe.turns().value().ofGenerator(step);
        }

        @Override
        public Tensor loss(Batch batch, Context pass) {
            GanLoss payoff = recipe.payoff().value();
            if (updateOrder() == UpdateOrder.SIMULTANEOUS && separable) {
                return steered(payoff);
            }
            fakes = generator.apply(noise(batch.count(), pass), pass);
            Seed seed = new Seed(pass.random().nextLong());
            masks = pass.seeded(seed);
            return payoff.generator(discriminator.apply(fakes, pass.seeded(seed)));
        }

        /** The loss as a number, with the gradient that the discriminator's backward pass left. */
        private Tensor steered(GanLoss payoff) {
            Tensor answers = fake.detach();
            long[] each = new long[fakes.dimensions()];
            Arrays.fill(each, 1);
            each[0] = answers.size(0);
            Tensor wanted = seen.grad().orElseThrow().mul(payoff.steering(answers).reshape(each));
            Tensor way = fakes.mul(wanted).sum();
            return way.add(payoff.generator(answers).sub(way.detach()));
        }

        @Override
        public double update(long step, long stepsPerEpoch) {
            double rate = super.update(step, stepsPerEpoch);
            average.ifPresent(RunningAverage::update);
            return rate;
        }

        @Override
        public List<String> traced() {
            return List.of(NORM);
        }

        @Override
        public Map<String, Tensor> figures() {
            try (var quiet = NoGrad.open()) {
                return Map.of(NORM, norm(generator));
            }
        }

        @Override
        public Map<String, Tensor> memory() {
            Map<String, Tensor> all = new LinkedHashMap<>(super.memory());
            average.ifPresent(
                    a -> a.state().forEach((name, flat) -> all.put("average." + name, flat)));
            return all;
        }

        @Override
        public void resumeAt(long steps) {
            long own = recipe.turns().value().generatorBefore(steps);
            super.resumeAt(own);
            average.ifPresent(a -> a.resumeAt(own));
        }
    }
}
