package dev.hearth.train;

import dev.hearth.data.BadData;
import dev.hearth.data.Dataset;
import dev.hearth.data.Subset;
import dev.hearth.data.formats.ImageFolder;
import dev.hearth.data.view.View;
import dev.hearth.tensor.Seed;
import dev.hearth.train.recipe.Preparation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A person's own labelled pictures: {@code FOLDER/CLASS/PICTURE}, of which a share of each class is
 * held out by lot to be measured on; or {@code FOLDER/train/CLASS/PICTURE} with {@code val}, {@code
 * validation} or {@code test} beside it, which then is what is measured on.
 *
 * <pre>{@code
 * PictureFolder pets = new PictureFolder(Path.of("pets"), 0.2);
 * }</pre>
 *
 * @param folder where they lie
 * @param held the share that is held out where there is no folder for it, in (0, 1)
 */
public record PictureFolder(Path folder, double held) {

    private static final List<String> TESTING = List.of("val", "validation", "test");
    private static final Seed LOT = new Seed(1602_07261).child("held out");

    /** Refuses a share that leaves nothing to learn from or to measure on. */
    public PictureFolder {
        if (!(held > 0 && held < 1)) {
            throw new IllegalArgumentException(
                    "--hold-out needs a share above 0 and below 1. Received: "
                            + held
                            + ". Use 0.2 to measure on every fifth picture.");
        }
    }

    /**
     * Where the pictures to be measured on lie, if they have a folder of their own.
     *
     * @return the folder beside {@code train}
     */
    public Optional<Path> tested() {
        if (!Files.isDirectory(folder.resolve("train"))) {
            return Optional.empty();
        }
        return TESTING.stream().map(folder::resolve).filter(Files::isDirectory).findFirst();
    }

    /** Both sets, as the recipe's preparation sees them. */
    Shelf.Sets open(String set, Preparation preparation) {
        if (!(preparation instanceof Preparation.Viewed viewed)) {
            throw new IllegalArgumentException(
                    "Pictures in a folder need a preparation that views them. Received: "
                            + preparation
                            + ". Use ./hearth train --images, which makes such a recipe.");
        }
        Optional<Path> tested = tested();
        if (tested.isPresent()) {
            ImageFolder training = look(folder.resolve("train"), viewed.training());
            ImageFolder testing = look(tested.get(), viewed.testing());
            if (!training.classNames().equals(testing.classNames())) {
                throw new BadData(
                        "Both folders of " + folder + " need the same classes",
                        training.classNames() + " and " + testing.classNames(),
                        "Give each class a folder, of the same name, in both");
            }
            return new Shelf.Sets(training, testing);
        }
        ImageFolder training = look(folder, viewed.training());
        ImageFolder testing = look(folder, viewed.testing());
        boolean[] out = lot(training);
        return new Shelf.Sets(part(training, out, false), part(testing, out, true));
    }

    private static ImageFolder look(Path folder, View view) {
        return ImageFolder.open(folder, view.pixels(), view);
    }

    /** Of each class its share, rounded, but never all and never none. */
    private boolean[] lot(Dataset whole) {
        int classes = whole.classNames().size();
        int[] sizes = new int[classes];
        for (int i = 0; i < whole.size(); i++) {
            sizes[whole.label(i)]++;
        }
        int[] wanted = new int[classes];
        for (int label = 0; label < classes; label++) {
            if (sizes[label] < 2) {
                throw new BadData(
                        "Each class of "
                                + folder
                                + " needs two pictures: to learn from, to measure on",
                        "one of " + whole.classNames().get(label),
                        "Add pictures to it, or remove it");
            }
            int share = (int) Math.round(sizes[label] * held);
            wanted[label] = Math.max(1, Math.min(sizes[label] - 1, share));
        }
        boolean[] out = new boolean[whole.size()];
        for (int i : LOT.stream().permutation(whole.size())) {
            if (wanted[whole.label(i)] > 0) {
                wanted[whole.label(i)]--;
                out[i] = true;
            }
        }
        return out;
    }

    private static Subset part(Dataset whole, boolean[] out, boolean wanted) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < out.length; i++) {
            if (out[i] == wanted) {
                chosen.add(i);
            }
        }
        return new Subset(whole, chosen.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * The files that are measured on, each with its label and its class's name.
     *
     * @param sets as a shelf opened them
     * @return one a testing picture, in the set's order
     */
    public static List<Path> files(Shelf.Sets sets) {
        List<Path> files = new ArrayList<>();
        Dataset testing = sets.testing();
        for (int i = 0; i < testing.size(); i++) {
            files.add(file(testing, i));
        }
        return files;
    }

    private static Path file(Dataset set, int index) {
        if (set instanceof ImageFolder whole) {
            return whole.file(index);
        }
        if (set instanceof Subset part) {
            return file(part.origin(), part.index(index));
        }
        throw new IllegalArgumentException(
                "Files are those of pictures in a folder. Received: "
                        + set.name()
                        + ". Open a PictureFolder.");
    }
}
