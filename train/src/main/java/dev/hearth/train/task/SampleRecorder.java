package dev.hearth.train.task;

import dev.hearth.data.ImageShape;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
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
final class SampleRecorder implements TrainingListener {

    /** The folder of a run's pages. */
    static final String PAGES = "samples";

    private static final int PICTURES = 64;
    private static final int COLUMNS = 8;
    private static final int ROWS = 12;
    private static final int FRAMES = 120;
    private static final Duration DELAY = Duration.ofMillis(200);

    private final GanTask task;
    private final Path folder;
    private final Seed noise;
    private final SampleHistory album;

    private SampleRecorder(GanTask task, Path folder, Seed noise, SampleHistory album) {
        this.task = task;
        this.folder = folder;
        this.noise = noise;
        this.album = album;
    }

    /** Whether a generator's images can be looked at. */
    static boolean suit(ImageShape pixels) {
        return (pixels.channels() == 1 || pixels.channels() == 3)
                && Math.min(pixels.height(), pixels.width()) > 2;
    }

    static SampleRecorder of(
            GanTask task, GanRecipe recipe, ImageShape pixels, Path folder, Seed seed) {
        ShadeMapping contrast =
                recipe.preparation().value() instanceof Preprocessing.Plain
                        ? ShadeMapping.UNIT
                        : ShadeMapping.EACH;
        SampleHistory album = new SampleHistory(folder.resolve(PAGES), pixels, COLUMNS, contrast);
        return new SampleRecorder(task, folder, seed.child(PAGES), album);
    }

    @Override
    public void accept(TrainingEvent event) {
        try {
            if (event instanceof TrainingEvent.Measured measured) {
                try (var scope = Scope.open()) {
                    album.add(measured.epoch(), task.samples(PICTURES, noise).toFloats());
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
