package dev.hearth.inference;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Loader;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.onnx.NonFiniteOutputException;
import dev.hearth.tensor.Check;
import dev.hearth.train.log.ConfusionPicture;
import dev.hearth.train.log.Gallery;
import dev.hearth.train.metric.Confusion;
import dev.hearth.train.metric.TopK;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * The errors of a classifier on labelled images, its confusion matrix and its worst mistakes.
 *
 * <pre>{@code
 * try (ImageClassifier classifier = ImageClassifier.load(Path.of("runs/photos"))) {
 *     Evaluation evaluation = classifier.evaluate(Path.of("more-photos"));   // CLASS/PICTURE
 *     double error = evaluation.topOneError();
 *     for (Evaluation.ClassFigures figures : evaluation.perClass()) {
 *         double found = figures.recall();
 *     }
 * }
 * }</pre>
 *
 * @param classes the model's class names
 * @param crops how many crops of each picture were averaged
 * @param count of images
 * @param topOneError in percent
 * @param topFiveError in percent; 0 for a model of five classes or fewer
 * @param confusion label by prediction
 * @param mistakes in pictures of a folder, the worst first: the lowest probability of the true class
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

    /** Input values of a batch of a data set. */
    private static final int MOST_VALUES = 1 << 22;

    /** Copies the lists. */
    public Evaluation {
        classes = List.copyOf(classes);
        mistakes = List.copyOf(mistakes);
    }

    /**
     * A picture of another class than predicted.
     *
     * @param label its class
     * @param share the probability of its class
     * @param guess the prediction
     */
    public record Mistake(Path file, int label, double share, Prediction guess) {}

    /**
     * The figures of one class.
     *
     * @param count images of the class
     * @param recall the share of them that was found; NaN if there is none
     * @param precision the share of the images predicted as this class that are of it; NaN if there is none
     */
    public record ClassFigures(String name, long count, double recall, double precision) {

        /** The harmonic mean of recall and precision: 0 if nothing was found, NaN without images. */
        public double f1() {
            if (count == 0 || recall == 0) {
                return count == 0 ? Double.NaN : 0;
            }
            return 2 * recall * precision / (recall + precision);
        }
    }

    /**
     * Labelled pictures.
     *
     * @param labels the model's label of each
     */
    public record Pictures(List<Path> files, List<Integer> labels) {

        /** Copies the lists. */
        public Pictures {
            files = List.copyOf(files);
            labels = List.copyOf(labels);
        }

        /**
         * The pictures of {@code FOLDER/CLASS/PICTURE}. Not every class of the model needs a folder; a
         * folder may have the name of a class, its synset ({@code n01440764}), or one of the words of an
         * ImageNet class ({@code tench}).
         *
         * @param classes the model's
         * @throws dev.hearth.data.BadDataException if the folder holds no picture, or a class that the
         *     model does not have
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
     * The errors by name: {@code topOneError} and, for more than five classes, {@code topFiveError},
     * which is 0 otherwise.
     */
    public Map<String, Double> errors() {
        Map<String, Double> errors = new LinkedHashMap<>();
        errors.put("topOneError", topOneError);
        if (classes.size() > 5) {
            errors.put("topFiveError", topFiveError);
        }
        return errors;
    }

    /** The mean F1 of the classes that have images (macro-averaged F1). */
    public double meanF1() {
        return perClass().stream()
                .filter(figures -> figures.count() > 0)
                .mapToDouble(ClassFigures::f1)
                .average()
                .orElse(Double.NaN);
    }

    /** Recall and precision of each class, in the order of the labels. */
    public List<ClassFigures> perClass() {
        List<ClassFigures> figures = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            long images = confusion.undecided(label);
            for (int other = 0; other < classes.size(); other++) {
                images += confusion.count(label, other);
            }
            figures.add(
                    new ClassFigures(
                            classes.get(label),
                            images,
                            confusion.recall(label).orElse(Double.NaN),
                            confusion.precision(label).orElse(Double.NaN)));
        }
        return figures;
    }

    /**
     * Classifies labelled pictures.
     *
     * @param progress takes the count of pictures done
     * @throws dev.hearth.data.BadDataException if a picture cannot be read
     */
    public static Evaluation of(
            ImageClassifier classifier, Pictures pictures, IntConsumer progress) {
        return of(
                classifier::probabilities,
                classifier.classes(),
                pictures,
                classifier.crops(),
                progress);
    }

    /** Classifies images that are prepared as the model's input already. */
    static Evaluation of(
            LogitModel model, ImageShape pixels, List<String> classes, Dataset images) {
        if (!images.pixels().equals(pixels)) {
            throw Check.error(
                    "A model is evaluated on images of its input, " + pixels,
                    images.pixels() + " of " + images.name(),
                    "Prepare the data set as the model was trained");
        }
        TopK one = new TopK(1, classes.size());
        TopK five = new TopK(Math.min(5, classes.size()), classes.size());
        Confusion confusion = new Confusion(classes.size());
        int batch = Math.max(1, Math.min(500, MOST_VALUES / pixels.count()));
        Loader loader = Loader.inOrder(images, batch);
        try (Batches batches = loader.epoch(0).open()) {
            while (batches.hasNext()) {
                Batch next = batches.next();
                float[] logits = model.logits(next.images(), next.count());
                NonFiniteOutputException.refuse(logits);
                int[] labels = Arrays.copyOf(next.labels(), next.count());
                one.add(logits, labels);
                five.add(logits, labels);
                confusion.add(logits, labels);
            }
        }
        return new Evaluation(
                classes,
                TestCrops.ONE,
                images.size(),
                100 * one.error(),
                100 * five.error(),
                confusion,
                List.of());
    }

    static Evaluation of(
            Function<List<Picture>, List<float[]>> classifier,
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
            List<Picture> decoded =
                    pictures.files().subList(from, to).parallelStream().map(reader::read).toList();
            List<float[]> shares = classifier.apply(decoded);
            for (int i = from; i < to; i++) {
                float[] share = shares.get(i - from);
                int label = pictures.labels().get(i);
                int[] labels = {label};
                one.add(share, labels);
                five.add(share, labels);
                confusion.add(share, labels);
                Prediction guess = Prediction.best(share, classes, 1).get(0);
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
     * Writes the confusion matrix and the worst mistakes as pictures and as tables, and the figures of
     * each class: {@code confusion.png}, {@code confusion.csv}, {@code mistakes.png}, {@code
     * mistakes.csv} and {@code classes.csv}.
     *
     * @param folder made if it is missing
     * @param view how the model saw the pictures
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
            Files.createDirectories(folder);
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
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
        AtomicFile.write(folder.resolve("confusion.csv"), confusionTable());
        AtomicFile.write(folder.resolve("mistakes.csv"), mistakesTable());
        AtomicFile.write(folder.resolve("classes.csv"), classTable());
    }

    private String brief(int label) {
        return brief(classes.get(label));
    }

    /** The first of an ImageNet class's words, without its synset. */
    private static String brief(String name) {
        String words = name.matches("n\\d{8} .*") ? name.substring(10) : name;
        int comma = words.indexOf(", ");
        return comma < 0 ? words : words.substring(0, comma);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, ", %.1f %%", 100 * share);
    }

    /** A line for each pair of label and prediction that occurred. */
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

    private String classTable() {
        StringBuilder table = new StringBuilder("class,images,recall,precision,f1\n");
        for (ClassFigures figures : perClass()) {
            table.append(
                    String.format(
                            Locale.ROOT,
                            "%s,%d,%.6f,%.6f,%.6f%n",
                            cell(figures.name()),
                            figures.count(),
                            figures.recall(),
                            figures.precision(),
                            figures.f1()));
        }
        return table.toString();
    }

    private static String cell(String text) {
        return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
