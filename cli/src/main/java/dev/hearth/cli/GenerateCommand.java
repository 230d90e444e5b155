package dev.hearth.cli;

import dev.hearth.data.ImageShape;
import dev.hearth.data.TerminalText;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.log.PictureSheet;
import dev.hearth.train.run.Run;
import dev.hearth.train.task.NeighbourSheet;
import dev.hearth.train.task.TrainedGenerator;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Images of a trained generator. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = {
            "Draws images with the generator of a run: a sheet of samples, straight lines between two"
                    + " of them, or each sample with the training image that it is nearest to.",
            "RUN is the folder of a run of a recipe of a game, such as runs/gan/mnist-ours/1."
        })
final class GenerateCommand implements Callable<Integer> {

    private static final int MOST = 10_000;

    @Mixin private CommonOptions common;

    @Parameters(paramLabel = "RUN", description = "a folder")
    private Path run;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "64",
            description = "how many images (default: 64)")
    private int count;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "of the noise")
    private long seed;

    @Option(
            names = "--interpolate",
            paramLabel = "N",
            description = "rows of N images on a straight line of noise; --count/N rows")
    private Integer points;

    @Option(
            names = "--nearest",
            description = "right of each sample the training image nearest to it (L2)")
    private boolean nearest;

    @Option(names = "--out", paramLabel = "FILE", description = "a PNG (default: grid.png)")
    private Path out = Path.of("grid.png");

    @Override
    public Integer call() {
        check();
        Run.Place place = common.place();
        try (var room = Scope.open()) {
            TrainedGenerator generator = TrainedGenerator.open(run, place.text(), place.device());
            ImageShape pixels = generator.pixels();
            Seed chance = new Seed(seed).child("generate");
            Tensor noise =
                    points == null
                            ? generator.noise(count, chance)
                            : generator.lines(Math.max(1, count / points), points, chance);
            Tensor images = generator.images(noise).to(Device.CPU);
            PictureSheet sheet =
                    nearest
                            ? beside(images, generator, place.datasets())
                            : PictureSheet.of(pixels, images.toFloats())
                                    .contrast(generator.contrast());
            if (points != null) {
                sheet = sheet.columns(points);
            }
            write(sheet);
            System.out.printf(
                    Locale.ROOT,
                    "%s after %d epochs: %d images, seed %d, in %s%n",
                    TerminalText.of(generator.recipe().name()),
                    generator.epoch(),
                    images.size(0),
                    seed,
                    out);
        }
        return 0;
    }

    private void check() {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException(
                    "--count needs a number from 1 to "
                            + MOST
                            + ". Received: "
                            + count
                            + ". Give 64 for a sheet of eight by eight.");
        }
        if (points != null && (points < 2 || points > count)) {
            throw new IllegalArgumentException(
                    "--interpolate needs 2 images or more in a row, and no more than --count."
                            + " Received: "
                            + points
                            + " with --count "
                            + count
                            + ". Give 10.");
        }
        if (points != null && nearest) {
            throw new IllegalArgumentException(
                    "generate draws one kind of sheet. Received: --interpolate and --nearest. Call it"
                            + " once for each.");
        }
        if (!out.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new IllegalArgumentException(
                    "--out needs a file that ends in .png. Received: " + out + ". Name grid.png.");
        }
        Path parent = out.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) {
            throw new IllegalArgumentException(
                    "--out needs a folder that is there. Received: "
                            + parent
                            + ". Make it first, or name another.");
        }
    }

    private static PictureSheet beside(
            Tensor images, TrainedGenerator generator, DatasetProvider datasets) {
        NeighbourSheet pairs = NeighbourSheet.of(generator, images, datasets);
        System.out.printf(
                Locale.ROOT,
                "distance to the nearest training image, median: samples %.2f, test images %.2f%n",
                pairs.distance(),
                pairs.realDistance());
        return pairs.sheet();
    }

    private void write(PictureSheet sheet) {
        try {
            sheet.write(out);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(out.toAbsolutePath().getParent(), failure);
        }
    }
}
