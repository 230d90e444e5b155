package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.claim.Claim;

/** What the weight-normalisation paper and the notes on it claim, in our words. */
final class WeightNormClaims {

    static final Claim FORMULA =
            new Claim(
                            "WN-1",
                            "w = (g/‖v‖)·v; ∇g = ∇w·v/‖v‖, ∇v = (g/‖v‖)∇w − (g∇g/‖v‖²)v, and ∇v is"
                                    + " orthogonal to v",
                            "§2, eqs. 2 and 3: exact")
                    .identity();
    static final Claim INITIALIZATION =
            new Claim(
                            "WN-2",
                            "data-dependent initialisation gives each sum mean 0 and variance 1 over the"
                                    + " batch, without weight normalisation too",
                            "§3, eqs. 5 and 6: exact")
                    .identity();
    static final Claim TABLE =
            new Claim(
                    "WN-3",
                    "on CIFAR-10 batch norm and weight norm lower the training error faster than"
                            + " plain weights do, and mean-only batch norm does so with weight norm"
                            + " alone",
                    "fig. 1; table 3: test error plain 8.43, WN 8.46, mean-only 8.52, BN 8.05, WN +"
                            + " mean-only 7.31 %");
    static final Claim CATCHES_UP =
            new Claim(
                    "WN-3",
                    "in test error plain weights catch up: weight norm alone is no better",
                    "table 3: 8.46 against 8.43 %");
    static final Claim TIME =
            new Claim(
                    "WN-4",
                    "batch norm makes a step about 16 % slower, weight norm next to nothing",
                    "§5.1: about 16 % on their GPU");
    static final Claim BEST =
            new Claim(
                    "WN-5",
                    "weight norm with mean-only batch norm has the least test error of the five",
                    "table 3: 7.31 against 8.05 % and more");
    static final Claim EXPONENTIAL =
            new Claim("WN-9", "g = eˢ is no better than g itself", "§2: tried, no gain");
    static final Claim GROWTH =
            new Claim(
                            "WN-10",
                            "with plain gradient descent ‖v‖ never shrinks, by √(1+c²) a step, the more the"
                                    + " larger the rate",
                            "§2.1: exact")
                    .identity();
    static final Claim ROBUST =
            new Claim(
                    "WN-10",
                    "so the effective step limits itself: at large rates weight norm still trains"
                            + " where plain weights do not, or worse",
                    "§2.1: \"very robust to the value of the learning rate\"");
    static final Claim LIMIT =
            new Claim(
                    "WN-11",
                    "a small hard limit on ‖v‖ can help the test error",
                    "notes; not in the final paper");
    static final Claim ALONE =
            new Claim(
                            "WN-12",
                            "weight norm treats each example alone: what comes out for it does not depend"
                                    + " on its batch; with batch norm it does",
                            "§2.2: exact")
                    .identity();

    private WeightNormClaims() {}
}
