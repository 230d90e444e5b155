package dev.hearth.train.task;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Loader;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a frozen backbone gives for each image of a set, in place of the images: computed once, when the first is
 * asked for, and kept in memory. For the thread that the net's tensors belong to.
 */
final class KeptFeatures implements Dataset {

    /** Of Java's memory, for both sets together. */
    private static final double SHARE = 0.4;

    private static final int BATCH = 32;
    private static final Seed STEADY = new Seed(1);
    private static final System.Logger LOG = System.getLogger(KeptFeatures.class.getName());

    private final Dataset images;
    private final Model net;
    private final Device device;
    private final int threads;
    private final ImageShape pixels;
    private float[][] kept = {};

    KeptFeatures(Dataset images, Model net, Device device, int threads) {
        this.images = images;
        this.net = net;
        this.device = device;
        this.threads = threads;
        this.pixels = pixels(net.featureShape().orElseThrow()).orElseThrow();
    }

    /** As an image's; empty for sequences. */
    private static Optional<ImageShape> pixels(Shape shape) {
        if (shape instanceof Shape.Image image) {
            return Optional.of(new ImageShape(image.channels(), image.height(), image.width()));
        }
        return shape instanceof Shape.Vector vector
                ? Optional.of(new ImageShape(Math.toIntExact(vector.count()), 1, 1))
                : Optional.empty();
    }

    /**
     * Whether a net's features can be kept: a backbone that draws nothing and in which nothing is observed, and
     * features that fit into memory.
     */
    static boolean fit(Model net, Device device, Dataset training, Dataset testing) {
        Optional<ImageShape> pixels = net.featureShape().flatMap(KeptFeatures::pixels);
        if (pixels.isEmpty()) {
            return false;
        }
        double bytes =
                ((double) training.size() + testing.size()) * pixels.get().count() * Float.BYTES;
        if (bytes > SHARE * Runtime.getRuntime().maxMemory()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    String.format(
                            Locale.ROOT,
                            "The features of all pictures would take %.1f GB and are computed in each"
                                    + " epoch; HEARTH_JAVA=-Xmx16g gives more memory.",
                            bytes / 1e9));
            return false;
        }
        try (var scope = Scope.open();
                var quiet = NoGrad.open();
                Batches one = Loader.inOrder(testing, 1).epoch(0).open()) {
            Tensor image = one.next().on(device).images();
            boolean[] isObserved = new boolean[1];
            Context watched = Context.testing(STEADY).observedBy((name, x) -> isObserved[0] = true);
            float[] first = net.features(image, watched).toFloats();
            Context other = Context.testing(STEADY.child("other"));
            return !isObserved[0] && Arrays.equals(first, net.features(image, other).toFloats());
        }
    }

    /** A batch of features as the head takes them. */
    static Tensor shaped(Tensor images, Shape shape) {
        return shape instanceof Shape.Vector ? images.flatten(1) : images;
    }

    private float[] of(int index) {
        if (kept.length == 0) {
            kept = computed();
        }
        return kept[index];
    }

    private float[][] computed() {
        long begun = System.nanoTime();
        float[][] all = new float[images.size()][];
        int values = pixels.count();
        int next = 0;
        try (var quiet = NoGrad.open();
                Batches batches = Loader.inOrder(images, BATCH).threads(threads).epoch(0).open()) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                try (var scope = Scope.open()) {
                    float[] some =
                            net.features(batch.on(device).images(), Context.testing(STEADY))
                                    .toFloats();
                    for (int i = 0; i < batch.count(); i++) {
                        all[next++] = Arrays.copyOfRange(some, i * values, (i + 1) * values);
                    }
                }
            }
        }
        LOG.log(
                System.Logger.Level.INFO,
                String.format(
                        Locale.ROOT,
                        "The features of %d pictures are computed, in %.1f s, and kept: %.1f MB. Epochs"
                                + " train the head alone.",
                        all.length,
                        (System.nanoTime() - begun) / 1e9,
                        4e-6 * all.length * values));
        return all;
    }

    @Override
    public String name() {
        return images.name();
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public ImageShape pixels() {
        return pixels;
    }

    @Override
    public List<String> classNames() {
        return images.classNames();
    }

    @Override
    public int label(int index) {
        return images.label(index);
    }

    @Override
    public void read(int index, float[] target, int offset) {
        System.arraycopy(of(index), 0, target, offset, pixels.count());
    }

    @Override
    public String digest() {
        return images.digest();
    }
}
