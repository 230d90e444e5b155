package dev.hearth.train.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.Subset;
import dev.hearth.data.dataset.FileContent;
import dev.hearth.data.dataset.FolderLayout;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.data.dataset.PictureCache;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.tensor.Seed;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A person's own labelled pictures: {@code FOLDER/CLASS/PICTURE}, of which about a share of each class,
 * at least one, is held out at random to be measured on; or {@code FOLDER/train/CLASS/PICTURE} with what is measured
 * on beside it, as {@link FolderLayout} says.
 *
 * <pre>{@code
 * PictureFolder pets = new PictureFolder(Path.of("pets"), 0.2);
 * }</pre>
 *
 * @param folder where they lie
 * @param held the share that is held out where there is no folder for it, in (0, 1)
 * @param without files that are passed over, such as broken ones
 * @param cache where decoded pictures are kept, if they are
 */
public record PictureFolder(
        Path folder, double held, Set<Path> without, Optional<PictureCache> cache)
        implements DatasetOpener {

    private static final Seed HELD_OUT = new Seed(1602_07261).child("held out");

    /** All pictures, decoded anew each time they are read. */
    public PictureFolder(Path folder, double held) {
        this(folder, held, Set.of(), Optional.empty());
    }

    /** Refuses a share that leaves nothing to learn from or to measure on. */
    public PictureFolder {
        without = Set.copyOf(without);
        if (!(held > 0 && held < 1)) {
            throw new IllegalArgumentException(
                    "The share held out needs to be above 0 and below 1. Received: "
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
        return FolderLayout.of(folder).testing();
    }

    @Override
    public Optional<Path> pictures() {
        return Optional.of(folder);
    }

    @Override
    public Optional<Double> heldOut() {
        return tested().isPresent() ? Optional.empty() : Optional.of(held);
    }

    /** Refused: pictures have many sizes, so that there are no images before the preparation. */
    @Override
    public DatasetProvider.Sets open(DatasetSpec spec) {
        return opened(new Preprocessing.Plain());
    }

    /** Both sets, as the recipe's preparation sees them. */
    @Override
    public Optional<DatasetProvider.Sets> openPrepared(
            DatasetSpec spec, Preprocessing preparation) {
        return Optional.of(opened(preparation));
    }

    private DatasetProvider.Sets opened(Preprocessing preparation) {
        if (!(preparation instanceof Preprocessing.Viewed viewed)) {
            throw new IllegalArgumentException(
                    "Pictures in a folder need a preparation that views them. Received: "
                            + preparation
                            + ". Use Preprocessing.Viewed.");
        }
        Optional<Path> tested = tested();
        if (tested.isPresent()) {
            ImageFolder training = look(FolderLayout.of(folder).training(), viewed.training());
            ImageFolder testing = look(tested.get(), viewed.testing());
            if (!training.classNames().equals(testing.classNames())) {
                throw new BadDataException(
                        "Both folders of " + folder + " need the same classes",
                        training.classNames() + " and " + testing.classNames(),
                        "Give each class a folder, of the same name, in both");
            }
            return new DatasetProvider.Sets(training, testing);
        }
        ImageFolder training = look(folder, viewed.training());
        ImageFolder testing = training.through(viewed.testing());
        boolean[] out = heldOut(training);
        return new DatasetProvider.Sets(part(training, out, false), part(testing, out, true));
    }

    private ImageFolder look(Path part, InputSpec view) {
        ImageFolder images = ImageFolder.open(part, without, view);
        return cache.map(images::cached).orElse(images);
    }

    /**
     * By random numbers that depend on names alone, so that no picture changes sides when others come or go. Equal
     * pictures share the number of the first of them.
     */
    private boolean[] heldOut(ImageFolder whole) {
        Map<FileContent, Integer> firsts = new HashMap<>();
        int[] first = new int[whole.size()];
        double[] numbers = new double[whole.size()];
        boolean[] out = new boolean[whole.size()];
        for (int i = 0; i < out.length; i++) {
            Integer before = firsts.putIfAbsent(whole.content(i), i);
            first[i] = before == null ? i : before;
            numbers[i] = HELD_OUT.child(whole.relativeName(first[i])).stream().nextDouble();
            out[i] = numbers[i] < held;
        }
        for (int label : poor(whole, out)) {
            send(whole, label, true, out, first, numbers);
        }
        for (int label : poor(whole, out)) {
            send(whole, label, false, out, first, numbers);
        }
        List<Integer> poor = poor(whole, out);
        if (!poor.isEmpty()) {
            throw new BadDataException(
                    "Each class of "
                            + folder
                            + " needs two different pictures: to learn from, to measure on",
                    "one in the class " + whole.classNames().get(poor.get(0)),
                    "Add pictures to it, or remove it");
        }
        return out;
    }

    /** The classes that have pictures on one side only. */
    private static List<Integer> poor(Dataset whole, boolean[] out) {
        int classes = whole.classNames().size();
        int[] sizes = new int[classes];
        int[] away = new int[classes];
        for (int i = 0; i < out.length; i++) {
            sizes[whole.label(i)]++;
            away[whole.label(i)] += out[i] ? 1 : 0;
        }
        return IntStream.range(0, classes)
                .filter(label -> away[label] == 0 || away[label] == sizes[label])
                .boxed()
                .toList();
    }

    /** Where a class has none on a side, those with the nearest number go there. */
    private static void send(
            Dataset whole, int label, boolean side, boolean[] out, int[] first, double[] numbers) {
        int nearest = -1;
        for (int i = 0; i < out.length; i++) {
            if (whole.label(i) == label) {
                if (out[i] == side) {
                    return;
                }
                if (nearest < 0
                        || (side ? numbers[i] < numbers[nearest] : numbers[i] > numbers[nearest])) {
                    nearest = i;
                }
            }
        }
        int group = first[nearest];
        for (int i = 0; i < out.length; i++) {
            if (first[i] == group) {
                out[i] = side;
            }
        }
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
     * @param sets as a datasets opened them
     * @return one a testing picture, in the set's order
     */
    public static List<Path> files(DatasetProvider.Sets sets) {
        List<Path> files = new ArrayList<>();
        Dataset testing = sets.testing();
        for (int i = 0; i < testing.size(); i++) {
            files.add(PictureSplit.file(testing, i));
        }
        return files;
    }
}
