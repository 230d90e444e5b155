package dev.hearth.train.run;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.sequence;

import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.PadCropFlip;
import dev.hearth.nn.Layer;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.optim.Adam;
import dev.hearth.optim.AppliesTo;
import dev.hearth.optim.ClassicalMomentum;
import dev.hearth.optim.L2;
import dev.hearth.optim.MaxNorm;
import dev.hearth.optim.MovingAverage;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.Ramp;
import dev.hearth.optim.schedule.Schedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.GeneratorMetric;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.recipe.UpdateRatio;
import dev.hearth.weights.Safetensors;
import dev.hearth.weights.StoredTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs that take a second or less. */
public final class Small {

    public static final Origin TEST = Origin.ours("a test");
    public static final RecipeJson TEXT = RecipeJson.of(LayerJson.standard());

    private Small() {}

    /** Everything that has chance or memory in it: dropout, batch norm, momentum, augmentation. */
    public static Recipe recipe(int images, int batch, int epochs) {
        return recipe(images, batch, epochs, new ConstantSchedule(0.02));
    }

    public static Recipe recipe(int images, int batch, int epochs, Schedule rate) {
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
                .corpus(new DatasetSpec("strokes", images, 40), TEST)
                .augment(List.of(new PadCropFlip(2, Flip.HORIZONTAL)), TEST)
                .model(net, TEST)
                .optimizer(new Sgd(0.9), TEST)
                .rate(rate, TEST)
                .modifiers(List.of(new L2(1e-4, AppliesTo.WEIGHTS_ONLY)), TEST)
                .batch(batch, TEST)
                .epochs(epochs, TEST)
                .build();
    }

    /** Two at once: batch norm, dropout, Adam, momentum, a maximum norm, an average. */
    public static GanRecipe game(int points, int batch, int epochs) {
        return GanRecipe.named("test/game")
                .corpus(new DatasetSpec("ring", points, 40), TEST)
                .generator(sequence(linear(8), new BatchNorm(), new Elu(), linear(2)), TEST)
                .discriminator(
                        sequence(new Flatten(), linear(8), new Elu(), new Dropout(0.3), linear(1)),
                        TEST)
                .noise(new Noise(Noise.Law.GAUSSIAN, 3), TEST)
                .payoff(GanLoss.PUBLISHED, TEST)
                .turns(UpdateRatio.simultaneous(), TEST)
                .generatorUpdate(
                        new Update(
                                new Adam(), new ConstantSchedule(0.002), new ConstantSchedule(0.5)),
                        TEST)
                .discriminatorUpdate(
                        new Update(
                                new ClassicalMomentum(0.5).with(new MaxNorm(1.9365)),
                                new ConstantSchedule(0.02),
                                new Ramp(0.5, 0.7, 1, 3, EpochRounding.SMOOTH)),
                        TEST)
                .average(new MovingAverage(0.99), TEST)
                .gauges(List.of(new GeneratorMetric.Density(100)), TEST)
                .batch(batch, TEST)
                .epochs(epochs, TEST)
                .build();
    }

    public static Run.Place place(Path root) {
        return new Run.Place(new DatasetProvider(root, root.resolve("cache")), TEXT, Device.CPU);
    }

    public static Run run(RunSpec recipe, long seed, Path folder) {
        return new Run(recipe, Budget.SMOKE, seed, folder, List.of(Small::probe));
    }

    /** A figure that hangs on every weight. */
    private static Map<String, Double> probe(
            dev.hearth.nn.Model network, DatasetProvider.Sets sets, dev.hearth.tensor.Seed seed) {
        try (var room = Scope.open()) {
            return Map.of("norm", network.parameters().values().norm().item());
        }
    }

    /** The bits of every tensor of a checkpoint, by name. */
    public static Map<String, List<Integer>> bits(Path folder) {
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

    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
