package dev.hearth.inference;

import dev.hearth.data.image.Picture;
import dev.hearth.data.transform.ChannelScale;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.onnx.NonFiniteOutputException;
import dev.hearth.tensor.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The class probabilities of pictures: crops are computed in batches, which several pictures may share,
 * and the softmax is averaged over the crops of each picture. The output of a model that ends in a
 * softmax is averaged as it is.
 */
final class CropAverage {

    private final LogitModel model;
    private final InputSpec view;
    private final Optional<ChannelScale> scale;
    private final int batch;

    CropAverage(LogitModel model, InputSpec view, int batch) {
        this(model, view, Optional.empty(), batch);
    }

    CropAverage(LogitModel model, InputSpec view, Optional<ChannelScale> scale, int batch) {
        this.model = model;
        this.view = view;
        this.scale = scale;
        this.batch = checkBatch(batch);
    }

    static int checkBatch(int batch) {
        if (batch < 1) {
            throw Check.error("A batch needs at least one crop", batch, "Use a batch of 12");
        }
        return batch;
    }

    /** For each picture one probability a class; {@link NonFiniteOutputException} where the model computes NaN. */
    List<float[]> probabilities(List<Picture> pictures, TestCrops crops) {
        List<float[]> sums = new ArrayList<>();
        CropBatch pending = new CropBatch(sums);
        for (int i = 0; i < pictures.size(); i++) {
            sums.add(new float[0]);
            for (Picture square : crops.of(pictures.get(i), view)) {
                pending.add(square, i);
            }
        }
        pending.flush();
        for (float[] sum : sums) {
            for (int c = 0; c < sum.length; c++) {
                sum[c] /= crops.count();
            }
        }
        return sums;
    }

    float[] squares(Picture picture, TestCrops crops) {
        int each = view.pixels().count();
        float[] squares = new float[Math.multiplyExact(each, crops.count())];
        int at = 0;
        for (Picture square : crops.of(picture, view)) {
            scale(square, squares, at);
            at += each;
        }
        return squares;
    }

    private void scale(Picture square, float[] into, int at) {
        view.scale(square, into, at);
        scale.ifPresent(each -> each.apply(into, at, view.side() * view.side()));
    }

    float[] shares(float[] logits, int squares) {
        NonFiniteOutputException.refuse(logits);
        float[] shares = new float[logits.length / squares];
        for (int i = 0; i < squares; i++) {
            addShares(logits, i * shares.length, shares, model.endsInSoftmax());
        }
        for (int c = 0; c < shares.length; c++) {
            shares[c] /= squares;
        }
        return shares;
    }

    int batch() {
        return batch;
    }

    /** Crops that are not computed yet, each with its picture's index. */
    private final class CropBatch {
        private final List<float[]> sums;
        private final int values = view.pixels().count();
        private final float[] squares = new float[Math.multiplyExact(batch, values)];
        private final int[] owners = new int[batch];
        private int count;

        CropBatch(List<float[]> sums) {
            this.sums = sums;
        }

        void add(Picture square, int owner) {
            scale(square, squares, count * values);
            owners[count++] = owner;
            if (count == batch) {
                flush();
            }
        }

        void flush() {
            if (count == 0) {
                return;
            }
            float[] logits = model.logits(squares, count);
            NonFiniteOutputException.refuse(logits);
            int classes = logits.length / count;
            for (int i = 0; i < count; i++) {
                float[] sum = sums.get(owners[i]);
                if (sum.length == 0) {
                    sum = new float[classes];
                    sums.set(owners[i], sum);
                }
                addShares(logits, i * classes, sum, model.endsInSoftmax());
            }
            count = 0;
        }
    }

    /** Adds the softmax of some logits, or the probabilities themselves. */
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
