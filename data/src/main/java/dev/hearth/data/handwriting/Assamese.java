package dev.hearth.data.handwriting;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.dataset.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The Tezpur University data set of online handwritten Assamese characters, as the UCI repository
 * gives it out (Baruah and Hazarika 2015): 45 writers wrote 183 characters each, 52 basic ones, 10
 * numerals and 121 conjuncts. Writer N has a folder {@code WN} with the files {@code M.N.txt} (or {@code
 * .TXT}), M from 1 to 183; see {@link AssameseFile} for one of them. Files that were unpacked without
 * their folders are found too.
 *
 * <p>Writers 1 to 36 are for training, 37 to 45 for testing, as in the experiments of fractional
 * max-pooling (Graham 2014, §3.5).
 *
 * <pre>{@code
 * Dataset training = Assamese.read(Path.of("assamese"), Split.TRAIN, new Rasteriser(64, 0.7));
 * }</pre>
 */
public final class Assamese {

    /** The count of different characters. */
    public static final int CHARACTERS = 183;

    private static final int WRITERS = 45;
    private static final int TRAINING_WRITERS = 36;

    private Assamese() {}

    /**
     * Reads one half.
     *
     * @param folder holds {@code W1} to {@code W45}
     * @return {@code assamese/train} or {@code assamese/test}, in the order of writers, then
     *     characters; its classes are called 1 to 183, as in the set's own table
     * @throws BadDataException if a file is missing or broken
     */
    public static Dataset read(Path folder, Split split, Rasteriser rasteriser) {
        int first = split == Split.TRAIN ? 1 : TRAINING_WRITERS + 1;
        int last = split == Split.TRAIN ? TRAINING_WRITERS : WRITERS;
        List<PenStrokes> inks = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int writer = first; writer <= last; writer++) {
            for (int character = 1; character <= CHARACTERS; character++) {
                inks.add(AssameseFile.read(file(folder, writer, character)));
                labels.add(character - 1);
            }
        }
        return new PenStrokesDataset(
                "assamese/" + split.word(),
                inks,
                labels,
                IntStream.rangeClosed(1, CHARACTERS).mapToObj(Integer::toString).toList(),
                rasteriser);
    }

    private static Path file(Path folder, int writer, int character) {
        for (Path home : List.of(folder.resolve("W" + writer), folder)) {
            for (String ending : List.of(".txt", ".TXT")) {
                Path file = home.resolve(character + "." + writer + ending);
                if (Files.isRegularFile(file)) {
                    return file;
                }
            }
        }
        throw new BadDataException(
                "The Assamese characters need " + character + "." + writer + ".txt or .TXT",
                "neither in W" + writer + " nor in " + folder,
                "Unpack the whole archive of the UCI repository, and name the folder that holds W1"
                        + " to W45");
    }
}
