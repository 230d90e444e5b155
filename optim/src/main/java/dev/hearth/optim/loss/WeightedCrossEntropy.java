package dev.hearth.optim.loss;

import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;
import java.util.List;

/**
 * Cross-entropy with a weight for each class, in nats: −Σ w_y ln softmax(output)_y / Σ w_y over the
 * batch, as in PyTorch's {@code CrossEntropyLoss(weight)}.
 *
 * <p>Output: logits [batch × classes]. Target: labels INT64 [batch].
 *
 * <pre>{@code
 * Loss loss = WeightedCrossEntropy.balanced(List.of(900L, 100L));      // 0.556, 5
 * }</pre>
 *
 * @param weights for each class, above 0
 */
public record WeightedCrossEntropy(List<Double> weights) implements Loss {

    /** Copies the list, and refuses weights that are not above 0. */
    public WeightedCrossEntropy {
        weights = List.copyOf(weights);
        if (weights.isEmpty()
                || weights.stream().anyMatch(each -> !(each > 0) || each.isInfinite())) {
            throw Check.error(
                    "WeightedCrossEntropy needs a finite weight above 0 for each class",
                    weights,
                    "Use WeightedCrossEntropy.balanced, or CrossEntropy without weights");
        }
    }

    /**
     * Weights with which each class counts as much as any other: n / (classes · n_c) for a class of n_c
     * of n examples (King and Zeng 2001), 1 for a class without examples.
     *
     * @param counts of each class's training examples
     */
    public static WeightedCrossEntropy balanced(List<Long> counts) {
        double all = counts.stream().mapToLong(Long::longValue).sum();
        long present = counts.stream().filter(count -> count > 0).count();
        return new WeightedCrossEntropy(
                counts.stream().map(count -> count > 0 ? all / (present * count) : 1.0).toList());
    }

    /** Without weights: each example counts alike. */
    @Override
    public Loss measured() {
        return new CrossEntropy();
    }

    /** False: what it divides by, Σ w_y, hangs on which examples come together. */
    @Override
    public boolean isMeanOverExamples() {
        return false;
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        if (output.dimensions() != 2
                || target.dimensions() != 1
                || output.size(0) != target.size(0)
                || output.size(1) != weights.size()) {
            throw Check.error(
                    "WeightedCrossEntropy needs logits [batch × "
                            + weights.size()
                            + "] and labels [batch]",
                    "output " + output + ", target " + target,
                    "Give a weight for each class");
        }
        double[] values = weights.stream().mapToDouble(Double::doubleValue).toArray();
        Tensor ofClass = Tensor.of(values, values.length).to(output.dtype()).to(output.device());
        Tensor each = ofClass.indexSelect(0, target);
        Tensor surprise = output.logSoftmax(1).gather(1, target.unsqueeze(1)).squeeze(1).neg();
        return surprise.mul(each).sum().div(each.sum());
    }
}
