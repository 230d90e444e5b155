package dev.hearth.inference;

import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.train.log.ConfusionPicture;
import dev.hearth.train.log.Gallery;
import dev.hearth.train.metric.Confusion;
import dev.hearth.train.metric.TopK;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * How often a net is right on labelled pictures, and where it is most wrong.
 *
 * <pre>{@code
 * static double topOneError(ImageClassifier classifier, List<String> classes, Path folder) {
 *     Evaluation.Pictures pictures = Evaluation.Pictures.in(folder, classes);
 *     return Evaluation.of(classifier, classes, pictures, TestCrops.ONE, done -> {}).topOneError();
 * }
 * }</pre>
 *
 * @param classes the net's
 * @param crops how many squares of each picture were looked at
 * @param count of pictures
 * @param topOneError in percent
 * @param topFiveError in percent; 0 for a net of five classes or fewer
 * @param confusion label by guess
 * @param mistakes the worst first: those whose own class got the smallest share
 */
public record Evaluation(
        List<String> classes,
        TestCrops crops,
        int count,
        double topOneError,
        double topFiveError,
        Confusion confusion,
        List<Mistake> mistakes) {

    private static final int GROUP = 16;
    private static final int SHOWN = 20;

    /** Copies the lists. */
    public Evaluation {
        classes = List.copyOf(classes);
        mistakes = List.copyOf(mistakes);
    }

    /**
     * A picture that was taken for something else.
     *
     * @param file where it lies
     * @param label what it is
     * @param share of its own class
     * @param guess what it was taken for
     */
    public record Mistake(Path file, int label, double share, Prediction guess) {}

    /**
     * Labelled pictures.
     *
     * @param files where they lie
     * @param labels the net's label of each
     */
    public record Pictures(List<Path> files, List<Integer> labels) {

        /** Copies the lists. */
        public Pictures {
            files = List.copyOf(files);
            labels = List.copyOf(labels);
        }

        /**
         * Those of a folder, {@code FOLDER/CLASS/PICTURE}.
         *
         * @param folder holds a folder for each class; not all of the net's need be there
         * @param classes the net's
         * @return in the folder's order
         * @throws dev.hearth.data.BadDataException if the folder holds none, or a class that the net has not
         */
        public static Pictures in(Path folder, List<String> classes) {
            ImageFolder images = ImageFolder.open(folder, InputSpec.unscaled(1, 1));
            int[] meant = FolderLabels.of(images.classNames(), classes);
            List<Path> files = new ArrayList<>();
            List<Integer> labels = new ArrayList<>();
            for (int i = 0; i < images.size(); i++) {
                files.add(images.file(i));
                labels.add(meant[images.label(i)]);
            }
            return new Pictures(files, labels);
        }
    }

    /**
     * The errors that tell something: of five classes or fewer, the right one is always among the first
     * five.
     *
     * @return {@code topOneError} and, where there are more than five classes, {@code topFiveError}
     */
    public Map<String, Double> errors() {
        Map<String, Double> errors = new LinkedHashMap<>();
        errors.put("topOneError", topOneError);
        if (classes.size() > 5) {
            errors.put("topFiveError", topFiveError);
        }
        return errors;
    }

    /**
     * Looks at all pictures.
     *
     * @param classifier at work
     * @param classes the net's
     * @param pictures labelled
     * @param crops how many squares of each
     * @param progress told how many pictures are done
     * @return what came out
     * @throws dev.hearth.data.BadDataException if a picture cannot be read
     */
    public static Evaluation of(
            ImageClassifier classifier,
            List<String> classes,
            Pictures pictures,
            TestCrops crops,
            IntConsumer progress) {
        PictureReader reader = new PictureReader();
        TopK one = new TopK(1, classes.size());
        TopK five = new TopK(Math.min(5, classes.size()), classes.size());
        Confusion confusion = new Confusion(classes.size());
        List<Mistake> mistakes = new ArrayList<>();
        int group = crops == TestCrops.ONE ? GROUP : 1;
        for (int from = 0; from < pictures.files().size(); from += group) {
            int to = Math.min(from + group, pictures.files().size());
            List<Picture> decoded = new ArrayList<>();
            for (int i = from; i < to; i++) {
                decoded.add(reader.read(pictures.files().get(i)));
            }
            List<float[]> shares = classifier.probabilities(decoded, crops);
            for (int i = from; i < to; i++) {
                float[] share = shares.get(i - from);
                int label = pictures.labels().get(i);
                int[] labels = {label};
                one.add(share, labels);
                five.add(share, labels);
                confusion.add(share, labels);
                Prediction guess = Prediction.best(share, 1).get(0);
                if (guess.label() != label) {
                    mistakes.add(new Mistake(pictures.files().get(i), label, share[label], guess));
                }
            }
            progress.accept(to);
        }
        mistakes.sort(Comparator.comparingDouble(Mistake::share));
        return new Evaluation(
                classes,
                crops,
                pictures.files().size(),
                100 * one.error(),
                100 * five.error(),
                confusion,
                mistakes);
    }

    /**
     * Draws the confusion matrix and the worst mistakes, and writes both as tables too: {@code
     * confusion.png}, {@code confusion.csv}, {@code mistakes.png} and {@code mistakes.csv}.
     *
     * @param folder where to; it must exist
     * @param view how the mistakes were seen
     * @throws dev.hearth.data.BadDataException if it cannot be written
     */
    public void write(Path folder, InputSpec view) {
        String title =
                String.format(Locale.ROOT, "%d pictures, top-1 error %.2f %%", count, topOneError);
        List<Gallery.Frame> frames = new ArrayList<>();
        PictureReader reader = new PictureReader();
        InputSpec colour = new InputSpec(3, view.side(), view.fraction(), view.kernel(), 0, 1);
        for (Mistake mistake : mistakes.subList(0, Math.min(SHOWN, mistakes.size()))) {
            Picture seen = colour.square(reader.read(mistake.file()));
            frames.add(
                    new Gallery.Frame(
                            seen,
                            brief(mistake.label()) + percent(mistake.share()),
                            "taken for "
                                    + brief(mistake.guess().label())
                                    + percent(mistake.guess().probability())));
        }
        try {
            List<String> names = classes.stream().map(Evaluation::brief).toList();
            if (classes.size() <= 200) {
                new ConfusionPicture(title, names, confusion)
                        .write(folder.resolve("confusion.png"));
            }
            new Gallery(
                            mistakes.isEmpty()
                                    ? "No mistakes"
                                    : "The worst of " + mistakes.size() + " mistakes",
                            frames)
                    .write(folder.resolve("mistakes.png"));
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
        AtomicFile.write(folder.resolve("confusion.csv"), confusionTable());
        AtomicFile.write(folder.resolve("mistakes.csv"), mistakesTable());
    }

    private String brief(int label) {
        return brief(classes.get(label));
    }

    /** Without the synset, the first word alone. */
    private static String brief(String name) {
        String words = name.matches("n\\d{8} .*") ? name.substring(10) : name;
        int comma = words.indexOf(", ");
        return comma < 0 ? words : words.substring(0, comma);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, ", %.1f %%", 100 * share);
    }

    /** A line for each pair of classes that came, in the order of labels. */
    private String confusionTable() {
        StringBuilder table = new StringBuilder("class,taken for,count\n");
        for (int label = 0; label < classes.size(); label++) {
            for (int guess = 0; guess < classes.size(); guess++) {
                long found = confusion.count(label, guess);
                if (found > 0) {
                    table.append(cell(classes.get(label)))
                            .append(',')
                            .append(cell(classes.get(guess)))
                            .append(',')
                            .append(found)
                            .append('\n');
                }
            }
        }
        return table.toString();
    }

    private String mistakesTable() {
        StringBuilder table = new StringBuilder("file,class,share,taken for,its share\n");
        for (Mistake mistake : mistakes) {
            table.append(
                    String.format(
                            Locale.ROOT,
                            "%s,%s,%.6f,%s,%.6f%n",
                            cell(mistake.file().toString()),
                            cell(classes.get(mistake.label())),
                            mistake.share(),
                            cell(classes.get(mistake.guess().label())),
                            mistake.guess().probability()));
        }
        return table.toString();
    }

    private static String cell(String text) {
        return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
