package dev.hearth.inference;

import dev.hearth.data.BadDataException;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.onnx.OnnxNet;

/**
 * A net that ONNX Runtime computes. Whoever opened the net closes it.
 *
 * @param net gives logits, or probabilities
 * @param view how it sees pictures
 * @param endsInSoftmax whether they are probabilities, as the model says
 * @param classes how many numbers there are for each picture
 */
public record OnnxLogitModel(OnnxNet net, InputSpec view, boolean endsInSoftmax, int classes)
        implements LogitModel {

    @Override
    public float[] logits(float[] squares, int count) {
        float[] logits = net.apply(squares, count, view.channels(), view.side(), view.side());
        if (logits.length != (long) count * classes) {
            throw new BadDataException(
                    "A model of " + classes + " classes gives a number for each",
                    logits.length + " numbers for " + count + " pictures",
                    "Export it anew with ./hearth export");
        }
        return logits;
    }
}
