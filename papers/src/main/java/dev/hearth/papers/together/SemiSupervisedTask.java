package dev.hearth.papers.together;

import dev.hearth.data.Batch;
import dev.hearth.data.BatchTensors;
import dev.hearth.data.Batches;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Loader;
import dev.hearth.data.Subset;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.ModelChain;
import dev.hearth.papers.together.SemiSupervisedRecipe.UnlabelledUse;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.ModelTask;
import dev.hearth.train.Participant;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.TaskContext;
import dev.hearth.train.task.SampleRecorder;
import dev.hearth.train.task.UpdatedParticipant;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A classifier that is told few labels. A step sees a batch of labelled images, drawn with replacement, with
 * the cross-entropy −log p(y|x), and, by {@link UnlabelledUse}, a batch of images without labels.
 *
 * <p>With a generator the classifier is a discriminator too, of K + 1 classes of which the last has a logit
 * of 0. With z(x) = log Σₖ exp lₖ(x) its unlabelled loss is ½·E[softplus(z(x)) − z(x)] + ½·E[softplus(z(G(u)))],
 * and the generator's is the mean over features of (E f(x) − E f(G(u)))² (Salimans et al. 2016, §3.1 and §5
 * and published code), with the input of the net's last weighted sum for f.
 *
 * <p>Measured after each epoch on the test images: {@code testLoss} and {@code testError}, in percent. Shown
 * of each step: {@code labelledLoss}, and {@code unlabelledLoss} where there is one.
 */
final class SemiSupervisedTask implements ModelTask {

    private static final int TEST_BATCH = 500;

    /** Shares of the run in which pseudo-labels' weight grows from 0 to its end. */
    private static final double GROWS_FROM = 0.1;

    private static final double GROWS_TO = 0.6;

    /** Lee 2013, §3.1. */
    private static final double PSEUDO_WEIGHT = 3;

    private final SemiSupervisedRecipe recipe;
    private final Device device;
    private final Model model;
    private final ModelChain chain;
    private final int head;
    private final Model generator;
    private final Loader loader;
    private final Loader testing;
    private final Seed measuring;
    private final Tensor labelledImages;
    private final Tensor labels;
    private final List<Participant> participants;

    /** A new task; its tensors belong to the scope that is open now. */
    SemiSupervisedTask(SemiSupervisedRecipe recipe, TaskContext context) {
        this.recipe = recipe;
        this.device = context.device();
        Seed seed = context.seed();
        this.measuring = seed.child("measuring");
        Dataset training = context.training();
        int classes = training.classNames().size();
        int told = recipe.labels().value();
        if (told < classes || told > training.size()) {
            throw Check.error(
                    recipe.name() + " needs from " + classes + " to " + training.size() + " labels",
                    "labels=" + told,
                    "Name at least one of each class");
        }
        ImageShape pixels = training.pixels();
        Shape in = new Shape.Image(pixels.channels(), pixels.height(), pixels.width());
        refuseUnless(recipe.model().value().out(in).count() == classes, "model", classes);
        this.loader = new Loader(training, recipe.batch().value(), seed.child("data"));
        this.testing = Loader.inOrder(context.testing(), TEST_BATCH);
        BatchTensors some = whole(Subset.balanced(training, told, seed.child("labels")));
        this.labelledImages = some.images();
        this.labels = some.labels();
        Seed weights = seed.child("weights");
        this.model =
                Model.build(recipe.model().value(), in, weights.child("model"), device)
                        .computingIn(recipe.precision().value());
        if (recipe.start().value() instanceof ParameterStart.FromImages from) {
            initialize(training, from, seed.child("start"));
        }
        this.chain = ModelChain.of(model);
        this.head = head(in);
        if (recipe.unlabelled().value() == UnlabelledUse.GENERATOR) {
            Shape noise = new Shape.Vector(recipe.noise().value().size());
            refuseUnless(
                    recipe.generator().value().out(noise).count() == in.count(),
                    "generator",
                    in.count());
            this.generator =
                    Model.build(
                                    recipe.generator().value(),
                                    noise,
                                    weights.child("generator"),
                                    device)
                            .computingIn(recipe.precision().value());
            this.participants = List.of(new Classifier(), new Generator());
        } else {
            this.generator = null;
            this.participants = List.of(new Classifier());
        }
    }

