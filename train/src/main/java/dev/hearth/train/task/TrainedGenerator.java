package dev.hearth.train.task;

import dev.hearth.data.BadDataException;
import dev.hearth.data.ImageShape;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.checkpoint.StoredRun;
import dev.hearth.train.log.ShadeMapping;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The generator of a run that was, or is still being, trained, from the run's folder alone: no data set
 * and no discriminator. With averaged weights where the recipe averages them. Lives in the scope that
 * was open when it was opened.
 *
 * <pre>{@code
 * try (var scope = Scope.open()) {
 *     TrainedGenerator generator = TrainedGenerator.open(Path.of("runs/gan"), text, Device.CPU);
 *     Tensor images = generator.images(generator.noise(64, new Seed(1)));
 * }
 * }</pre>
 */
public final class TrainedGenerator {

    private final GanRecipe recipe;
    private final int epoch;
    private final Shape out;
    private final Model network;
    private final ImageSampler sampler;

    private TrainedGenerator(
            GanRecipe recipe, int epoch, Shape out, Model network, ImageSampler sampler) {
        this.recipe = recipe;
        this.epoch = epoch;
        this.out = out;
        this.network = network;
        this.sampler = sampler;
    }

    /**
     * Whether a folder holds a run of a gan.
     *
     * @param folder any
     * @param text how recipes are read
     * @return true if its recipe is one
     */
    public static boolean isIn(Path folder, RecipeJson text) {
        try {
            return text.readAny(Files.readString(folder.resolve("recipe.json"))).undivided()
                    instanceof GanRecipe;
        } catch (IOException none) {
            return false;
        }
    }

    /**
     * Opens one.
     *
     * @param folder of a run
     * @param text how recipes are read
     * @param device where it lives
     * @return in the scope open now
     * @throws BadDataException if there is no run, it is of another kind, or its checkpoint is damaged
     */
    public static TrainedGenerator open(Path folder, RecipeJson text, Device device) {
        Path file = folder.resolve(Checkpoint.FILE);
        if (!Files.isRegularFile(file)) {
            throw new BadDataException(
                    "A generator is read from the folder of a run",
                    folder
                            + (Files.isDirectory(folder)
                                    ? ", which has no " + Checkpoint.FILE
                                    : ", which is no folder"),
                    "Train one with ./hearth run gan/mnist-published and name its folder");
        }
        StoredRun stored = StoredRun.read(file, "generator");
        RunSpec recipe = text.readAny(stored.recipe()).undivided();
        if (!(recipe instanceof GanRecipe gan)) {
            throw new BadDataException(
                    "A generator is read from the folder of a run of a GAN",
                    folder + " with " + recipe.name() + ", which is of one net",
                    "Name a run of a recipe whose name begins with gan");
        }
        Shape noise = new Shape.Vector(gan.noise().value().size());
        Model net =
                Model.build(gan.generator().value(), noise, new Seed(0).child("none"), device)
                        .computingIn(gan.precision().value());
        new StoredWeights(stored, "generator", folder)
                .into(net.parameters(), gan.average().value().decay() != 0);
        ImageSampler sampler = new ImageSampler(net, gan.noise().value(), device);
        Shape out = gan.generator().value().out(noise);
        return new TrainedGenerator(gan, stored.progress().epoch(), out, net, sampler);
    }

    /** What it was trained by. */
    public GanRecipe recipe() {
        return recipe;
    }

    /** How long it was trained: whole epochs. */
    public int epoch() {
        return epoch;
    }

    /** Its net: from noise to images. */
    public Model network() {
        return network;
    }

    /**
     * The extent of its images.
     *
     * @return as of the data that it was trained on
     * @throws BadDataException if they are no pictures but points
     */
    public ImageShape pixels() {
        if (out instanceof Shape.Image image) {
            return new ImageShape(image.channels(), image.height(), image.width());
        }
        String set = recipe.corpus().value().set();
        ImageShape pixels = prepared(extent(set));
        if (out.count() != pixels.count()) {
            throw new BadDataException(
                    "A picture needs a generator of images",
                    recipe.name() + ", which makes " + out + " like " + set,
                    "Name a run on mnist, strokes or cifar-10");
        }
        return pixels;
    }

    private static ImageShape extent(String set) {
        if (set.equals("faces")) {
            return new ImageShape(1, 48, 48);
        }
        return set.startsWith("cifar") ? new ImageShape(3, 32, 32) : new ImageShape(1, 28, 28);
    }

    private ImageShape prepared(ImageShape image) {
        return recipe.preparation().value() instanceof Preprocessing.Centred field
                ? new ImageShape(image.channels(), field.side(), field.side())
                : image;
    }

    /** How its values become shades: each picture by itself where the data were normalised. */
    public ShadeMapping contrast() {
        return SampleRecorder.contrast(recipe.preparation().value());
    }

    /**
     * Draws noise as the recipe says. An image's does not depend on how many follow.
     *
     * @param count for how many images
     * @param seed of the noise; the same as of a run's own samples gives the same
     * @return [count × size]
     */
    public Tensor noise(int count, Seed seed) {
        try (var scope = Scope.open()) {
            // Whole draws: libtorch draws the last 16 normal numbers again where their count is no
            // multiple of 16.
            int draws = (count + ImageSampler.DRAW - 1) / ImageSampler.DRAW;
            Tensor whole = sampler.noise(draws * ImageSampler.DRAW, seed);
            return scope.keep(whole.narrow(0, 0, count).copy());
        }
    }

    /**
     * Points on straight lines in the space of noise (Goodfellow et al. 2014, figure 3).
     *
     * @param lines how many
     * @param points on each, with both ends, at least 2
     * @param seed of the ends
     * @return [lines · points × size], a line after the other
     * @throws IllegalArgumentException if there is no line, or no second point
     */
    public Tensor lines(int lines, int points, Seed seed) {
        if (lines < 1 || points < 2) {
            throw new IllegalArgumentException(
                    "A line in the space of noise needs at least 2 points. Received: lines="
                            + lines
                            + ", points="
                            + points
                            + ". Use 10 points.");
        }
        try (var scope = Scope.open()) {
            Tensor begin = sampler.noise(lines, seed.child("begin"));
            Tensor end = sampler.noise(lines, seed.child("end"));
            Tensor[] steps = new Tensor[points];
            for (int i = 0; i < points; i++) {
                double share = i / (points - 1.0);
                steps[i] = begin.mul(1 - share).add(end.mul(share));
            }
            return scope.keep(Tensor.stack(1, steps).reshape((long) lines * points, -1));
        }
    }

    /**
     * Makes images.
     *
     * @param noise [count × size]
     * @return [count × pixels]
     */
    public Tensor images(Tensor noise) {
        return sampler.images(noise, new Seed(0));
    }
}
