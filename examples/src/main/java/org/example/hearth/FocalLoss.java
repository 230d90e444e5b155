package org.example.hearth;

import dev.hearth.optim.loss.CrossEntropy;
import dev.hearth.optim.loss.Loss;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;

/**
 * A loss: the mean of −(1 − p)^γ·ln p, where p is the probability of the label (Lin et al. 2017, eq. 4).
 * With γ = 0 it is cross-entropy.
 *
 * <p>Output: logits [batch × classes]. Target: labels INT64 [batch].
 *
 * @param gamma γ, 0 or more; 2 in the paper
 */
public record FocalLoss(double gamma) implements Loss {

    public FocalLoss {
        if (!(gamma >= 0)) {
            throw Check.error("FocalLoss needs γ of 0 or more", gamma, "Use 2");
        }
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        Tensor log = output.logSoftmax(1).gather(1, target.unsqueeze(1)).squeeze(1);
        return log.exp().neg().add(1).pow(gamma).mul(log).mean().neg();
    }

    /** The test loss stays comparable with that of other trainings. */
    @Override
    public Loss measured() {
        return new CrossEntropy();
    }
}