    private void refuseUnless(boolean isFitting, String which, long numbers) {
        if (!isFitting) {
            throw Check.error(
                    "The " + which + " of " + recipe.name() + " needs " + numbers + " outputs",
                    "another count",
                    "Give its last layer as many units");
        }
    }

    private BatchTensors whole(Dataset set) {
        try (Batches batches = Loader.inOrder(set, set.size()).epoch(0).open()) {
            return batches.next().on(device);
        }
    }

    private void initialize(Dataset training, ParameterStart.FromImages from, Seed seed) {
        Context pass = Context.initializing(seed.child("pass"));
        Dataset some = Subset.random(training, from.count(), seed.child("images"));
        try (var scope = Scope.open()) {
            model.initialize(whole(some).images(), from.noisy() ? pass.withNoise() : pass);
        }
    }

    /** The link of the last weighted sum. */
    private int head(Shape in) {
        List<ChildLayer> links = ChildLayer.chain(model.layer(), in);
        int last = links.size() - 1;
        while (last > 0 && links.get(last).layer().cost(links.get(last).in()).multiplyAdds() == 0) {
            last--;
        }
        return last;
    }

    @Override
    public Model network() {
        return model;
    }

    @Override
    public List<Model> trained() {
        return generator == null ? List.of(model) : List.of(model, generator);
    }

    @Override
    public List<Participant> participants() {
        return participants;
    }

    @Override
    public Loader loader() {
        return loader;
    }

    @Override
    public List<String> logged() {
        return List.of(
                "trainLoss",
                "classifierLoss",
                "generatorLoss",
                Classifier.LABELLED,
                Classifier.UNLABELLED,
                "testLoss",
                "testError");
    }

    @Override
    public List<TrainingListener> listeners(Path folder, Seed seed) {
        return generator == null
                ? List.of()
                : List.of(
                        new SampleRecorder(
                                this::samples,
                                SampleRecorder.contrast(recipe.preparation().value()),
                                loader.pixels(),
                                folder,
                                seed));
    }

    private Tensor samples(int count, Seed seed) {
        try (var quiet = NoGrad.open()) {
            return made(count, Context.testing(seed)).flatten(1);
        }
    }

