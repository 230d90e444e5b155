package dev.hearth.inference;

import dev.hearth.data.Dataset;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.transform.ChannelScale;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.nn.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * A trained image classifier, loaded from a folder or a file. Any number of threads may use one
 * classifier at the same time.
 *
 * <pre>{@code
 * try (ImageClassifier classifier = ImageClassifier.load(Path.of("runs/photos"))) {
 *     Prediction best = classifier.classify(Path.of("cat.jpg")).best();
 *     String answer = best.className() + " " + best.probability();
 * }
 * }</pre>
 */
public final class ImageClassifier implements AutoCloseable {

    /**
     * What computes the model. Unless one is chosen, ONNX Runtime where it can: on two cores one picture
     * took Inception-v4 3.9 s, process and all, against 4.0 to 4.4 s with libtorch; 24 pictures took 4.2
     * to 4.7 s against 6.3 to 7.6 s.
     */
    public enum Engine {
        /** libtorch, on any device; calls from several threads are computed one after another. */
        LIBTORCH,
        /** ONNX Runtime, on the CPU; libtorch is not needed for a file that ends in {@code .onnx}. */
        ONNX
    }

    private final String name;
    private final InputSpec view;
    private final List<String> classes;
    private final LogitModel model;
    private final CropAverage average;
    private final TestCrops crops;
    private final Runnable closing;
    private final PictureReader reader = new PictureReader();

    ImageClassifier(
            String name,
            InputSpec view,
            List<String> classes,
            LogitModel model,
            int batch,
            TestCrops crops,
            Runnable closing) {
        this(name, view, Optional.empty(), classes, model, batch, crops, closing);
    }

    private ImageClassifier(
            String name,
            InputSpec view,
            Optional<ChannelScale> scale,
            List<String> classes,
            LogitModel model,
            int batch,
            TestCrops crops,
            Runnable closing) {
        this.name = name;
        this.view = view;
        this.classes = List.copyOf(classes);
        this.model = model;
        this.average = new CropAverage(model, view, scale, batch);
        this.crops = crops;
        this.closing = closing;
    }

    /**
     * Loads a classifier with the default options of {@link ImageClassifierBuilder}.
     *
     * @param model a folder of a trained model or of a training run, or an {@code .onnx} file with class
     *     names
     * @throws dev.hearth.data.BadDataException if a file is missing, broken, or not a classifier's
     * @throws IllegalArgumentException if there is no model at the path
     */
    public static ImageClassifier load(Path model) {
        return builder().load(model);
    }

    /**
     * A classifier of a model of one's own.
     *
     * @param view how a picture becomes its input
     * @param scale what is done to each channel afterwards
     * @param batch crops that are computed together, above 0
     * @param closing frees what the model owns
     */
    public static ImageClassifier of(
            String name,
            InputSpec view,
            Optional<ChannelScale> scale,
            List<String> classes,
            LogitModel model,
            int batch,
            TestCrops crops,
            Runnable closing) {
        return new ImageClassifier(name, view, scale, classes, model, batch, crops, closing);
    }

    /** Options, then {@link ImageClassifierBuilder#load(Path)}. */
    public static ImageClassifierBuilder builder() {
        return new ImageClassifierBuilder();
    }

    /** The model's name, such as {@code inception-v4-released}. */
    public String name() {
        return name;
    }

    /** The class names, in the order of the labels. */
    public List<String> classes() {
        return classes;
    }

    /** How a picture becomes the model's input. */
    public InputSpec view() {
        return view;
    }

    /** How many crops of each picture are averaged. */
    public TestCrops crops() {
        return crops;
    }

    /** In what its convolutions are computed, which may be another precision than was asked for. */
    public Precision precision() {
        return model.precision();
    }

    /**
     * Classifies a file of a kind that {@link dev.hearth.data.image.PictureReader} reads.
     *
     * @throws dev.hearth.data.BadDataException if it is missing, truncated, or of another kind
     */
    public Classification classify(Path file) {
        return classify(reader.read(file));
    }

