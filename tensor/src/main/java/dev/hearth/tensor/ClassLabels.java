package dev.hearth.tensor;

import java.nio.ByteOrder;
import java.nio.LongBuffer;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Labels of classes, of which each counts: libtorch leaves out the one that it is told to ignore, in
 * silence and −100 by default.
 */
final class ClassLabels {

    /** A label that does not occur, to be ignored: libtorch refuses it and all others outside. */
    private static final long NONE = Long.MIN_VALUE;

    private ClassLabels() {}

    static org.bytedeco.pytorch.Tensor crossEntropy(
            Tensor logits, Tensor labels, double smoothing) {
        boolean isKnown = labels.greatestLabel() >= 0 && labels.greatestLabel() < logits.size(-1);
        if (!isKnown && logits.dimensions() == 2 && labels.dtype() == DType.INT64) {
            refuseOutside(labels, logits.size(1));
        }
        try (TensorOptional none = new TensorOptional()) {
            return torch.cross_entropy_loss(logits.raw(), labels.raw(), none, 1, NONE, smoothing);
        }
    }

    /** Says which label is outside, where they can be read without waiting for a device. */
    private static void refuseOutside(Tensor labels, long classes) {
        if (!labels.device().isCpu() || labels.count() == 0) {
            return;
        }
        LongBuffer values =
                labels.raw().is_contiguous()
                        ? labels.bytes().order(ByteOrder.nativeOrder()).asLongBuffer()
                        : LongBuffer.wrap(labels.toLongs());
        for (int i = 0; i < values.capacity(); i++) {
            long label = values.get(i);
            if (label < 0 || label >= classes) {
                throw Check.error(
                        "crossEntropy needs labels from 0 to "
                                + (classes - 1)
                                + ", below the count of classes",
                        label + " at " + i,
                        "Mend the labels, or give the net more outputs");
            }
        }
    }
}
