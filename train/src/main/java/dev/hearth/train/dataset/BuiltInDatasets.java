package dev.hearth.train.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.Subset;
import dev.hearth.data.dataset.Cifar;
import dev.hearth.data.dataset.GaussianMixture;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.data.dataset.Mnist;
import dev.hearth.data.dataset.PictureFiles;
import dev.hearth.data.dataset.Split;
import dev.hearth.data.handwriting.Assamese;
import dev.hearth.data.handwriting.Casia;
import dev.hearth.data.handwriting.Rasteriser;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.train.dataset.DatasetProvider.Sets;
import dev.hearth.train.recipe.DatasetSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The data sets that every provider knows. */
final class BuiltInDatasets {

    /** What a net of the Inception family is tested on; 299/0.875 is the shorter side before. */
    private static final int IMAGENET_SIZE = 299;

    private static final int IMAGENET_SHORTER = 341;

    /** What nets before GoogLeNet are tested on: the middle of 256×256. */
    private static final int OLDER_IMAGENET_SIZE = 224;

    private static final int OLDER_IMAGENET_SHORTER = 256;

    /** Sides of the drawing and the pen's radius (SparseConvNet, readAssamese.h: 64×64). */
    private static final int DRAWING = 64;

    /** SparseConvNet, casia.cpp: 40×40. */
    private static final int CHINESE_DRAWING = 40;

    private static final double PEN = 0.7;

    /** The Toronto faces' format (Goodfellow et al. 2014, §5): 48×48, grey. */
    private static final InputSpec FACE = new InputSpec(1, 48, 1, Interpolation.BICUBIC, 0, 1);

    private static final double TESTED_SHARE = 0.1;
    private static final int KEPT = 5_000;
    private static final int DRAWN_TRAINING = 20_000;
    private static final int DRAWN_TESTING = 4_000;

    private BuiltInDatasets() {}

    static Map<String, DatasetOpener> below(Path root) {
        Map<String, DatasetOpener> sources = new LinkedHashMap<>();
        sources.put(
                "mnist",
                new FileSets(
                        () -> both(split -> Mnist.isIn(root, split)),
                        () ->
                                new Sets(
                                        Mnist.read(root, Split.TRAIN),
                                        Mnist.read(root, Split.TEST))));
        sources.put(
                "cifar-10",
                new FileSets(
                        () -> both(split -> Cifar.isTenIn(root, split)),
                        () -> new Sets(Cifar.ten(root, Split.TRAIN), Cifar.ten(root, Split.TEST))));
        // For settings that are tuned: the last training images are kept from training, and tested
        // on.
        sources.put(
                "cifar-10-tuning",
                new FileSets(
                        () -> both(split -> Cifar.isTenIn(root, split)),
                        () -> new Sets(trained(root), Cifar.ten(root, Split.TEST))));
        sources.put(
                "cifar-10-validation",
                new FileSets(
                        () -> Cifar.isTenIn(root, Split.TRAIN),
                        () -> {
                            Dataset all = Cifar.ten(root, Split.TRAIN);
                            return new Sets(
                                    trained(root),
                                    Subset.range(all, all.size() - KEPT, all.size()));
                        }));
        sources.put(
                "cifar-100",
                new FileSets(
                        () -> both(split -> Cifar.isHundredIn(root, split, Cifar.Labels.FINE)),
                        () ->
                                new Sets(
                                        Cifar.hundred(root, Split.TRAIN, Cifar.Labels.FINE),
                                        Cifar.hundred(root, Split.TEST, Cifar.Labels.FINE))));
        Path training = root.resolve("imagenet/train");
        Path testing = root.resolve("imagenet/val");
        sources.put(
                "imagenet",
                new FileSets(
                        () -> Files.isDirectory(training) && Files.isDirectory(testing),
                        () ->
                                new Sets(
                                        squares(training, IMAGENET_SHORTER, 1),
                                        squares(testing, IMAGENET_SIZE, 0.875))));
        sources.put(
                "imagenet-256",
                new FileSets(
                        () -> Files.isDirectory(training) && Files.isDirectory(testing),
                        () ->
                                new Sets(
                                        squares(training, OLDER_IMAGENET_SHORTER, 1),
                                        squares(testing, OLDER_IMAGENET_SIZE, 0.875))));
        sources.put(
                "assamese",
                new FileSets(
                        () -> Files.isDirectory(root.resolve("assamese")),
                        () -> {
                            Path folder = root.resolve("assamese");
                            Rasteriser pen = new Rasteriser(DRAWING, PEN);
                            return new Sets(
                                    Assamese.read(folder, Split.TRAIN, pen),
                                    Assamese.read(folder, Split.TEST, pen));
                        }));
        sources.put(
                "casia-olhwdb1.1",
                new FileSets(
                        () -> Files.isDirectory(root.resolve("casia-olhwdb1.1")),
                        () -> {
                            Path folder = root.resolve("casia-olhwdb1.1");
                            Rasteriser pen = new Rasteriser(CHINESE_DRAWING, PEN);
                            return new Sets(
                                    Casia.read(folder, Split.TRAIN, pen),
                                    Casia.read(folder, Split.TEST, pen));
                        }));
        sources.put(
                "faces",
                new FileSets(
                        () -> Files.isDirectory(root.resolve("faces")),
                        () -> {
                            Path folder = root.resolve("faces");
                            return new Sets(
                                    PictureFiles.read(folder, FACE, TESTED_SHARE, Split.TRAIN),
                                    PictureFiles.read(folder, FACE, TESTED_SHARE, Split.TEST));
                        }));
        sources.put(
                "strokes",
                spec ->
                        new Sets(
                                Strokes.training(training(spec), DatasetProvider.FIXED),
                                Strokes.test(testing(spec), DatasetProvider.FIXED)));
        for (String mixture : List.of("line", "ring", "line-wide", "ring-wide")) {
            sources.put(mixture, BuiltInDatasets::mixture);
        }
        return sources;
    }

    /** Sets that are read from files, all of them whatever the recipe says. */
    private record FileSets(BooleanSupplier here, Supplier<Sets> sets) implements DatasetOpener {

        @Override
        public Sets open(DatasetSpec spec) {
            try {
                return sets.get();
            } catch (BadDataException damage) {
                throw isHere() ? new UnreadableDatasetException(damage) : damage;
            }
        }

        @Override
        public boolean isHere() {
            return here.getAsBoolean();
        }
    }

    private static boolean both(Predicate<Split> isHere) {
        return Arrays.stream(Split.values()).allMatch(isHere);
    }

    private static Dataset trained(Path root) {
        Dataset all = Cifar.ten(root, Split.TRAIN);
        return Subset.range(all, 0, all.size() - KEPT);
    }

    private static int training(DatasetSpec spec) {
        return spec.training() == 0 ? DRAWN_TRAINING : spec.training();
    }

    private static int testing(DatasetSpec spec) {
        return spec.testing() == 0 ? DRAWN_TESTING : spec.testing();
    }

    private static Sets mixture(DatasetSpec spec) {
        GaussianMixture mixture = GaussianMixture.named(spec.set());
        return new Sets(
                mixture.dataset(
                        spec.set(), training(spec), DatasetProvider.FIXED.child("training")),
                mixture.dataset(spec.set(), testing(spec), DatasetProvider.FIXED.child("testing")));
    }

    /** Pictures in a folder for each class, seen through a centred square. */
    private static Dataset squares(Path folder, int size, double fraction) {
        return ImageFolder.open(folder, InputSpec.unscaled(size, fraction));
    }
}
