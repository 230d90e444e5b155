package dev.hearth.inference;

import dev.hearth.data.ImageShape;
import dev.hearth.data.image.Picture;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.log.PictureSheet;
import dev.hearth.train.log.ShadeMapping;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.task.NeighbourSheet;
import dev.hearth.train.task.TrainedGenerator;
import dev.hearth.zoo.ModelRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The generator of a GAN's training run: draws pictures from random noise. The same seed gives the same
 * pictures. Any number of threads may use one generator; their calls are computed one after another.
 *
 * <pre>{@code
 * try (ImageGenerator generator = ImageGenerator.load(Path.of("runs/gan"))) {
 *     List<Picture> digits = generator.generate(16);
 *     generator.sheet(64, 1).write(Path.of("grid.png"));
 * }
 * }</pre>
 */
public final class ImageGenerator implements AutoCloseable {

    private static final int MOST = 10_000;

    private final ModelThread thread;
    private final TrainedGenerator generator;

    private ImageGenerator(ModelThread thread, TrainedGenerator generator) {
        this.thread = thread;
        this.generator = generator;
    }

    /**
     * Loads the generator of a run on the CPU.
     *
     * @throws dev.hearth.data.BadDataException if the folder holds no run of a GAN, or its checkpoint is
     *     broken
     */
    public static ImageGenerator load(Path run) {
        return load(run, Device.CPU, 0);
    }

    /**
     * Loads the generator of a run on a device.
     *
     * @param threads of one operation; 0 for libtorch's default
     */
    public static ImageGenerator load(Path run, Device device, int threads) {
        ModelThread thread = ModelThread.start(threads);
        try {
            RecipeJson json = RecipeJson.of(ModelRegistry.layerJson());
            return new ImageGenerator(
                    thread, thread.call(() -> TrainedGenerator.open(run, json, device)));
        } catch (RuntimeException failure) {
            thread.close();
            throw failure;
        }
    }

    /** The name of the run's recipe. */
    public String name() {
        return generator.recipe().name();
    }

    /** For how many epochs it was trained. */
    public int epochs() {
        return generator.epoch();
    }

    /** The size of its pictures; {@link dev.hearth.data.BadDataException} if it generates points of a plane. */
    public ImageShape pixels() {
        return generator.pixels();
    }

    /** Draws pictures from the seed 1. */
    public List<Picture> generate(int count) {
        return generate(count, 1);
    }

    /** Draws up to 10,000 pictures; a picture does not depend on how many follow it. */
    public List<Picture> generate(int count, long seed) {
        float[] values = values(count, noise -> noise.noise(count, chance(seed)));
        ImageShape shape = pixels();
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pictures.add(picture(values, i * shape.count(), shape));
        }
        return pictures;
    }

    /** A sheet of pictures, about as wide as high, of the same noise as {@link #generate(int, long)}. */
    public PictureSheet sheet(int count, long seed) {
        return sheet(values(count, noise -> noise.noise(count, chance(seed))));
    }

    /**
     * Rows of pictures on straight lines between two points of noise (Goodfellow et al. 2014, figure 3).
     *
     * @param points pictures in a row, 2 or more
     */
    public PictureSheet interpolation(int rows, int points, long seed) {
        return sheet(values(rows * points, noise -> noise.lines(rows, points, chance(seed))))
                .columns(points);
    }

    /** Each picture beside the training image that is nearest to it (L2), with the median distances. */
    public NeighbourSheet neighbours(int count, long seed, DatasetProvider datasets) {
        check(count);
        return thread.call(
                () -> {
                    Tensor noise = generator.noise(count, chance(seed));
                    return NeighbourSheet.of(
                            generator, generator.images(noise).to(Device.CPU), datasets);
                });
    }

    private static Seed chance(long seed) {
        return new Seed(seed).child("generate");
    }

    private static void check(int count) {
        if (count < 1 || count > MOST) {
            throw Check.error("A generator draws from 1 to " + MOST + " pictures", count, "Use 64");
        }
    }

    /** Values in the range of the training images. */
    private float[] values(int count, Function<TrainedGenerator, Tensor> noise) {
        check(count);
        return thread.call(
                () -> {
                    try (var scope = Scope.open()) {
                        return generator.images(noise.apply(generator)).to(Device.CPU).toFloats();
                    }
                });
    }

    private PictureSheet sheet(float[] values) {
        return generator.recipe().preparation().value() instanceof Preprocessing.Viewed viewed
                ? PictureSheet.of(pixels(), unit(values, viewed)).contrast(ShadeMapping.UNIT)
                : PictureSheet.of(pixels(), values).contrast(generator.contrast());
    }

    private static float[] unit(float[] values, Preprocessing.Viewed viewed) {
        float[] unit = new float[values.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (values[i] * viewed.testing().deviation() + viewed.testing().mean());
        }
        return unit;
    }

    /** 0 is black and 1 white, or, of normalised images, each picture's largest magnitude. */
    private Picture picture(float[] values, int from, ImageShape shape) {
        Preprocessing preparation = generator.recipe().preparation().value();
        double scale = 1;
        double shift = 0;
        if (preparation instanceof Preprocessing.Viewed viewed) {
            scale = viewed.testing().deviation();
            shift = viewed.testing().mean();
        } else if (generator.contrast() == ShadeMapping.EACH) {
            double most = 1e-12;
            for (int i = from; i < from + shape.count(); i++) {
                most = Math.max(most, Math.abs(values[i]));
            }
            scale = 0.5 / most;
            shift = 0.5;
        }
        int area = shape.height() * shape.width();
        byte[] rgb = new byte[3 * area];
        for (int i = 0; i < rgb.length; i++) {
            int channel = shape.channels() == 1 ? 0 : i % 3;
            double value = values[from + channel * area + i / 3] * scale + shift;
            rgb[i] = (byte) Math.round(255 * Math.min(1, Math.max(0, value)));
        }
        return new Picture(shape.width(), shape.height(), rgb);
    }

    /** Frees the generator's memory; a second call does nothing. */
    @Override
    public void close() {
        thread.close();
    }
}
