package dev.hearth.papers.together;

import dev.hearth.data.ImageShape;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.log.SampleHistory;
import dev.hearth.train.log.ShadeMapping;
import dev.hearth.train.recipe.Noise;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;

/** Keeps a page of a generator's images after each epoch, of the same noise, and at the end a strip of them. */
final class GeneratedImages implements TrainingListener {

    private static final int IMAGES = 64;
    private static final int COLUMNS = 8;
    private static final int ROWS = 12;

    private final Model generator;
    private final Noise noise;
    private final Path folder;
    private final Seed seed;
    private final SampleHistory pages;

    GeneratedImages(Model generator, Noise noise, ImageShape pixels, Path folder, Seed seed) {
        this.generator = generator;
        this.noise = noise;
        this.folder = folder;
        this.seed = seed;
        this.pages =
                new SampleHistory(folder.resolve("samples"), pixels, COLUMNS, ShadeMapping.EACH);
    }

    @Override
    public void accept(TrainingEvent event) {
        try {
            if (event instanceof TrainingEvent.Measured measured) {
                pages.add(measured.epoch(), images());
            } else if (event instanceof TrainingEvent.Finished && !pages.epochs().isEmpty()) {
                pages.strip(folder.resolve("samples.png"), ROWS);
            }
        } catch (IOException failure) {
            throw AtomicFile.unwritable(pages.folder(), failure);
        }
    }

    private float[] images() {
        Context pass = Context.testing(seed);
        Device device = generator.parameters().values().device();
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            return generator
                    .apply(noise.draw(IMAGES, pass.chance()).to(device), pass)
                    .flatten(1)
                    .toFloats();
        }
    }
}