    /** Classifies the bytes of such a file; {@link dev.hearth.data.BadDataException} as for a file. */
    public Classification classify(byte[] file) {
        return classify(reader.read(file, "a picture"));
    }

    /** Classifies a decoded picture of any size. */
    public Classification classify(Picture picture) {
        return classify(List.of(picture)).get(0);
    }

    /** Classifies pictures of any sizes, which share batches. */
    public List<Classification> classify(List<Picture> pictures) {
        return probabilities(pictures).stream()
                .map(each -> Classification.of(classes, each))
                .toList();
    }

    /**
     * The same as {@link #classify(List)} in plain arrays.
     *
     * @return for each picture one probability a class
     * @throws dev.hearth.onnx.NonFiniteOutputException if the model computes NaN or an infinity
     * @throws IllegalStateException after {@link #close}
     */
    public List<float[]> probabilities(List<Picture> pictures) {
        return average.probabilities(pictures, crops);
    }

    /**
     * The model's input for a picture: channels × side × side numbers for each crop, one crop after
     * another.
     */
    public float[] squares(Picture picture, TestCrops crops) {
        return average.squares(picture, crops);
    }

    /**
     * The model's output for crops: logits or their softmax, equally many for each.
     *
     * @param squares one crop after another; more may follow
     * @param count of crops, above 0
     */
    public float[] logits(float[] squares, int count) {
        return model.logits(squares, count);
    }

    /** Whether {@link #logits} of several threads are computed at the same time. */
    public boolean isConcurrent() {
        return model.isConcurrent();
    }

    /**
     * The mean of the softmax over the crops of a picture.
     *
     * @param logits the model's output, one crop after another
     * @param count of crops, above 0
     * @return a probability for each class
     * @throws dev.hearth.onnx.NonFiniteOutputException if a number is NaN or an infinity
     */
    public float[] shares(float[] logits, int count) {
        return average.shares(logits, count);
    }

    /**
     * What the model looked at: how much each place of a picture's central crop spoke for a class
     * (Grad-CAM, Selvaraju et al. 2017, §3). Of a model that draws random numbers, for the first draw.
     *
     * <pre>{@code
     * static Picture explained(ImageClassifier classifier, Picture picture) {
     *     int label = classifier.classify(picture).best().label();
     *     return classifier.heatMap(picture, label).over(classifier.seen(picture, 299));
     * }
     * }</pre>
     *
     * @param label of the class, usually that of the best prediction
     * @throws IllegalArgumentException if the model is not computed by {@link Engine#LIBTORCH}, has no
     *     feature maps, or no such class
     */
    public HeatMap heatMap(Picture picture, int label) {
        return model.heatMap(average.squares(picture, TestCrops.ONE), label);
    }

    /**
     * The part of a picture that the model sees as one crop, in colour.
     *
     * @param side of the result, in pixels
     */
    public Picture seen(Picture picture, int side) {
        return new InputSpec(3, side, view.fraction(), view.kernel(), 0, 1).square(picture);
    }

    /** How many crops are computed together. */
    public int batch() {
        return average.batch();
    }

    /** Measures the classifier on {@code FOLDER/CLASS/PICTURE}, as {@link Evaluation#of(ImageClassifier, Evaluation.Pictures, IntConsumer)}. */
    public Evaluation evaluate(Path folder) {
        return Evaluation.of(this, Evaluation.Pictures.in(folder, classes), done -> {});
    }

    /**
     * Measures the classifier on a data set whose images are prepared as the model's input.
     *
     * @throws IllegalArgumentException if the images are of another size
     */
    public Evaluation evaluate(Dataset images) {
        return Evaluation.of(model, view.pixels(), classes, images);
    }

    /** Frees the model's memory; a second call does nothing. */
    @Override
    public void close() {
        closing.run();
    }
}
