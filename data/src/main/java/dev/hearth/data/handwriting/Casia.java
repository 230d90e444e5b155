package dev.hearth.data.handwriting;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Sha256;
import dev.hearth.data.dataset.FileNames;
import dev.hearth.data.dataset.Split;
import dev.hearth.data.image.FileBytes;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * CASIA-OLHWDB1.1, online handwritten Chinese characters (Liu et al. 2011): 300 writers wrote the 3,755
 * characters of level 1 of GB 2312 each, 240 for training and 60 for testing, a file ({@code *.pot}) for
 * each writer. Symbols and other characters in the files are left out. The whole set is 1.1 million
 * characters and takes about 400 MB of memory.
 *
 * <pre>{@code
 * Dataset training = Casia.read(Path.of("casia-olhwdb1.1"), Split.TRAIN, new Rasteriser(40, 0.7));
 * }</pre>
 */
public final class Casia {

    /** The count of different characters. */
    public static final int CHARACTERS = 3755;

    private static final String ASKED = "The characters of CASIA-OLHWDB1.1";

    /** Level 1 of GB 2312: rows of 94 from 0xB0A1 on, the last of them shorter. */
    private static final int FIRST_ROW = 0xB0;

    private static final int FIRST_CELL = 0xA1;
    private static final int CELLS = 94;

    private Casia() {}

    /**
     * Reads one part: all files in {@code train} or {@code test} of a folder, by name.
     *
     * @param folder holds {@code train/} and {@code test/} with the {@code *.pot} files in them
     * @return {@code casia-olhwdb1.1/train} or {@code casia-olhwdb1.1/test}, in the order of writers, then
     *     as in their files; its classes are called as the characters
     * @throws BadDataException if there are no files, one cannot be read or is broken, or none of its
     *     characters is of this set
     */
    public static Dataset read(Path folder, Split split, Rasteriser rasteriser) {
        List<short[]> characters = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        MessageDigest sha = Sha256.sha256();
        for (Path file : files(folder.resolve(split.word()))) {
            byte[] bytes;
            try {
                bytes = Files.readAllBytes(file);
            } catch (IOException failure) {
                throw FileBytes.unreadable(file, ASKED, failure);
            }
            sha.update(bytes);
            int before = labels.size();
            for (PotFile.Entry character : PotFile.parse(bytes, file)) {
                int number = number(character.code());
                if (number >= 0) {
                    characters.add(character.points());
                    labels.add(number);
                }
            }
            if (labels.size() == before) {
                throw new BadDataException(
                        ASKED + " need characters of level 1 of GB 2312",
                        "none in " + file,
                        "Take Pot1.1Train and Pot1.1Test");
            }
        }
        return new Characters(
                "casia-olhwdb1.1/" + split.word(),
                characters,
                labels.stream().mapToInt(Integer::intValue).toArray(),
                names(),
                rasteriser,
                Sha256.of(rasteriser + "\n" + Sha256.hexadecimal(sha)));
    }

    /** From 0 in the order of the codes; −1 for a character that is not of level 1. */
    static int number(int code) {
        int row = (code >> 8) - FIRST_ROW;
        int cell = (code & 0xFF) - FIRST_CELL;
        int number = row * CELLS + cell;
        return row >= 0 && cell >= 0 && cell < CELLS && number < CHARACTERS ? number : -1;
    }

    private static List<String> names() {
        Charset encoding = Charset.forName("GBK");
        List<String> names = new ArrayList<>();
        for (int number = 0; number < CHARACTERS; number++) {
            byte[] code = {
                (byte) (FIRST_ROW + number / CELLS), (byte) (FIRST_CELL + number % CELLS)
            };
            names.add(new String(code, encoding));
        }
        return List.copyOf(names);
    }

    private static List<Path> files(Path folder) {
        List<Path> files;
        try (Stream<Path> inside = Files.list(folder)) {
            files =
                    inside.filter(
                                    file ->
                                            FileNames.of(file, ASKED)
                                                    .toLowerCase(Locale.ROOT)
                                                    .endsWith(".pot"))
                            .sorted(
                                    Comparator.comparing(
                                            file -> FileNames.of(file, ASKED), FileNames.ORDER))
                            .toList();
        } catch (IOException failure) {
            throw FileBytes.unreadable(folder, ASKED, failure);
        }
        if (files.isEmpty()) {
            throw new BadDataException(
                    ASKED + " need files that end in .pot",
                    "none in " + folder,
                    "Unpack Pot1.1Train into train/ and Pot1.1Test into test/, without folders in them");
        }
        return files;
    }

    /** As stored, since objects for a hundred million points would not fit; drawn at each reading. */
    private record Characters(
            String name,
            List<short[]> points,
            int[] labels,
            List<String> classNames,
            Rasteriser rasteriser,
            String digest)
            implements Dataset {

        @Override
        public int size() {
            return labels.length;
        }

        @Override
        public ImageShape pixels() {
            return new ImageShape(1, rasteriser.side(), rasteriser.side());
        }

        @Override
        public int label(int index) {
            return labels[index];
        }

        @Override
        public void read(int index, float[] target, int offset) {
            rasteriser.draw(PotFile.strokesOf(points.get(index)), target, offset);
        }
    }
}
