package dev.hearth.export.pictures;

import dev.hearth.data.view.View;
import dev.hearth.export.onnx.OnnxNet;

/**
 * A net that ONNX Runtime computes. Whoever opened the net closes it.
 *
 * @param net gives logits, or probabilities
 * @param view how it sees pictures
 * @param endsInSoftmax whether they are probabilities, as the model says
 */
public record OnnxScorer(OnnxNet net, View view, boolean endsInSoftmax) implements Scorer {

    @Override
    public float[] logits(float[] squares, int count) {
        return net.apply(squares, count, view.channels(), view.side(), view.side());
    }
}
