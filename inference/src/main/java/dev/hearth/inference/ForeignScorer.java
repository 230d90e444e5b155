package dev.hearth.inference;

import dev.hearth.onnx.ForeignModel;
import dev.hearth.onnx.OnnxNet;
import java.util.Arrays;

/**
 * A net that others exported, in the order of numbers and the count of examples that it takes. Whoever
 * opened the net closes it.
 *
 * @param net of ONNX Runtime
 * @param model what it proved to be
 */
public record ForeignScorer(OnnxNet net, ForeignModel model) implements LogitModel {

    @Override
    public boolean endsInSoftmax() {
        return model.endsInSoftmax();
    }

    @Override
    public boolean isConcurrent() {
        return true;
    }

    @Override
    public float[] logits(float[] squares, int count) {
        int each = model.channels() * model.side() * model.side();
        float[] given = model.isChannelsLast() ? turned(squares, count) : squares;
        if (!model.isAlone()) {
            return net.apply(given, model.extents(count));
        }
        float[] all = new float[count * model.classes()];
        for (int i = 0; i < count; i++) {
            float[] one = Arrays.copyOfRange(given, i * each, (i + 1) * each);
            float[] came = net.apply(one, model.extents(1));
            System.arraycopy(came, 0, all, i * model.classes(), model.classes());
        }
        return all;
    }

    /** From channels first to channels last. */
    private float[] turned(float[] squares, int count) {
        int channels = model.channels();
        int area = model.side() * model.side();
        float[] turned = new float[count * channels * area];
        for (int i = 0; i < count; i++) {
            int from = i * channels * area;
            for (int c = 0; c < channels; c++) {
                for (int k = 0; k < area; k++) {
                    turned[from + k * channels + c] = squares[from + c * area + k];
                }
            }
        }
        return turned;
    }
}
