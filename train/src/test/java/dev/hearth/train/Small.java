package dev.hearth.train;

import static dev.hearth.nn.Layers.conv;
import static dev.hearth.nn.Layers.linear;
import static dev.hearth.nn.Layers.maxPool;
import static dev.hearth.nn.Layers.sequence;

import dev.hearth.data.augment.Flip;
import dev.hearth.data.augment.PadCropFlip;
import dev.hearth.nn.Flatten;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Letters;
import dev.hearth.nn.activation.Elu;
import dev.hearth.nn.dropout.Dropout;
import dev.hearth.nn.norm.BatchNorm;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.train.checkpoint.Safetensors;
import dev.hearth.train.checkpoint.StoredTensor;
import dev.hearth.train.loss.Payoff;
import dev.hearth.train.optim.Adam;
import dev.hearth.train.optim.HeavyBall;
import dev.hearth.train.optim.L2;
import dev.hearth.train.optim.MaxNorm;
import dev.hearth.train.optim.MovingAverage;
import dev.hearth.train.optim.Reach;
import dev.hearth.train.optim.Sgd;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Corpus;
import dev.hearth.train.recipe.GameRecipe;
import dev.hearth.train.recipe.Gauge;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Prescription;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeText;
import dev.hearth.train.recipe.Turns;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.schedule.Constant;
import dev.hearth.train.schedule.Progress;
import dev.hearth.train.schedule.Ramp;
import dev.hearth.train.schedule.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs that take a second or less. */
final class Small {

    static final Origin TEST = Origin.ours("a test");
    static final RecipeText TEXT = new RecipeText(Letters.standard(), List.of(PadCropFlip.class));

    private Small() {}

    /** Everything that has chance or memory in it: dropout, batch norm, momentum, augmentation. */
    static Recipe recipe(int images, int batch, int epochs) {
        return recipe(images, batch, epochs, new Constant(0.02));
    }

    static Recipe recipe(int images, int batch, int epochs, Schedule rate) {
        Layer net =
                sequence(
                        maxPool(4, 4),
                        conv(4, 3),
                        new BatchNorm(),
                        new Elu(),
                        new Flatten(),
                        linear(24),
                        new Elu(),
                        new Dropout(0.3),
                        linear(10));
        return Recipe.named("test/small")
                .corpus(new Corpus("strokes", images, 40), TEST)
                .augment(List.of(new PadCropFlip(2, Flip.HORIZONTAL)), TEST)
                .model(net, TEST)
                .optimizer(new Sgd(0.9), TEST)
                .rate(rate, TEST)
                .modifiers(List.of(new L2(1e-4, Reach.WEIGHTS_ONLY)), TEST)
                .batch(batch, TEST)
                .epochs(epochs, TEST)
                .build();
    }

    /** Two at once: batch norm, dropout, Adam, momentum, a maximum norm, an average. */
    static GameRecipe game(int points, int batch, int epochs) {
        return GameRecipe.named("test/game")
                .corpus(new Corpus("ring", points, 40), TEST)
                .generator(sequence(linear(8), new BatchNorm(), new Elu(), linear(2)), TEST)
                .discriminator(
                        sequence(new Flatten(), linear(8), new Elu(), new Dropout(0.3), linear(1)),
                        TEST)
                .noise(new Noise(Noise.Law.GAUSSIAN, 3), TEST)
                .payoff(Payoff.PUBLISHED, TEST)
                .turns(Turns.simultaneous(), TEST)
                .generatorUpdate(
                        new Update(new Adam(), new Constant(0.002), new Constant(0.5)), TEST)
                .discriminatorUpdate(
                        new Update(
                                new HeavyBall(0.5).with(new MaxNorm(1.9365)),
                                new Constant(0.02),
                                new Ramp(0.5, 0.7, 1, 3, Progress.SMOOTH)),
                        TEST)
                .average(new MovingAverage(0.99), TEST)
                .gauges(List.of(new Gauge.Density(100)), TEST)
                .batch(batch, TEST)
                .epochs(epochs, TEST)
                .build();
    }

    static Run.Place place(Path root) {
        return new Run.Place(new Shelf(root, root.resolve("cache")), TEXT, Device.CPU);
    }

    static Run run(Prescription recipe, long seed, Path folder) {
        return new Run(recipe, Budget.SMOKE, seed, folder, List.of(Small::probe));
    }

    /** A figure that hangs on every weight. */
    private static Map<String, Double> probe(
            dev.hearth.nn.Network network, Shelf.Sets sets, dev.hearth.tensor.Seed seed) {
        try (var room = Scope.open()) {
            return Map.of("norm", network.parameters().values().norm().item());
        }
    }

    /** The bits of every tensor of a checkpoint, by name. */
    static Map<String, List<Integer>> bits(Path folder) {
        Map<String, List<Integer>> bits = new TreeMap<>();
        try (Safetensors file = Safetensors.open(folder.resolve("checkpoint.safetensors"))) {
            for (StoredTensor tensor : file.tensors()) {
                float[] values = file.floats(tensor.name());
                Integer[] each = new Integer[values.length];
                Arrays.setAll(each, i -> Float.floatToRawIntBits(values[i]));
                bits.put(tensor.name(), List.of(each));
            }
        }
        return bits;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
