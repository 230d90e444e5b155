package dev.hearth.inference;

import static dev.hearth.nn.layers.Layers.batchNorm;
import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.leakyRelu;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.reshape;
import static dev.hearth.nn.layers.Layers.tanh;
import static dev.hearth.nn.layers.Layers.transposedConv;
import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.dataset.PictureCache;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Padding;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.optim.Adam;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.train.Exchange;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.dataset.PictureFolder;
import dev.hearth.train.recipe.BatchStatistics;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DataParallelRecipe;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.recipe.UpdateRatio;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.zoo.ModelRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Trains a generative adversarial net on one's own pictures, {@code FOLDER/ANY/PICTURE}; the names of
 * the inner folders do not matter, and one is enough. The networks are convolutional, as in Radford et
 * al. 2015 (arXiv 1511.06434), with batch normalisation in the generator alone.
 *
 * <pre>{@code
 * GanTraining.on(Path.of("faces")).side(32).epochs(100).train(Path.of("runs/faces"));
 * try (ImageGenerator generator = ImageGenerator.load(Path.of("runs/faces"))) {
 *     generator.sheet(64, 1).write(Path.of("grid.png"));
 * }
 * }</pre>
 *
 * <p>Interrupted, {@link #train} goes on from the last checkpoint when it is called again. Samples of
 * every epoch are written to {@code samples/} in the run's folder.
 */
public final class GanTraining {

    private static final Origin CHOSEN = ours("chosen by the user, or the default");
    private static final Origin DCGAN = paper("Radford et al. 2015, §4");

    /** Test images are not used by this recipe, but a folder's split has some. */
    private static final double HELD_OUT = 0.05;

    private final Path folder;
    private Set<Path> without = Set.of();
    private Optional<PictureCache> cache = Optional.of(new PictureCache(LocalFolders.pictures()));
    private int side = 32;
    private int width = 32;
    private int epochs = 50;
    private int batch = 64;
    private long seed = 1;
    private Device device = Device.CPU;
    private Exchange exchange = Exchange.ALONE;
    private BatchStatistics statistics = BatchStatistics.LOCAL;
    private Optional<Layer> generator = Optional.empty();
    private Optional<Layer> discriminator = Optional.empty();
    private final List<TrainingListener> listeners = new ArrayList<>();

    private GanTraining(Path folder) {
        this.folder = folder;
    }

    /** The pictures, in one folder or several inside this one. */
    public static GanTraining on(Path folder) {
        return new GanTraining(folder);
    }

    /** The side of the generated pictures: 16, 32, 64 or 128 pixels; 32 by default. */
    public GanTraining side(int pixels) {
        if (pixels < 16 || pixels > 128 || Integer.bitCount(pixels) != 1) {
            throw Check.error(
                    "A GAN of pictures needs a side of 16, 32, 64 or 128", pixels, "Use 32");
        }
        side = pixels;
        return this;
    }

    /** Filters of the layers of the largest extent, 32 by default; 64 as published. */
    public GanTraining width(int filters) {
        width = filters;
        return this;
    }

    /** Passes over some files, such as those of {@link dev.hearth.data.dataset.FolderReport#brokenFiles}. */
    public GanTraining without(Set<Path> files) {
        without = files;
        return this;
    }

    /**
     * Where decoded pictures are kept from epoch to epoch and from run to run, {@link
     * LocalFolders#pictures} by default; empty to decode them each time. The numbers are the same.
     */
    public GanTraining cache(Optional<PictureCache> kept) {
        cache = kept;
        return this;
    }

    /** Passes over the pictures; 50 by default. */
    public GanTraining epochs(int count) {
        epochs = count;
        return this;
    }

    /**
     * Trains on several workers, each of which calls this with an exchange of its own.
     *
     * @param of over which examples batch normalisation takes its means
     */
    public GanTraining workers(Exchange with, BatchStatistics of) {
        exchange = with;
        statistics = of;
        return this;
    }

    /** Pictures a step, and as many generated ones; 64 by default. */
    public GanTraining batch(int count) {
        batch = count;
        return this;
    }

    /** The seed of everything random; 1 by default. */
    public GanTraining seed(long value) {
        seed = value;
        return this;
    }

    /** Where it is trained; the CPU by default. */
    public GanTraining device(Device chosen) {
        device = chosen;
        return this;
    }

    /** A generator of one's own: noise, a vector [100], to an image [3 × side × side] in [−1, 1]. */
    public GanTraining generator(Layer layer) {
        generator = Optional.of(layer);
        return this;
    }

    /** A discriminator of one's own: an image [3 × side × side] to one logit. */
    public GanTraining discriminator(Layer layer) {
        discriminator = Optional.of(layer);
        return this;
    }

    /** Adds a listener to the training events. */
    public GanTraining listener(TrainingListener listener) {
        listeners.add(listener);
        return this;
    }

    /** The recipe that is trained. */
    public GanRecipe recipe() {
        InputSpec view = new InputSpec(3, side, 1, Interpolation.BICUBIC, 0.5, 0.5);
        Update update =
                new Update(
                        new Adam(0.5, 0.999),
                        new ConstantSchedule(2e-4),
                        new ConstantSchedule(0.5));
        return GanRecipe.named("images/" + FineTuningData.name(folder) + "/gan")
                .corpus(new DatasetSpec("images/" + FineTuningData.name(folder), 0, 0), CHOSEN)
                .preparation(new Preprocessing.Viewed(view, view), DCGAN)
                .generator(generator.orElseGet(this::generatorLayers), DCGAN)
                .discriminator(
                        discriminator.orElseGet(this::discriminatorLayers),
                        ours("without batch normalisation: one backward pass serves both"))
                .noise(new Noise(Noise.Law.GAUSSIAN, 100), DCGAN)
                .payoff(GanLoss.NON_SATURATING, paper("Goodfellow et al. 2014, §3"))
                .turns(UpdateRatio.simultaneous(), CHOSEN)
                .generatorUpdate(update, DCGAN)
                .discriminatorUpdate(update, DCGAN)
                .batch(batch, CHOSEN)
                .epochs(epochs, CHOSEN)
                .build();
    }

    /**
     * Refuses what no pictures could be trained with, before they are opened.
     *
     * @param workers how many are going to train it
     * @throws IllegalArgumentException if options do not go together
     */
    public GanTraining check(int workers) {
        divided(workers);
        return this;
    }

    private RunSpec divided(int workers) {
        return DataParallelRecipe.dividing(recipe(), workers, statistics);
    }

    private Layer generatorLayers() {
        List<Layer> layers = new ArrayList<>();
        int filters = width * side / 8;
        layers.add(linear(filters * 16));
        layers.add(reshape(filters, 4, 4));
        layers.add(batchNorm());
        layers.add(relu());
        for (int extent = 8; extent < side; extent *= 2) {
            filters /= 2;
            layers.add(transposedConv(filters, 4, 2).padding(Padding.of(1, 1)).noBias());
            layers.add(batchNorm());
            layers.add(relu());
        }
        layers.add(transposedConv(3, 4, 2).padding(Padding.of(1, 1)));
        layers.add(tanh());
        return new Sequence(layers);
    }

    private Layer discriminatorLayers() {
        List<Layer> layers = new ArrayList<>();
        int filters = width;
        for (int extent = side; extent > 4; extent /= 2) {
            layers.add(conv(filters, 4).stride(2).padding(Padding.of(1, 1)));
            layers.add(leakyRelu(0.2));
            filters *= 2;
        }
        layers.add(flatten());
        layers.add(linear(1));
        return new Sequence(layers);
    }

    /**
     * Trains, and writes the run: its generator is loaded by {@link ImageGenerator#load(Path)}.
     *
     * @param out the run's folder
     * @throws dev.hearth.data.BadDataException if pictures cannot be used, or {@code out} is another run's
     * @throws dev.hearth.train.DivergedException if a loss or a weight becomes NaN or infinite
     */
    public Result train(Path out) {
        GanRecipe recipe = recipe();
        DatasetProvider datasets =
                new DatasetProvider(LocalFolders.data(), LocalFolders.prepared())
                        .with(
                                recipe.corpus().value().set(),
                                new PictureFolder(folder, HELD_OUT, without, cache));
        RecipeJson text = RecipeJson.of(ModelRegistry.layerJson());
        return new Run(divided(exchange.workers()), Budget.SHORT, seed, out, List.of())
                .execute(new Run.Place(datasets, text, device, exchange), listeners);
    }
}
