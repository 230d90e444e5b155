package dev.hearth.inference;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.dataset.FolderLayout;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.tensor.Check;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.dataset.PictureFolder;
import dev.hearth.train.dataset.PictureSplit;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.zoo.ModelRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/** Checks of the pictures that a classifier is fine-tuned on. */
final class FineTuningData {

    /** Counts of two classes that differ by more than this factor are worth a warning. */
    private static final double UNEQUAL = 3;

    /** With fewer, each picture is more than 3 % of the error. */
    private static final int FEW_MEASURED = 30;

    private FineTuningData() {}

    /** The name of a folder of pictures. */
    static String name(Path pictures) {
        Path last = pictures.toAbsolutePath().normalize().getFileName();
        return last == null ? "images" : last.toString();
    }

    /** The names of the classes, at least two. */
    static List<String> classes(PictureFolder labelled) {
        Path training = FolderLayout.of(labelled.folder()).training();
        List<String> classes =
                ImageFolder.open(training, labelled.without(), InputSpec.unscaled(1, 1))
                        .classNames();
        if (classes.size() < 2) {
            throw Check.error(
                    "A classifier needs pictures of two classes or more",
                    classes + " in " + training,
                    "Give each class a folder of its own");
        }
        return classes;
    }

    /** Training pictures of each class, in the order of the labels. */
    static List<Long> counts(Dataset training) {
        long[] counts = new long[training.classNames().size()];
        for (int i = 0; i < training.size(); i++) {
            counts[training.label(i)]++;
        }
        return LongStream.of(counts).boxed().toList();
    }

    /** A warning where so few pictures are measured on that the error moves in large steps. */
    static Optional<String> coarse(int measured) {
        return measured >= FEW_MEASURED
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "Only %d pictures are measured on, each %.1f %% of the error: the best of many"
                                        + " epochs will look better than it is. More pictures, or a larger share"
                                        + " held out (--hold-out), tell more.",
                                measured,
                                100.0 / measured));
    }

    /** A warning where classes are of very unequal count. */
    static Optional<String> imbalance(List<String> classes, List<Long> counts) {
        int least = 0;
        int most = 0;
        for (int label = 1; label < counts.size(); label++) {
            least = counts.get(label) < counts.get(least) ? label : least;
            most = counts.get(label) > counts.get(most) ? label : most;
        }
        if (counts.get(most) <= UNEQUAL * counts.get(least)) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "The classes are unequal: %d training pictures of %s, %d of %s. The error can be"
                                + " low though %s is never found; look at its recall, and try class"
                                + " weights or oversampling (--balance).",
                        counts.get(most),
                        classes.get(most),
                        counts.get(least),
                        classes.get(least),
                        classes.get(least)));
    }

    /** Results of earlier releases do not say which pictures they are of, but which classes. */
    static void checkClasses(Path out, List<String> classes) {
        if (!TrainedModel.isIn(out)) {
            return;
        }
        List<String> before = TrainedModel.read(out, ModelRegistry.layerJson()).classes();
        if (!before.equals(classes)) {
            throw new BadDataException(
                    "A model of the classes "
                            + String.join(", ", classes)
                            + " needs a folder of its own",
                    out + " with one of the classes " + String.join(", ", before),
                    "Name another folder, or remove this one");
        }
    }

    /** Whether a folder holds a run of a recipe of this name, at its end or not. */
    static boolean isRunOf(Path folder, String recipe, RecipeJson text) {
        Path file = folder.resolve("recipe.json");
        try {
            return Files.isRegularFile(file)
                    && text.readAny(Files.readString(file)).name().equals(recipe);
        } catch (IOException | IllegalArgumentException damaged) {
            // The run that is to work there says so.
            return false;
        }
    }

    /** A warning where the first weights have learned from pictures to be measured on. */
    static Optional<String> known(Path start, Path pictures, DatasetProvider.Sets sets) {
        Optional<PictureSplit> before =
                Files.isDirectory(start) ? PictureSplit.read(start) : Optional.empty();
        long known =
                before.map(split -> PictureSplit.of(pictures, sets).measuredAndLearnedIn(split))
                        .orElse(0L);
        return known == 0
                ? Optional.empty()
                : Optional.of(
                        start
                                + " was trained on "
                                + known
                                + " of the "
                                + sets.testing().size()
                                + " pictures to measure on, so the error will be too low.");
    }

    /** Indices of pictures for a preview: as many of each class in turn as there is place for. */
    static int[] some(Dataset training, int count) {
        List<Integer> chosen = new ArrayList<>();
        int classes = training.classNames().size();
        for (int round = 0; chosen.size() < Math.min(count, training.size()); round++) {
            for (int label = 0; label < classes && chosen.size() < count; label++) {
                int seen = 0;
                for (int i = 0; i < training.size(); i++) {
                    if (training.label(i) == label && seen++ == round) {
                        chosen.add(i);
                        break;
                    }
                }
            }
        }
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }
}