    @Override
    public Map<String, Double> evaluate(int epoch) {
        Context pass = Context.testing(measuring.child(epoch));
        double loss = 0;
        long wrong = 0;
        long count = 0;
        try (var quiet = NoGrad.open();
                Batches batches = testing.epoch(0).open()) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                try (var turn = Scope.open()) {
                    BatchTensors tensors = batch.on(device);
                    Tensor logits = model.apply(tensors.images(), pass);
                    loss +=
                            Functional.crossEntropy(logits, tensors.labels(), 0).item()
                                    * batch.count();
                    Tensor right = logits.argmax(1).eq(tensors.labels());
                    wrong += batch.count() - Math.round(right.to(logits.dtype()).sum().item());
                    count += batch.count();
                }
            }
        }
        return new TreeMap<>(Map.of("testLoss", loss / count, "testError", 100.0 * wrong / count));
    }

    private Tensor made(int count, Context pass) {
        Tensor noise = recipe.noise().value().draw(count, pass.chance()).to(device);
        return generator.apply(noise, pass).reshape(model.in().batch(count));
    }

    private final class Classifier extends UpdatedParticipant {

        private static final String LABELLED = "labelledLoss";
        private static final String UNLABELLED = "unlabelledLoss";

        private long step;
        private Tensor labelled;
        private Tensor unlabelled;

        Classifier() {
            super("classifier", model, recipe.modelUpdate().value());
        }

        @Override
        public Tensor loss(Batch batch, Context pass) {
            Tensor chosen = chosen(batch.count(), pass.random());
            labelled =
                    Functional.crossEntropy(
                            model.apply(labelledImages.indexSelect(0, chosen), pass),
                            labels.indexSelect(0, chosen),
                            0);
            if (recipe.unlabelled().value() == UnlabelledUse.NONE) {
                return labelled;
            }
            Tensor images = batch.on(device).images();
            if (recipe.unlabelled().value() == UnlabelledUse.PSEUDO_LABELS) {
                unlabelled = ownLabels(images, pass);
                return labelled.add(unlabelled, weight());
            }
            Tensor fakes;
            try (var quiet = NoGrad.open()) {
                fakes = made(batch.count(), pass);
            }
            Tensor real = evidence(images, pass);
            Tensor fake = evidence(fakes, pass);
            unlabelled = softplus(real).sub(real).mean().add(softplus(fake).mean()).mul(0.5);
            return labelled.add(unlabelled);
        }

        private Tensor chosen(int count, RandomStream random) {
            long[] indices = new long[count];
            int told = (int) labels.size(0);
            for (int i = 0; i < count; i++) {
                indices[i] = random.nextInt(told);
            }
            return Tensor.of(indices, count).to(device);
        }

        private Tensor ownLabels(Tensor images, Context pass) {
            Tensor logits = model.apply(images, pass);
            return Functional.crossEntropy(logits, logits.detach().argmax(1), 0);
        }

        /** Lee 2013, eq. 16. */
        private double weight() {
            double done = (double) step / ((long) loader.batches() * recipe.epochCount());
            double share = (done - GROWS_FROM) / (GROWS_TO - GROWS_FROM);
            return PSEUDO_WEIGHT * Math.max(0, Math.min(1, share));
        }

        /** z(x) = log Σₖ exp lₖ(x): the logit of being real. */
        private Tensor evidence(Tensor images, Context pass) {
            return model.apply(images, pass).logSumExp(Tensor.Keep.NOTHING, 1);
        }

        @Override
        public double update(long number, long stepsPerEpoch) {
            step = number + 1;
            return super.update(number, stepsPerEpoch);
        }

        @Override
        public void resumeAt(long steps) {
            super.resumeAt(steps);
            step = steps;
        }

        @Override
        public List<String> traced() {
            return recipe.unlabelled().value() == UnlabelledUse.NONE
                    ? List.of(LABELLED)
                    : List.of(LABELLED, UNLABELLED);
        }

        @Override
        public Map<String, Tensor> figures() {
            return recipe.unlabelled().value() == UnlabelledUse.NONE
                    ? Map.of(LABELLED, labelled.detach())
                    : Map.of(LABELLED, labelled.detach(), UNLABELLED, unlabelled.detach());
        }
    }

    /** log(1 + eˣ), without overflow. */
    private static Tensor softplus(Tensor x) {
        return x.clampMin(0).add(x.abs().neg().exp().log1p());
    }

    private final class Generator extends UpdatedParticipant {

        Generator() {
            super("generator", generator, recipe.generatorUpdate().value());
        }

        @Override
        public Tensor loss(Batch batch, Context pass) {
            Tensor real;
            try (var quiet = NoGrad.open()) {
                real = features(batch.on(device).images(), pass);
            }
            Tensor fake = features(made(batch.count(), pass), pass);
            return fake.sub(real).square().mean();
        }

        /** The batch's mean of each feature, in float32. */
        private Tensor features(Tensor images, Context pass) {
            Tensor last = chain.apply(0, head, images, pass);
            return model.widened(last).flatten(1).mean(Tensor.Keep.NOTHING, 0);
        }
    }
}
