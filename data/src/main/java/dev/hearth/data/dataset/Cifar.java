package dev.hearth.data.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.image.FileBytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Small coloured pictures of objects in the binary form of CIFAR-10 and CIFAR-100 (Krizhevsky 2009):
 * 32×32, red, green and blue planes.
 *
 * <p>CIFAR-10 has records of 3,073 bytes, a label from 0 to 9 and then the three planes, each row by
 * row; CIFAR-100 has records of 3,074, a coarse label from 0 to 19, a fine one from 0 to 99, and the
 * planes. There is no header: the count of records follows from the file's size.
 *
 * <pre>{@code
 * Dataset train = Cifar.ten(Path.of("data"), Split.TRAIN);
 * Dataset groups = Cifar.hundred(Path.of("data"), Split.TEST, Cifar.Labels.COARSE);
 * }</pre>
 */
public final class Cifar {

    private static final ImageShape PIXELS = new ImageShape(3, 32, 32);
    private static final String TEN_HOME = "cifar-10-batches-bin";
    private static final String HUNDRED_HOME = "cifar-100-binary";
    private static final List<Integer> TEN = List.of(10);
    private static final List<Integer> HUNDRED = List.of(20, 100);

    /** Which of CIFAR-100's two labels a data set gives. */
    public enum Labels {
        /** 100 classes. */
        FINE,
        /** 20 groups of five classes. */
        COARSE
    }

    private Cifar() {}

    /**
     * Reads one half of CIFAR-10 into memory, a byte a value.
     *
     * @param folder holds {@code cifar-10-batches-bin/}, or its files themselves
     * @throws BadDataException if a file is missing or its size is no multiple of a record's, or if a label
     *     is above 9
     */
    public static Dataset ten(Path folder, Split split) {
        List<String> names = FileBytes.names(namesOfTen(folder), 10, "CIFAR-10's class names");
        return read("cifar-10/" + split.word(), filesOfTen(folder, split), TEN, 0, names);
    }

    /** Whether all files of one half of CIFAR-10 are where {@link #ten} looks for them. */
    public static boolean isTenIn(Path folder, Split split) {
        return Files.isRegularFile(namesOfTen(folder))
                && filesOfTen(folder, split).stream().allMatch(Files::isRegularFile);
    }

    private static Path namesOfTen(Path folder) {
        return home(folder, TEN_HOME).resolve("batches.meta.txt");
    }

    private static List<Path> filesOfTen(Path folder, Split split) {
        Path home = home(folder, TEN_HOME);
        return split == Split.TEST
                ? List.of(home.resolve("test_batch.bin"))
                : IntStream.rangeClosed(1, 5)
                        .mapToObj(i -> home.resolve("data_batch_" + i + ".bin"))
                        .toList();
    }

    /**
     * Reads one half of CIFAR-100 into memory, a byte a value.
     *
     * @param folder holds {@code cifar-100-binary/}, or its files themselves
     * @throws BadDataException if a file is missing or its size is no multiple of a record's, or if a label
     *     is out of range
     */
    public static Dataset hundred(Path folder, Split split, Labels labels) {
        boolean fine = labels == Labels.FINE;
        List<String> names =
                FileBytes.names(
                        namesOfHundred(folder, labels),
                        fine ? 100 : 20,
                        "CIFAR-100's " + (fine ? "fine" : "coarse") + " class names");
        return read(
                "cifar-100/" + split.word() + (fine ? "" : "-coarse"),
                List.of(fileOfHundred(folder, split)),
                HUNDRED,
                fine ? 1 : 0,
                names);
    }

    /** Whether all files of one half of CIFAR-100 are where {@link #hundred} looks for them. */
    public static boolean isHundredIn(Path folder, Split split, Labels labels) {
        return Files.isRegularFile(namesOfHundred(folder, labels))
                && Files.isRegularFile(fileOfHundred(folder, split));
    }

