package dev.hearth.train.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.DidYouMean;
import dev.hearth.data.Subset;
import dev.hearth.data.dataset.Cifar;
import dev.hearth.data.dataset.GaussianMixture;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.data.dataset.Mnist;
import dev.hearth.data.dataset.Split;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.data.transform.Binarize;
import dev.hearth.data.transform.GlobalContrastNormalization;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.PadCentre;
import dev.hearth.data.transform.Preprocess;
import dev.hearth.data.transform.ScaleTo;
import dev.hearth.data.transform.Whitening;
import dev.hearth.data.transform.Zca;
import dev.hearth.tensor.Seed;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where data sets stand: opens what a recipe names, prepared, and keeps what it opened. */
public final class DatasetProvider {

    /** The sets that {@link #open} knows. */
    public static final List<String> SETS =
            List.of("mnist", "cifar-10", "cifar-100", "imagenet", "strokes", "line", "ring");

    /** What a net of the Inception family is tested on; 299/0.875 is the shorter side before. */
    private static final int IMAGENET_SIZE = 299;

    private static final int IMAGENET_SHORTER = 341;
    private static final int DRAWN_TRAINING = 20_000;
    private static final int DRAWN_TESTING = 4_000;
    private static final Seed FIXED = new Seed(1511_07289).child("corpus");

    private final Path root;
    private final Path cache;
    private final Map<String, PictureFolder> folders = new HashMap<>();
    private final Map<String, Sets> opened = new HashMap<>();

    /**
     * A training set and the set it is measured on.
     *
     * @param training to learn from
     * @param testing to be measured on
     * @param whitening fitted on the training images, if the preparation has one
     */
    public record Sets(Dataset training, Dataset testing, Optional<Whitening> whitening) {

        /**
         * Sets that nothing was fitted on.
         *
         * @param training to learn from
         * @param testing to be measured on
         */
        public Sets(Dataset training, Dataset testing) {
            this(training, testing, Optional.empty());
        }
    }

    /**
     * A datasets.
     *
     * @param root holds {@code mnist/}, {@code cifar-10-batches-bin/}, {@code cifar-100-binary/},
     *     {@code imagenet/train/CLASS/} and {@code imagenet/val/CLASS/}
     * @param cache where fitted preparations are kept
     */
    public DatasetProvider(Path root, Path cache) {
        this.root = root;
        this.cache = cache;
    }

    /**
     * The same datasets with a person's own pictures on it.
     *
     * @param set what a corpus calls them
     * @param folder where they lie
     * @return another datasets
     */
    public DatasetProvider with(String set, PictureFolder folder) {
        DatasetProvider wider = new DatasetProvider(root, cache);
        wider.folders.putAll(folders);
        wider.folders.put(set, folder);
        return wider;
    }

    /**
     * Whether a set can be opened here.
     *
     * @param set its name
     * @return true for {@code strokes}, {@code line} and {@code ring}, which are drawn
     */
    public boolean has(String set) {
        return switch (set) {
            case "mnist" ->
                    Files.isDirectory(root.resolve("mnist"))
                            || Files.exists(root.resolve("train-images-idx3-ubyte.gz"));
            case "cifar-10" -> Files.isDirectory(root.resolve("cifar-10-batches-bin"));
            case "cifar-100" -> Files.isDirectory(root.resolve("cifar-100-binary"));
            case "imagenet" ->
                    Files.isDirectory(root.resolve("imagenet/train"))
                            && Files.isDirectory(root.resolve("imagenet/val"));
            case "strokes", "line", "ring" -> true;
            default -> folders.containsKey(set);
        };
    }

    /**
     * Where a person's own pictures lie.
     *
     * @param set what a corpus calls them
     * @return empty for the sets that {@link #SETS} names
     */
    public Optional<Path> folder(String set) {
        return Optional.ofNullable(folders.get(set)).map(PictureFolder::folder);
    }

    /**
     * Opens what a recipe names.
     *
     * @param corpus which images
     * @param preparation what is done to them once
     * @return both sets; opened once
     * @throws BadDataException if they are not there or not readable
     */
    public Sets open(DatasetSpec corpus, Preprocessing preparation) {
        return opened.computeIfAbsent(
                corpus + " " + preparation,
                key -> {
                    PictureFolder folder = folders.get(corpus.set());
                    return folder == null
                            ? prepared(plain(corpus), preparation)
                            : viewed(folder.open(corpus.set(), preparation), corpus);
                });
    }

    private static Sets viewed(Sets sets, DatasetSpec corpus) {
        return new Sets(
                some(sets.training(), corpus.training(), "training"),
                some(sets.testing(), corpus.testing(), "testing"));
    }

