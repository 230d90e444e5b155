package dev.hearth.inference;

import dev.hearth.data.BadDataException;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Precision;
import dev.hearth.onnx.BatchNet;

/**
 * An exported model, computed by ONNX Runtime or another engine. Closing {@code net} is left to whoever opened it.
 *
 * @param net computes logits, or probabilities
 * @param view how a picture becomes its input
 * @param endsInSoftmax whether it computes probabilities
 * @param classes how many
 */
public record OnnxLogitModel(BatchNet net, InputSpec view, boolean endsInSoftmax, int classes)
        implements LogitModel {

    @Override
    public boolean isConcurrent() {
        return true;
    }

    @Override
    public Precision precision() {
        return net.precision();
    }

    @Override
    public float[] logits(float[] squares, int count) {
        float[] logits = net.apply(squares, count, view.channels(), view.side(), view.side());
        if (logits.length != (long) count * classes) {
            throw new BadDataException(
                    "A model computes a number for each of its " + classes + " classes",
                    logits.length + " numbers for " + count + " pictures",
                    "Export it anew with ./hearth export");
        }
        return logits;
    }
}
