package dev.hearth.train.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.DidYouMean;
import dev.hearth.data.Subset;
import dev.hearth.data.transform.Binarize;
import dev.hearth.data.transform.GlobalContrastNormalization;
import dev.hearth.data.transform.PadCentre;
import dev.hearth.data.transform.Preprocess;
import dev.hearth.data.transform.ScaleTo;
import dev.hearth.data.transform.Whitening;
import dev.hearth.data.transform.Zca;
import dev.hearth.tensor.Seed;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens the data sets that recipes name, prepares them, and keeps what it opened: built-in ones and those
 * that a project registers.
 *
 * <pre>{@code
 * DatasetProvider datasets =
 *         new DatasetProvider(Path.of("data"), Path.of("cache"))
 *                 .with("pets", new PictureFolder(Path.of("pets"), 0.2));
 * }</pre>
 */
public final class DatasetProvider {

    /** Of all that is drawn at random once for every run. */
    static final Seed FIXED = new Seed(1511_07289).child("corpus");

    private final Map<String, DatasetOpener> sources;
    private final Path cache;
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
     * Knows {@code mnist}, {@code cifar-10}, {@code cifar-100}, {@code imagenet} and {@code imagenet-256}
     * (the same in squares of 256, measured on 224), {@code assamese}, {@code casia-olhwdb1.1}, {@code faces} (pictures of any
     * subject, as 48×48 in grey, a tenth of them to be measured on), and {@code strokes}, {@code line} and
     * {@code ring}, which are drawn.
     *
     * @param root holds {@code mnist/}, {@code cifar-10-batches-bin/}, {@code cifar-100-binary/}, or the
     *     files of these themselves, {@code imagenet/train/CLASS/} and {@code imagenet/val/CLASS/}, {@code assamese/} with the UCI
     *     files, {@code casia-olhwdb1.1/train/} and {@code casia-olhwdb1.1/test/} with {@code *.pot} files, {@code faces/} with pictures, in folders or not
     * @param cache where fitted preparations are kept
     */
    public DatasetProvider(Path root, Path cache) {
        this(BuiltInDatasets.below(root), cache);
    }

    private DatasetProvider(Map<String, DatasetOpener> sources, Path cache) {
        this.sources = sources;
        this.cache = cache;
    }

    /**
     * The same with a data set of one's own, such as a {@link PictureFolder}.
     *
     * @param set the name that recipes use; takes the place of a built-in set of that name
     * @param source opens it
     * @return another provider; this stays as it is
     */
    public DatasetProvider with(String set, DatasetOpener source) {
        Map<String, DatasetOpener> wider = new LinkedHashMap<>(sources);
        wider.put(set, source);
        return new DatasetProvider(wider, cache);
    }

    /** The names that recipes may use. */
    public List<String> names() {
        return List.copyOf(sources.keySet());
    }

    /** Whether a set of this name is known, and its files are on this computer. */
    public boolean has(String set) {
        return sources.containsKey(set) && sources.get(set).isHere();
    }

    /** The folder of pictures that a set of one's own is read from. */
    public Optional<Path> folder(String set) {
        return Optional.ofNullable(sources.get(set)).flatMap(DatasetOpener::pictures);
    }

    /** The share of a set of one's own that is held out at random to be measured on, in (0, 1). */
    public Optional<Double> heldOut(String set) {
        return Optional.ofNullable(sources.get(set)).flatMap(DatasetOpener::heldOut);
    }

    /**
     * Opens what a recipe names, once.
     *
     * @param spec which images
     * @param preparation what is done to them once
     * @throws BadDataException if the name is unknown, or the images are not there or cannot be read
     */
    public Sets open(DatasetSpec spec, Preprocessing preparation) {
        return opened.computeIfAbsent(
                spec + " " + preparation,
                key -> {
                    DatasetOpener source = source(spec.set());
                    return source.openPrepared(spec, preparation)
                            .map(sets -> some(sets, spec))
                            .orElseGet(() -> prepared(some(source.open(spec), spec), preparation));
                });
    }

    private DatasetOpener source(String set) {
        DatasetOpener source = sources.get(set);
        if (source == null) {
            throw new BadDataException(
                    "A data set is one of " + names(),
                    set,
                    DidYouMean.question(set, names()) + "Name one of these");
        }
        return source;
    }

    private static Sets some(Sets sets, DatasetSpec spec) {
        return new Sets(
                some(sets.training(), spec.training(), "training"),
                some(sets.testing(), spec.testing(), "testing"),
                sets.whitening());
    }

    private static Dataset some(Dataset whole, int count, String which) {
        if (count == 0 || count == whole.size()) {
            return whole;
        }
        if (count > whole.size()) {
            throw new BadDataException(
                    "The recipe names " + count + " " + which + " images of " + whole.name(),
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
                            + ". Use Preprocessing.Plain, or register a PictureFolder with the provider.");
        }
        if (preparation instanceof Preprocessing.AroundZero) {
            ScaleTo scale = new ScaleTo(-1, 1);
            return new Sets(scale.of(plain.training()), scale.of(plain.testing()));
        }
        if (preparation instanceof Preprocessing.Centred centred) {
            PadCentre pad = new PadCentre(centred.side(), centred.background(), centred.scale());
            return new Sets(pad.of(plain.training()), pad.of(plain.testing()));
        }
        if (preparation instanceof Preprocessing.Contrasted contrasted) {
            var contrast = new GlobalContrastNormalization(contrasted.scale());
            return new Sets(contrast.of(plain.training()), contrast.of(plain.testing()));
        }
        if (preparation instanceof Preprocessing.Binarized) {
            Binarize binarize = new Binarize(FIXED.child("binarized").value());
            return new Sets(binarize.of(plain.training()), binarize.of(plain.testing()));
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
