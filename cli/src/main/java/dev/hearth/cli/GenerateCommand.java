package dev.hearth.cli;

import dev.hearth.data.TerminalText;
import dev.hearth.inference.ImageGenerator;
import dev.hearth.tensor.Check;
import dev.hearth.train.log.PictureSheet;
import dev.hearth.train.run.Run;
import dev.hearth.train.task.NeighbourSheet;
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

/** Draws pictures with a trained generator. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = {
            "Draws pictures with the generator of a GAN training run, as one PNG.",
            "It is a sheet of samples, or pictures between two samples (--interpolate), or each sample"
                    + " beside the nearest training image (--nearest)."
        })
final class GenerateCommand implements Callable<Integer> {

    private static final int MOST = 10_000;

    @Mixin private CommonOptions common;

    @Parameters(
            paramLabel = "RUN",
            description = "the folder of a GAN training run, such as runs/gan/mnist-ours/1")
    private Path run;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "64",
            description = "how many pictures (default: ${DEFAULT-VALUE})")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "seed of the noise (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--interpolate",
            paramLabel = "N",
            description = "rows of N pictures on a straight line of noise; --count/N rows")
    private Integer points;

    @Option(
            names = "--nearest",
            description = "right of each sample the training image nearest to it (L2)")
    private boolean nearest;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "grid.png",
            description = "the PNG file (default: ${DEFAULT-VALUE})")
    private Path out;

    @Override
    public Integer call() {
        check();
        Run.Place place = common.place();
        try (ImageGenerator generator =
                ImageGenerator.load(run, place.device(), common.threads().orElse(0))) {
            PictureSheet sheet;
            int shown = count;
            if (points != null) {
                sheet = generator.interpolation(Math.max(1, count / points), points, seed);
                shown = sheet.count();
            } else if (nearest) {
                NeighbourSheet pairs = generator.neighbours(count, seed, place.datasets());
                System.out.printf(
                        Locale.ROOT,
                        "distance to the nearest training image, median: samples %.2f, test images"
                                + " %.2f%n",
                        pairs.distance(),
                        pairs.realDistance());
                sheet = pairs.sheet();
            } else {
                sheet = generator.sheet(count, seed);
            }
            write(sheet);
            System.out.printf(
                    Locale.ROOT,
                    "%s after %d epochs: %d images, seed %d, in %s%n",
                    TerminalText.of(generator.name()),
                    generator.epochs(),
                    shown,
                    seed,
                    out);
        }
        return 0;
    }

    private void check() {
        if (count < 1 || count > MOST) {
            throw Check.error("--count needs a number from 1 to " + MOST, count, "Use 64");
        }
        if (points != null && (points < 2 || points > count)) {
            throw Check.error(
                    "--interpolate needs 2 pictures or more in a row, and no more than --count",
                    points + " with --count " + count,
                    "Use 10");
        }
        if (points != null && nearest) {
            throw Check.error(
                    "generate draws one kind of sheet",
                    "--interpolate and --nearest",
                    "Call it once for each");
        }
        if (!out.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw Check.error("--out needs a file that ends in .png", out, "Use grid.png");
        }
        Path parent = out.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) {
            throw Check.error(
                    "--out needs a folder that exists", parent, "Make it first, or name another");
        }
    }

    private void write(PictureSheet sheet) {
        try {
            sheet.write(out);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(out.toAbsolutePath().getParent(), failure);
        }
    }
}
