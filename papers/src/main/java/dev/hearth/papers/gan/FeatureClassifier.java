package dev.hearth.papers.gan;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.Adam;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Trainer;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.metric.FeatureMoments;
import dev.hearth.train.metric.FrechetDistance;
import dev.hearth.train.metric.ModeCount;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.task.SupervisedTask;

/**
 * A small classifier that says which class a generated image looks like, and whose 64 features the
 * Fréchet distance is taken over: a fully connected net of 256 and 64 ELUs, trained for three epochs by
 * Adam on the images that the generator learns from. The features are the activations of the 64 ELUs,
 * the last layer before the classes. Distances over them can be compared with one another on the same
 * data set, and not with distances over an Inception net's features (Heusel et al. 2017).
 *
 * <p>Its tensors live in the scope that was open when it was trained.
 */
final class FeatureClassifier {

    static final int FEATURES = 64;

    private static final String TAP = "features";
    private static final int BLOCK = 1000;

    /** Always the same, so that runs with different seeds are measured by the same classifier. */
    private static final Seed SEED = new Seed(1);

    private final Model net;
    private final Shape in;
    private final int classes;

    private FeatureClassifier(Model net, Shape in, int classes) {
        this.net = net;
        this.in = in;
        this.classes = classes;
    }

    private static Recipe recipe(DatasetSpec corpus, int classes) {
        return Recipe.named("gan/feature-classifier-" + corpus.set())
                .corpus(corpus, ours("the generator's own images"))
                .model(
                        Layers.sequence(
                                Layers.flatten(),
                                Layers.linear(256),
                                Layers.elu(),
                                Layers.linear(FEATURES),
                                Layers.elu(),
                                Layers.tap(TAP),
                                Layers.linear(classes)),
                        ours("small, and independent of the GAN"))
                .optimizer(new Adam(), ours("needs no tuning"))
                .rate(new ConstantSchedule(1e-3), ours("Adam's usual rate"))
                .batch(100, ours("as the generator's"))
                .epochs(3, ours("about 98 % of MNIST's test images"))
                .build();
    }

    /**
     * Trains one. The same images give the same classifier: the seed is fixed.
     *
     * @param corpus names the images
     * @param sets the images, prepared as the generator sees them
     */
    static FeatureClassifier trainedOn(
            DatasetSpec corpus, DatasetProvider.Sets sets, Device device) {
        int classes = sets.training().classNames().size();
        Recipe recipe = recipe(corpus, classes);
        SupervisedTask task = new SupervisedTask(recipe, sets, SEED, device, 0);
        Trainer.of(task).epochs(recipe.epochs().value()).seed(SEED).run();
        return new FeatureClassifier(task.network(), task.network().in(), classes);
    }

    /**
     * What the classifier says of images.
     *
     * @param features [n × 64]
     * @param labels a class for each image
     */
    record Seen(Tensor features, int[] labels) {

        FeatureMoments moments() {
            return FeatureMoments.of(features);
        }
    }

    /**
     * Classifies images, in blocks.
     *
     * @param images [n × pixels] of the size that it was trained on
     */
    Seen look(Tensor images) {
        int count = (int) images.size(0);
        int[] labels = new int[count];
        try (var quiet = NoGrad.open();
                var scope = Scope.open()) {
            Tensor rows = images.to(net.parameters().values().device());
            Tensor[] features = new Tensor[(count + BLOCK - 1) / BLOCK];
            for (int i = 0; i < features.length; i++) {
                int from = i * BLOCK;
                int size = Math.min(BLOCK, count - from);
                int which = i;
                try (var block = Scope.open()) {
                    Tensor some = rows.narrow(0, from, size).reshape(in.batch(size));
                    Context context =
                            Context.testing(new Seed(0))
                                    .observedBy((tap, x) -> features[which] = x.copy());
                    long[] found = net.apply(some, context).argmax(1).toLongs();
                    block.keep(features[which]);
                    for (int k = 0; k < size; k++) {
                        labels[from + k] = (int) found[k];
                    }
                }
            }
            return new Seen(scope.keep(Tensor.concat(0, features)), labels);
        }
    }

    /** How many images look like each class. */
    ModeCount classes(Seen seen) {
        return ModeCount.ofLabels(seen.labels(), classes);
    }

    /** The Fréchet distance of two sets of images over the 64 features; at least 0. */
    static double frechet(Seen one, Seen other) {
        return FrechetDistance.between(one.moments(), other.moments());
    }
}
