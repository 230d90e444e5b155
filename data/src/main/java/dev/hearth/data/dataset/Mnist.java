package dev.hearth.data.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Handwritten digits in four IDX files (LeCun, Cortes and Burges 1998): 60,000 to train and 10,000
 * to test, 28×28 grey, 0 for the background.
 *
 * <p>The files are {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code
 * t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, each plain or with {@code .gz} behind
 * its name, in {@code FOLDER/mnist} or in {@code FOLDER} itself. Data sets in the same form, such
 * as Fashion-MNIST, read as well; counts and extents are taken from the files.
 *
 * <pre>{@code
 * Dataset train = Mnist.read(Path.of("data"), Split.TRAIN);
 * float[] image = new float[train.pixels().count()];
 * train.read(0, image, 0);
 * }</pre>
 */
public final class Mnist {

    private static final String ASKED = "MNIST";
    private static final List<String> DIGITS =
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    private Mnist() {}

    /**
     * Reads one half into memory, a byte a value.
     *
     * @param folder holds {@code mnist/}, or the files themselves
     * @throws BadDataException if a file is missing, of another kind, truncated or corrupt, if images and
     *     labels differ in count, or if a label is no digit
     */
    public static Dataset read(Path folder, Split split) {
        Path imageFile = file(folder, images(split));
        Path labelFile = file(folder, labels(split));
        Idx images = Idx.read(imageFile);
        Idx labels = Idx.read(labelFile);
        if (images.extents().size() != 3 || labels.extents().size() != 1) {
            throw new BadDataException(
                    ASKED + " needs images of three dimensions and labels of one",
                    "extents "
                            + images.extents()
                            + " in "
                            + imageFile
                            + " and "
                            + labels.extents()
                            + " in "
                            + labelFile,
                    "Check that neither file has the other's name");
        }
        if (!images.extents().get(0).equals(labels.extents().get(0))) {
            throw new BadDataException(
                    ASKED + " needs as many labels as images",
                    images.extents().get(0)
                            + " images in "
                            + imageFile
                            + ", "
                            + labels.extents().get(0)
                            + " labels in "
                            + labelFile,
                    "Take both files from the same source");
        }
        for (int i = 0; i < labels.values().length; i++) {
            if (labels.value(i) >= DIGITS.size()) {
                throw new BadDataException(
                        ASKED + " needs labels from 0 to 9",
                        labels.value(i) + " for image " + i + " in " + labelFile,
                        "Take the file from its source again");
            }
        }
        return new ByteImages(
                "mnist/" + split.word(),
                new ImageShape(1, images.extents().get(1), images.extents().get(2)),
                images.values(),
                labels.values(),
                DIGITS);
    }

    /** Whether both files of one half are where {@link #read} looks for them. */
    public static boolean isIn(Path folder, Split split) {
        return find(folder, images(split)).isPresent() && find(folder, labels(split)).isPresent();
    }

    private static String images(Split split) {
        return prefix(split) + "-images-idx3-ubyte";
    }

    private static String labels(Split split) {
        return prefix(split) + "-labels-idx1-ubyte";
    }

    private static String prefix(Split split) {
        return split == Split.TRAIN ? "train" : "t10k";
    }

    private static Optional<Path> find(Path folder, String name) {
        return Stream.of(folder.resolve("mnist"), folder)
                .flatMap(place -> Stream.of(place.resolve(name), place.resolve(name + ".gz")))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static Path file(Path folder, String name) {
        return find(folder, name)
                .orElseThrow(
                        () ->
                                new BadDataException(
                                        ASKED + " needs " + name + " or " + name + ".gz",
                                        "neither in "
                                                + folder.resolve("mnist")
                                                + " nor in "
                                                + folder,
                                        "Fetch it with ./hearth data fetch mnist, or name the folder that"
                                                + " holds it"));
    }
}