    private static Path namesOfHundred(Path folder, Labels labels) {
        return home(folder, HUNDRED_HOME)
                .resolve(labels == Labels.FINE ? "fine_label_names.txt" : "coarse_label_names.txt");
    }

    private static Path fileOfHundred(Path folder, Split split) {
        return home(folder, HUNDRED_HOME).resolve(split.word() + ".bin");
    }

    /**
     * The count of records in a file of CIFAR-10.
     *
     * @throws BadDataException if it is missing, empty, or its size is no multiple
     */
    public static int recordsOfTen(Path file) {
        return records(file, TEN);
    }

    /**
     * The count of records in a file of CIFAR-100.
     *
     * @throws BadDataException if it is missing, empty, or its size is no multiple
     */
    public static int recordsOfHundred(Path file) {
        return records(file, HUNDRED);
    }

    private static Path home(Path folder, String name) {
        Path home = folder.resolve(name);
        return Files.isDirectory(home) ? home : folder;
    }

    private static String asked(List<Integer> limits) {
        return limits.size() == 1 ? "A CIFAR-10 file" : "A CIFAR-100 file";
    }

    private static int records(Path file, List<Integer> limits) {
        long size = FileBytes.size(file, asked(limits));
        int record = limits.size() + PIXELS.count();
        if (size == 0 || size % record != 0 || size > Integer.MAX_VALUE) {
            throw new BadDataException(
                    asked(limits) + " needs one or more records of " + record + " bytes",
                    size + " bytes in " + file,
                    "Take the file from the published archive again");
        }
        return (int) (size / record);
    }

    /** Reads files of records of one label byte per limit and the planes; keeps one of the labels. */
    private static Dataset read(
            String name, List<Path> files, List<Integer> limits, int kept, List<String> names) {
        long total = 0;
        for (Path file : files) {
            total += records(file, limits);
        }
        if (total * PIXELS.count() > Integer.MAX_VALUE - 64) {
            throw new BadDataException(
                    asked(limits)
                            + " needs at most "
                            + Integer.MAX_VALUE / PIXELS.count()
                            + " records",
                    total + " in " + files,
                    "Check that it is the right file");
        }
        FileBytes.roomFor(total * PIXELS.count(), files.get(0), asked(limits));
        byte[] content = new byte[(int) total * PIXELS.count()];
        byte[] labels = new byte[(int) total];
        int at = 0;
        for (Path file : files) {
            int records = records(file, limits);
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                for (int i = 0; i < records && at < labels.length; i++, at++) {
                    labels[at] = label(in.readNBytes(limits.size()), limits, kept, file, i);
                    int first = at * PIXELS.count();
                    if (in.readNBytes(content, first, PIXELS.count()) != PIXELS.count()) {
                        throw shrank(file, limits);
                    }
                }
            } catch (IOException e) {
                throw FileBytes.unreadable(file, asked(limits), e);
            }
        }
        if (at != labels.length) {
            throw shrank(files.get(files.size() - 1), limits);
        }
        return new ByteImages(name, PIXELS, content, labels, names);
    }

    private static byte label(byte[] label, List<Integer> limits, int kept, Path file, int record) {
        if (label.length != limits.size()) {
            throw shrank(file, limits);
        }
        for (int i = 0; i < limits.size(); i++) {
            if ((label[i] & 0xFF) >= limits.get(i)) {
                String kind =
                        limits.size() == 1 ? "labels" : i == 0 ? "coarse labels" : "fine labels";
                throw new BadDataException(
                        asked(limits) + " needs " + kind + " from 0 to " + (limits.get(i) - 1),
                        (label[i] & 0xFF) + " in record " + record + " of " + file,
                        "Check that it is the binary version, or take it from its source again");
            }
        }
        return label[kept];
    }

    private static BadDataException shrank(Path file, List<Integer> limits) {
        return new BadDataException(
                asked(limits),
                file + ", which changed while it was read",
                "Wait until nothing writes to it, then try again");
    }
}
