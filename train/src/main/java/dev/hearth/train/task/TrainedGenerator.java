package dev.hearth.train.task;

import dev.hearth.data.BadData;
import dev.hearth.data.Pixels;
import dev.hearth.nn.Network;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.checkpoint.StoredRun;
import dev.hearth.train.log.Contrast;
import dev.hearth.train.recipe.GameRecipe;
import dev.hearth.train.recipe.Preparation;
import dev.hearth.train.recipe.Prescription;
import dev.hearth.train.recipe.RecipeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The generator of a run that was, or is still being, trained, from the run's folder alone: no data set
 * and no discriminator. With averaged weights where the recipe averages them. Lives in the scope that
 * was open when it was opened.
 *
 * <pre>{@code
 * try (var room = Scope.open()) {
 *     TrainedGenerator generator = TrainedGenerator.open(Path.of("runs/gan"), text, Device.CPU);
 *     Tensor images = generator.images(generator.noise(64, new Seed(1)));
 * }
 * }</pre>
 */
public final class TrainedGenerator {

    /** libtorch draws normal numbers by so many: the last of a count between are others. */
    private static final int TOGETHER = 16;

    private final GameRecipe recipe;
    private final int epoch;
    private final Shape out;
    private final Network network;
    private final Sampler sampler;

    private TrainedGenerator(
            GameRecipe recipe, int epoch, Shape out, Network network, Sampler sampler) {
        this.recipe = recipe;
        this.epoch = epoch;
        this.out = out;
        this.network = network;
        this.sampler = sampler;
    }

    /**
     * Whether a folder holds a run of a game.
     *
     * @param folder any
     * @param text how recipes are read
     * @return true if its recipe is one
     */
    public static boolean isIn(Path folder, RecipeText text) {
        try {
            return text.readAny(Files.readString(folder.resolve("recipe.json")))
                    instanceof GameRecipe;
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
     * @throws BadData if there is no run, it is of another kind, or its checkpoint is damaged
     */
    public static TrainedGenerator open(Path folder, RecipeText text, Device device) {
        Path file = folder.resolve("checkpoint.safetensors");
        if (!Files.isRegularFile(file)) {
            throw new BadData(
                    "A generator is read from the folder of a run",
                    folder
                            + (Files.isDirectory(folder)
                                    ? ", which has no checkpoint.safetensors"
                                    : ", which is no folder"),
                    "Train one with ./hearth run gan/mnist-published and name its folder");
        }
        StoredRun stored = StoredRun.read(file, "generator");
        Prescription recipe = text.readAny(stored.recipe());
        if (!(recipe instanceof GameRecipe game)) {
            throw new BadData(
                    "A generator is read from the folder of a run of a game",
                    folder + " with " + recipe.name() + ", which is of one net",
                    "Name a run of a recipe whose name begins with gan");
        }
        Shape noise = new Shape.Vector(game.noise().value().size());
        Network net =
                Network.build(game.generator().value(), noise, new Seed(0).child("none"), device);
        new StoredNumbers(stored, "generator", folder)
                .into(net.parameters(), game.average().value().decay() != 0);
        Sampler sampler = new Sampler(net, game.noise().value(), device);
        Shape out = game.generator().value().out(noise);
        return new TrainedGenerator(game, stored.progress().epoch(), out, net, sampler);
    }

    /**
     * What it was trained by.
     *
     * @return the run's recipe
     */
    public GameRecipe recipe() {
        return recipe;
    }

    /**
     * How long it was trained.
     *
     * @return whole epochs
     */
    public int epoch() {
        return epoch;
    }

    /**
     * Its net.
     *
     * @return from noise to images
     */
    public Network network() {
        return network;
    }

    /**
     * The extent of its images.
     *
     * @return as of the data that it was trained on
     * @throws BadData if they are no pictures but points
     */
    public Pixels pixels() {
        if (out instanceof Shape.Image image) {
            return new Pixels(image.channels(), image.height(), image.width());
        }
        String set = recipe.corpus().value().set();
        Pixels pixels = set.startsWith("cifar") ? new Pixels(3, 32, 32) : new Pixels(1, 28, 28);
        if (out.count() != pixels.count()) {
            throw new BadData(
                    "A picture needs a generator of images",
                    recipe.name() + ", which makes " + out + " like " + set,
                    "Name a run on mnist, strokes or cifar-10");
        }
        return pixels;
    }

    /**
     * How its values become shades.
     *
     * @return each picture by itself where the data were normalised
     */
    public Contrast contrast() {
        return recipe.preparation().value() instanceof Preparation.Plain
                ? Contrast.UNIT
                : Contrast.EACH;
    }

    /**
     * Draws noise as the recipe says. An image's does not depend on how many follow.
     *
     * @param count for how many images
     * @param seed of the noise; the same as of a run's own samples gives the same
     * @return [count × size]
     */
    public Tensor noise(int count, Seed seed) {
        try (var room = Scope.open()) {
            Tensor whole = sampler.noise((count + TOGETHER - 1) / TOGETHER * TOGETHER, seed);
            return room.keep(whole.narrow(0, 0, count).copy());
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
        try (var room = Scope.open()) {
            Tensor begin = sampler.noise(lines, seed.child("begin"));
            Tensor end = sampler.noise(lines, seed.child("end"));
            Tensor[] steps = new Tensor[points];
            for (int i = 0; i < points; i++) {
                double share = i / (points - 1.0);
                steps[i] = begin.mul(1 - share).add(end.mul(share));
            }
            return room.keep(Tensor.stack(1, steps).reshape((long) lines * points, -1));
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
