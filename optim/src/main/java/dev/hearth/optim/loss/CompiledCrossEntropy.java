package dev.hearth.optim.loss;

import dev.hearth.tensor.Check;
import dev.hearth.tensor.DenseMatrix;

/** {@link CrossEntropy} on matrices: its gradient by a logit is (softmax − q)/examples. */
record CompiledCrossEntropy(double smoothing) implements CompiledLoss {

    @Override
    public Target target() {
        return Target.LABELS;
    }

    @Override
    public double of(Share share) {
        DenseMatrix gradient = share.gradient();
        int classes = gradient.columns();
        float onLabel = (float) (1 - smoothing);
        float elsewhere = (float) (smoothing / classes);
        gradient.logSoftmaxOf(share.output());
        double sum = 0;
        for (int i = 0; i < gradient.rows(); i++) {
            int label = share.labels()[share.first() + i];
            if (label < 0 || label >= classes) {
                throw Check.error(
                        "crossEntropy needs labels from 0 to "
                                + (classes - 1)
                                + ", below the count of classes",
                        label + " at " + (share.first() + i),
                        "Mend the labels, or give the net more outputs");
            }
            sum -= onLabel * gradient.get(i, label);
            for (int j = 0; smoothing > 0 && j < classes; j++) {
                sum -= elsewhere * gradient.get(i, j);
            }
        }
        gradient.exp();
        for (int i = 0; i < gradient.rows(); i++) {
            int label = share.labels()[share.first() + i];
            gradient.put(i, label, gradient.get(i, label) - onLabel);
            for (int j = 0; smoothing > 0 && j < classes; j++) {
                gradient.put(i, j, gradient.get(i, j) - elsewhere);
            }
        }
        gradient.scale(1f / share.examples());
        return sum / share.examples();
    }
}
