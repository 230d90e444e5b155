package dev.hearth.inference;

import dev.hearth.data.image.Picture;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.nn.Model;
import dev.hearth.onnx.NonFiniteOutputException;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what pictures show: cuts squares, gives them to the net in batches, and averages the softmax
 * over each picture's squares; a net that ends in one is taken at its word. The squares of several pictures may share a
 * batch. Threads may share one that ONNX Runtime computes; libtorch's belongs to the thread of its scope.
 *
 * <pre>{@code
 * static float[] look(Model net, InputSpec view, Path cat) {
 *     ImageClassifier classifier = new ImageClassifier(net, view, 12);
 *     return classifier.probabilities(List.of(new PictureReader().read(cat)), TestCrops.TWELVE).get(0);
 * }
 * }</pre>
 */
public final class ImageClassifier {

    private final LogitModel scorer;
    private final InputSpec view;
    private final int batch;

    /**
     * A classifier that libtorch computes, tested once.
     *
     * @param net trained; gives logits, or ends in their softmax
     * @param view how it sees pictures
     * @param batch squares at once, above 0; what it costs in memory is the net's
     */
    public ImageClassifier(Model net, InputSpec view, int batch) {
        this(new LibTorchLogitModel(net), view, batch);
    }

    /**
     * A classifier.
     *
     * @param scorer gives logits, or probabilities
     * @param view how it sees pictures
     * @param batch squares at once, above 0; what it costs in memory is the net's
     */
    public ImageClassifier(LogitModel scorer, InputSpec view, int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException(
                    "--batch needs at least one square at once. Received: " + batch + ". Use 12.");
        }
        this.scorer = scorer;
        this.view = view;
        this.batch = batch;
    }

    /**
     * How it sees pictures.
     *
     * @return the view
     */
    public InputSpec view() {
        return view;
    }

    /**
     * What the pictures show.
     *
     * @param pictures any number, of any size
     * @param crops how many squares of each
     * @return for each picture a share for each class; they sum to 1
     * @throws NonFiniteOutputException if the net answers with NaN or an infinity
     */
    public List<float[]> probabilities(List<Picture> pictures, TestCrops crops) {
        List<float[]> sums = new ArrayList<>();
        Waiting waiting = new Waiting(sums);
        for (int i = 0; i < pictures.size(); i++) {
            sums.add(new float[0]);
            for (Picture square : crops.of(pictures.get(i), view)) {
                waiting.add(square, i);
            }
        }
        waiting.flush();
        for (float[] sum : sums) {
            for (int c = 0; c < sum.length; c++) {
                sum[c] /= crops.count();
            }
        }
        return sums;
    }

    /** Squares that wait for their batch, each with its picture's number. */
    private final class Waiting {
        private final List<float[]> sums;
        private final int values = view.pixels().count();
        private final float[] squares = new float[Math.multiplyExact(batch, values)];
        private final int[] owners = new int[batch];
        private int count;

        Waiting(List<float[]> sums) {
            this.sums = sums;
        }

        void add(Picture square, int owner) {
            view.scale(square, squares, count * values);
            owners[count++] = owner;
            if (count == batch) {
                flush();
            }
        }

        void flush() {
            if (count == 0) {
                return;
            }
            float[] logits = scorer.logits(squares, count);
            NonFiniteOutputException.refuse(logits);
            int classes = logits.length / count;
            for (int i = 0; i < count; i++) {
                float[] sum = sums.get(owners[i]);
                if (sum.length == 0) {
                    sum = new float[classes];
                    sums.set(owners[i], sum);
                }
                addShares(logits, i * classes, sum, scorer.endsInSoftmax());
            }
            count = 0;
        }
    }

    /** Adds the softmax of some logits, or what is one. */
    private static void addShares(float[] logits, int from, float[] sum, boolean shares) {
        if (shares) {
            for (int c = 0; c < sum.length; c++) {
                sum[c] += logits[from + c];
            }
            return;
        }
        double greatest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < sum.length; c++) {
            greatest = Math.max(greatest, logits[from + c]);
        }
        double[] powers = new double[sum.length];
        double total = 0;
        for (int c = 0; c < sum.length; c++) {
            powers[c] = Math.exp(logits[from + c] - greatest);
            total += powers[c];
        }
        for (int c = 0; c < sum.length; c++) {
            sum[c] += (float) (powers[c] / total);
        }
    }
}