    private Sets plain(DatasetSpec corpus) {
        Dataset training;
        Dataset testing;
        switch (corpus.set()) {
            case "mnist" -> {
                training = Mnist.read(root, Split.TRAIN);
                testing = Mnist.read(root, Split.TEST);
            }
            case "cifar-10" -> {
                training = Cifar.ten(root, Split.TRAIN);
                testing = Cifar.ten(root, Split.TEST);
            }
            case "cifar-100" -> {
                training = Cifar.hundred(root, Split.TRAIN, Cifar.Labels.FINE);
                testing = Cifar.hundred(root, Split.TEST, Cifar.Labels.FINE);
            }
            case "imagenet" -> {
                training = squares("imagenet/train", IMAGENET_SHORTER, 1);
                testing = squares("imagenet/val", IMAGENET_SIZE, 0.875);
            }
            case "strokes" -> {
                int train = corpus.training() == 0 ? DRAWN_TRAINING : corpus.training();
                int test = corpus.testing() == 0 ? DRAWN_TESTING : corpus.testing();
                return new Sets(Strokes.training(train, FIXED), Strokes.test(test, FIXED));
            }
            case "line", "ring" -> {
                GaussianMixture mixture = GaussianMixture.named(corpus.set());
                int train = corpus.training() == 0 ? DRAWN_TRAINING : corpus.training();
                int test = corpus.testing() == 0 ? DRAWN_TESTING : corpus.testing();
                return new Sets(
                        mixture.dataset(corpus.set(), train, FIXED.child("training")),
                        mixture.dataset(corpus.set(), test, FIXED.child("testing")));
            }
            default ->
                    throw new BadDataException(
                            "A corpus is one of " + SETS,
                            corpus.set(),
                            DidYouMean.question(corpus.set(), SETS) + "Name one of these");
        }
        return new Sets(
                some(training, corpus.training(), "training"),
                some(testing, corpus.testing(), "testing"));
    }

    /** Pictures in a folder for each class, seen through a centred square. */
    private Dataset squares(String folder, int size, double fraction) {
        return ImageFolder.open(root.resolve(folder), InputSpec.unscaled(size, fraction));
    }

    private static Dataset some(Dataset whole, int count, String which) {
        if (count == 0 || count == whole.size()) {
            return whole;
        }
        if (count > whole.size()) {
            throw new BadDataException(
                    "The corpus names " + count + " " + which + " images of " + whole.name(),
                    "a set of " + whole.size(),
                    "Name fewer, or 0 for all");
        }
        return Subset.balanced(whole, count, FIXED.child(which));
    }

    private Sets prepared(Sets plain, Preprocessing preparation) {
        if (preparation instanceof Preprocessing.Viewed) {
            throw new IllegalArgumentException(
                    "Views are for pictures in a folder. Received: "
                            + plain.training().name()
                            + ". Use Preprocessing.Plain, or put a PictureFolder on the datasets.");
        }
        if (preparation instanceof Preprocessing.AroundZero) {
            ScaleTo scale = new ScaleTo(-1, 1);
            return new Sets(scale.of(plain.training()), scale.of(plain.testing()));
        }
        if (preparation instanceof Preprocessing.Centred centred) {
            PadCentre field = new PadCentre(centred.side(), centred.background(), centred.scale());
            return new Sets(field.of(plain.training()), field.of(plain.testing()));
        }
        if (preparation instanceof Preprocessing.Contrasted contrasted) {
            var contrast = new GlobalContrastNormalization(contrasted.scale());
            return new Sets(contrast.of(plain.training()), contrast.of(plain.testing()));
        }
        if (preparation instanceof Preprocessing.Binarized) {
            Binarize lots = new Binarize(FIXED.child("binarized").value());
            return new Sets(lots.of(plain.training()), lots.of(plain.testing()));
        }
        if (preparation instanceof Preprocessing.Whitened whitened) {
            return whitened(
                    plain, new GlobalContrastNormalization(whitened.scale()), whitened.epsilon());
        }
        if (preparation instanceof Preprocessing.ScaledAndWhitened scaled) {
            // Pixels in [0, 1] are bytes over 255.
            Preprocess scale = new ScaleTo(-127.5 / 128, 127.5 / 128);
            return whitened(plain, scale, scaled.epsilon());
        }
        return plain;
    }

    private Sets whitened(Sets plain, Preprocess before, double epsilon) {
        int threads = Runtime.getRuntime().availableProcessors();
        Whitening whitening = new Zca(epsilon).fit(before.of(plain.training()), threads, cache);
        return new Sets(
                whitening.of(before.of(plain.training()), threads),
                whitening.of(before.of(plain.testing()), threads),
                Optional.of(whitening));
    }
}
