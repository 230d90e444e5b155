package dev.hearth.train.task;

import dev.hearth.data.BadDataException;
import dev.hearth.data.ImageShape;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.checkpoint.StoredRun;
import dev.hearth.train.dataset.DataIdentity;
import dev.hearth.train.recipe.EpochChoice;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The net of a run that was, or is still being, trained, from the run's folder alone: no data set is
 * needed. With averaged weights where the optimizer averages them, and of the best epoch where the recipe
 * keeps it, as the run measures it.
 *
 * <pre>{@code
 * static float[] logits(RecipeJson text, float[] digit) {
 *     try (var scope = Scope.open();
 *             var quiet = NoGrad.open()) {
 *         TrainedNet run = TrainedNet.open(Path.of("runs/elu"), text, Device.CPU);
 *         Tensor images = Tensor.of(digit, 1, 1, 28, 28);
 *         return run.network().apply(images, Context.testing(new Seed(1))).toFloats();
 *     }
 * }
 * }</pre>
 *
 * @param recipe what it was trained by
 * @param epoch how long, in whole epochs
 * @param network in the scope that was open
 * @param classes names that the run's data had; empty where it wrote none down
 */
public record TrainedNet(Recipe recipe, int epoch, Model network, List<String> classes) {

    /** Copies the list. */
    public TrainedNet {
        classes = List.copyOf(classes);
    }

    private static final String BEST = "best.safetensors";

    /**
     * Whether a folder holds a run that has a checkpoint.
     *
     * @param folder any
     */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(Checkpoint.FILE));
    }

    /**
     * Opens one.
     *
     * @param folder of a run
     * @param text how recipes are read
     * @param device where it lives
     * @return in the scope open now
     * @throws BadDataException if there is no run, it is a GAN, or its checkpoint is damaged or that of
     *     its best epoch missing
     */
    public static TrainedNet open(Path folder, RecipeJson text, Device device) {
        if (!isIn(folder)) {
            throw new BadDataException(
                    "A trained net is read from the folder of a run",
                    folder + ", which has no " + Checkpoint.FILE,
                    "Name one that ./hearth run made");
        }
        StoredRun last = StoredRun.read(folder.resolve(Checkpoint.FILE), "net");
        RunSpec any = text.readAny(last.recipe()).undivided();
        StoredRun stored =
                any.epochChoice() instanceof EpochChoice.Best
                        ? best(folder.resolve(BEST), last)
                        : last;
        if (!(any instanceof Recipe recipe)) {
            throw new BadDataException(
                    "A run of one net is read from " + folder,
                    any.name() + ", which is a GAN",
                    "Say ./hearth generate " + folder + " for its pictures");
        }
        Map<String, String> data = text.data(stored.recipe());
        ImageShape pixels = DataIdentity.pixels(data).orElseGet(() -> pixels(recipe));
        Shape in = new Shape.Image(pixels.channels(), pixels.height(), pixels.width());
        Model net =
                Model.build(recipe.model().value(), in, new Seed(0), device)
                        .computingIn(recipe.precision().value());
        boolean averaged = stored.numbers().containsKey("net." + StoredWeights.AVERAGE);
        new StoredWeights(stored, "net", folder).into(net.parameters(), averaged);
        return new TrainedNet(recipe, stored.progress().epoch(), net, DataIdentity.classes(data));
    }

    /** The last checkpoint stands for the best one where it is the best, or no epoch was measured yet. */
    private static StoredRun best(Path file, StoredRun last) {
        if (Files.exists(file)) {
            return StoredRun.read(file, "net");
        }
        TrainingProgress progress = last.progress();
        if (progress.history().isEmpty()) {
            return last;
        }
        int chosen = EpochChoice.bestOf(progress.history());
        if (progress.batch() > 0 || progress.epoch() != chosen) {
            throw new BadDataException(
                    "The net of the best epoch, " + chosen + ", is read from " + file,
                    "no such file",
                    "Put the file back from a copy, or train again in another folder");
        }
        return last;
    }

    /** The extent of a prepared image where an earlier release did not write it down. */
    private static ImageShape pixels(Recipe recipe) {
        if (recipe.preparation().value() instanceof Preprocessing.Viewed viewed) {
            return viewed.testing().pixels();
        }
        ImageShape plain =
                switch (recipe.corpus().value().set()) {
                    case "mnist", "strokes" -> new ImageShape(1, 28, 28);
                    case "cifar-10", "cifar-100" -> new ImageShape(3, 32, 32);
                    case "imagenet" -> new ImageShape(3, 299, 299);
                    default ->
                            throw new BadDataException(
                                    "A run is opened whose images' extent is known",
                                    recipe.name() + " on " + recipe.corpus().value().set(),
                                    "Name a run on mnist, strokes, cifar-10, cifar-100 or imagenet");
                };
        return recipe.preparation().value() instanceof Preprocessing.Centred centred
                ? new ImageShape(plain.channels(), centred.side(), centred.side())
                : plain;
    }
}
