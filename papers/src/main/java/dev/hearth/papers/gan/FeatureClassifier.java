package dev.hearth.papers.gan;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.data.BadDataException;
import dev.hearth.data.ImageShape;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.Adam;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.checkpoint.StoredRun;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.metric.FeatureMoments;
import dev.hearth.train.metric.FrechetDistance;
import dev.hearth.train.metric.ModeCount;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.run.Run;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small classifier of our own that says which class a generated image looks like, and whose 64
 * features the Fréchet distance is taken over: a fully connected net of 256 and 64 ELUs, trained for
 * three epochs by Adam on the images that the generator learns from; the features are the 64 ELUs, the
 * last layer before the classes. Distances over them are comparable among themselves, and with nobody
 * else's.
 *
 * <p>Lives in the scope that was open when it was made.
 *
 * <pre>{@code
 * FeatureClassifier judge = FeatureClassifier.on(new DatasetSpec("mnist", 0, 0), place, Path.of("runs/gan/judge-mnist/1"));
 * double distance = judge.frechet(samples, testImages);
 * }</pre>
 */
public final class FeatureClassifier {

    /** How many features there are. */
    public static final int FEATURES = 64;

    private static final String TAP = "features";
    private static final int BLOCK = 1000;
    private static final long SEED = 1;

    private final Model net;
    private final Shape.Image in;
    private final int classes;

    private FeatureClassifier(Model net, Shape.Image in, int classes) {
        this.net = net;
        this.in = in;
        this.classes = classes;
    }

    /** How it is trained. */
    static Recipe recipe(DatasetSpec corpus, int classes) {
        return Recipe.named("gan/judge-" + corpus.set())
                .corpus(corpus, ours("the generator's own images"))
                .model(net(classes), ours("small, and no part of the game"))
                .optimizer(new Adam(), ours("needs no tuning"))
                .rate(new ConstantSchedule(1e-3), ours("Adam's usual rate"))
                .batch(100, ours("as the generator's"))
                .epochs(3, ours("about 98 % of MNIST's test images"))
                .build();
    }

    private static Layer net(int classes) {
        return Layers.sequence(
                Layers.flatten(),
                Layers.linear(256),
                Layers.elu(),
                Layers.linear(FEATURES),
                Layers.elu(),
                Layers.tap(TAP),
                Layers.linear(classes));
    }

    /**
     * Trains one, or takes the one that was trained before.
     *
     * @param corpus on what
     * @param place where data sets stand
     * @param folder of its run
     * @return always with the same seed
     * @throws BadDataException if the data set is not there, or the folder belongs to another run
     */
    public static FeatureClassifier on(DatasetSpec corpus, Run.Place place, Path folder) {
        Recipe named = recipe(corpus, 10);
        DatasetProvider.Sets sets = place.datasets().open(corpus, named.preparation().value());
        int classes = sets.training().classNames().size();
        Recipe recipe = recipe(corpus, classes);
        new Run(recipe, Budget.SHORT, SEED, folder, List.of()).execute(place, List.of());
        ImageShape pixels = sets.training().pixels();
        Shape.Image in = new Shape.Image(pixels.channels(), pixels.height(), pixels.width());
        StoredRun stored = StoredRun.read(folder.resolve("checkpoint.safetensors"), "net");
        Model net = Model.build(recipe.model().value(), in, new Seed(0), place.device());
        Parameters home = net.parameters();
        try (var quiet = NoGrad.open();
                var room = Scope.open()) {
            for (Parameters.Entry entry : home.entries()) {
                home.value(entry.name()).copyInPlace(stored.numbers().get("net." + entry.name()));
            }
        }
        return new FeatureClassifier(net, in, classes);
    }

    /** Features and classes of images. */
    private record Seen(Tensor features, int[] labels) {}

    private Seen seen(Tensor images) {
        int count = (int) images.size(0);
        int[] labels = new int[count];
        try (var quiet = NoGrad.open();
                var room = Scope.open()) {
            Tensor rows = images.to(net.parameters().values().device());
            Tensor[] features = new Tensor[(count + BLOCK - 1) / BLOCK];
            for (int i = 0; i < features.length; i++) {
                int from = i * BLOCK;
                int size = Math.min(BLOCK, count - from);
                int which = i;
                try (var turn = Scope.open()) {
                    Tensor some = rows.narrow(0, from, size).reshape(in.batch(size));
                    Context pass =
                            Context.testing(new Seed(0))
                                    .observedBy((tap, x) -> features[which] = x.copy());
                    long[] found = net.apply(some, pass).argmax(1).toLongs();
                    turn.keep(features[which]);
                    for (int k = 0; k < size; k++) {
                        labels[from + k] = (int) found[k];
                    }
                }
            }
            return new Seen(room.keep(Tensor.concat(0, features)), labels);
        }
    }

    /**
     * The features of images.
     *
     * @param images [n × …] as wide as those it was trained on
     * @return [n × 64]
     */
    public Tensor features(Tensor images) {
        return seen(images).features();
    }

    /**
     * What images look like.
     *
     * @param images [n × …] as wide as those it was trained on
     * @return a class for each
     */
    public int[] labels(Tensor images) {
        try (var room = Scope.open()) {
            return seen(images).labels();
        }
    }

    /**
     * How many samples look like each class.
     *
     * @param samples [n × …]
     * @return none astray: every image gets a class
     */
    public ModeCount modes(Tensor samples) {
        return ModeCount.ofLabels(labels(samples), classes);
    }

    /**
     * The Fréchet distance of samples and real images over the 64 features.
     *
     * @param samples [n × …], rather thousands
     * @param real [m × …], as many
     * @return at least 0
     */
    public double frechet(Tensor samples, Tensor real) {
        try (var room = Scope.open()) {
            return FrechetDistance.between(
                    FeatureMoments.of(features(samples)), FeatureMoments.of(features(real)));
        }
    }

    /**
     * All of it, as a run's metrics.
     *
     * @param samples [n × …]
     * @param real [m × …]
     * @return {@code frechet}, {@code modes} with a quarter of their fair share, {@code modeEntropy}
     *     in nats and {@code greatestMode}, a share
     */
    public Map<String, Double> figures(Tensor samples, Tensor real) {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (var room = Scope.open()) {
            Seen seen = seen(samples);
            ModeCount modes = ModeCount.ofLabels(seen.labels(), classes);
            figures.put(
                    "frechet",
                    FrechetDistance.between(
                            FeatureMoments.of(seen.features()), FeatureMoments.of(features(real))));
            figures.put("modes", (double) modes.covered(0.25));
            figures.put("modeEntropy", modes.entropy());
            figures.put("greatestMode", modes.greatestShare());
        }
        return figures;
    }
}
