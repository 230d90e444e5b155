package dev.hearth.train.task;

import dev.hearth.data.ImageShape;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.log.SampleHistory;
import dev.hearth.train.log.ShadeMapping;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Watches a generator learn: the same noise after every epoch, as a page of {@code samples/}; at the
 * end {@code samples.gif}, a film of them, and {@code samples.png}, a strip. Draws nothing from the
 * run's own chance.
 */
public final class SampleRecorder implements TrainingListener {

    /** The folder of a run's pages. */
    static final String PAGES = "samples";

    private static final int PICTURES = 64;
    private static final int COLUMNS = 8;
    private static final int ROWS = 12;
    private static final int FRAMES = 120;
    private static final Duration DELAY = Duration.ofMillis(200);

    private final Sampler sampler;
    private final Path folder;
    private final Seed noise;
    private final SampleHistory album;

    /** A generator as it is used. */
    @FunctionalInterface
    public interface Sampler {

        /** Images of noise that a seed draws, [count × pixels]; they belong to the scope that is open now. */
        Tensor samples(int count, Seed seed);
    }

    /**
     * A recorder.
     *
     * @param sampler makes the images
     * @param contrast how numbers become shades
     * @param pixels of an image
     * @param folder of the run
     * @param seed of the noise
     */
    public SampleRecorder(
            Sampler sampler, ShadeMapping contrast, ImageShape pixels, Path folder, Seed seed) {
        this.sampler = sampler;
        this.folder = folder;
        this.noise = seed.child(PAGES);
        this.album = new SampleHistory(folder.resolve(PAGES), pixels, COLUMNS, contrast);
    }

    /** Whether a generator's images can be looked at. */
    static boolean suit(ImageShape pixels) {
        return (pixels.channels() == 1 || pixels.channels() == 3)
                && Math.min(pixels.height(), pixels.width()) > 2;
    }

    static SampleRecorder of(
            GanTask task, GanRecipe recipe, ImageShape pixels, Path folder, Seed seed) {
        return new SampleRecorder(
                task::samples, contrast(recipe.preparation().value()), pixels, folder, seed);
    }

    /** How images of such a range become shades: each by itself where the data were normalised. */
    public static ShadeMapping contrast(Preprocessing preparation) {
        return preparation instanceof Preprocessing.Plain ? ShadeMapping.UNIT : ShadeMapping.EACH;
    }

    @Override
    public void accept(TrainingEvent event) {
        try {
            if (event instanceof TrainingEvent.Measured measured) {
                try (var scope = Scope.open()) {
                    album.add(measured.epoch(), sampler.samples(PICTURES, noise).toFloats());
                }
            } else if (event instanceof TrainingEvent.Finished && !album.epochs().isEmpty()) {
                album.film(folder.resolve("samples.gif"), DELAY, FRAMES);
                album.strip(folder.resolve("samples.png"), ROWS);
            }
        } catch (IOException failure) {
            throw AtomicFile.unwritable(album.folder(), failure);
        }
    }
}
