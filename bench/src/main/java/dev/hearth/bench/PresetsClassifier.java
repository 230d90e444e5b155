package dev.hearth.bench;

import dev.hearth.data.Batch;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A classifier on the presets, with their cross-entropy. */
abstract class PresetsClassifier extends PresetsContender {

    PresetsClassifier(String name, Work work) {
        super(name, work);
    }

    /** The logits of a batch of images. */
    abstract Tensor logits(Batch batch);

    @Override
    final Tensor loss(Batch batch, int step) {
        long[] labels = new long[batch.count()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = batch.labels()[i];
        }
        return torch.cross_entropy(logits(batch), Tensor.create(labels, labels.length));
    }
}
