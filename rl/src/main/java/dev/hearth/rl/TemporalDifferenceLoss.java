package dev.hearth.rl;

import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;

/**
 * What a net is taught by a step of the game: y = r + γ·Q⁻(s′, a*), or r alone where the step ended
 * the game; Q⁻ is the net as it was some updates ago. The error Q(s, a) − y is clipped: the gradient
 * of its Huber loss (Mnih et al. 2015, methods).
 *
 * <pre>{@code
 * static Tensor loss(Tensor values, Tensor actions, Tensor rewards, Tensor alive, Tensor later) {
 *     var rule =
 *             new TemporalDifferenceLoss(
 *                     0.99,
 *                     TemporalDifferenceLoss.Best.TARGET,
 *                     1,
 *                     TemporalDifferenceLoss.Sum.MEAN,
 *                     1,
 *                     10_000);
 *     return rule.loss(values, actions, rule.wanted(rewards, alive, later, later));
 * }
 * }</pre>
 *
 * @param discount γ in [0, 1)
 * @param best whose best action a* is
 * @param errorLimit from which on errors are clipped, above 0; 1 in Nature
 * @param sum what becomes of the batch's errors
 * @param rewardLimit rewards are clipped to ± this, above 0; 1 in Nature
 * @param copyEvery updates after which Q⁻ becomes Q; 10,000 in Nature
 */
public record TemporalDifferenceLoss(
        double discount, Best best, double errorLimit, Sum sum, double rewardLimit, int copyEvery) {

    /** Whose best action is taken for the best. */
    public enum Best {
        /** Q⁻'s own: max Q⁻(s′, a) (Mnih et al. 2015). */
        TARGET,
        /** Q's: double Q-learning (van Hasselt et al. 2015). */
        ONLINE
    }

    /** How the errors of a batch make one loss. */
    public enum Sum {
        /** Their mean. */
        MEAN,
        /** Their sum, as in the published code. */
        SUM
    }

    /** Refuses numbers that cannot be. */
    public TemporalDifferenceLoss {
        if (!(discount >= 0 && discount < 1)
                || !(errorLimit > 0)
                || Double.isInfinite(errorLimit)
                || !(rewardLimit > 0)
                || copyEvery < 1) {
            throw new IllegalArgumentException(
                    "TemporalDifference needs 0 ≤ discount < 1, limits above 0 and copyEvery of at"
                            + " least 1. Received: discount="
                            + discount
                            + ", errorLimit="
                            + errorLimit
                            + ", rewardLimit="
                            + rewardLimit
                            + ", copyEvery="
                            + copyEvery
                            + ". Nature has 0.99, 1, 1 and 10000.");
        }
    }

    /**
     * y, without a gradient.
     *
     * @param rewards r: [batch]
     * @param alive 0 where the step ended the game, else 1: [batch]
     * @param target Q⁻(s′, ·): [batch, actions]
     * @param online Q(s′, ·), only looked at for {@link Best#ONLINE}: [batch, actions]
     * @return [batch]
     */
    public Tensor wanted(Tensor rewards, Tensor alive, Tensor target, Tensor online) {
        Tensor later =
                switch (best) {
                    case TARGET -> target.amax(Tensor.Keep.NOTHING, 1);
                    case ONLINE -> target.gather(1, online.argmax(1).unsqueeze(1)).squeeze(1);
                };
        Tensor earned = rewards.clamp(-rewardLimit, rewardLimit);
        return earned.add(later.mul(alive).mul(discount)).detach();
    }

    /**
     * The clipped loss of the actions that were done.
     *
     * @param values Q(s, ·): [batch, actions]
     * @param actions a: [batch], INT64
     * @param wanted y: [batch]
     * @return one number
     */
    public Tensor loss(Tensor values, Tensor actions, Tensor wanted) {
        Tensor done = values.gather(1, actions.unsqueeze(1)).squeeze(1);
        Tensor mean = Functional.huber(done, wanted, errorLimit);
        return sum == Sum.SUM ? mean.mul((double) wanted.count()) : mean;
    }
}
