package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Ranking;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
import java.util.ArrayList;
import java.util.List;

/** What is asked of the runs on CIFAR-10. */
final class CifarChecks {

    static final List<String> FIVE = List.of("plain", "BN", "WN", "WN + mean-only", "mean-only");

    private static final Measure TEST = Measure.TEST_ERROR;

    /** The area under the curve: how fast and how far. */
    private static final Measure TRAINING =
            new Measure(
                    "training error, mean over the epochs",
                    " %",
                    trial -> trial.mean("probeError"));

    /** Above twice what table 3 prints for plain weights a net is too young to refute. */
    private static final Condition AT_END =
            Condition.below("the test error, in percent,", "testError", 17);

    private CifarChecks() {}

    /** Rates above the shared one, where weight norm and plain weights are compared. */
    static List<ClaimCheck> of(String deviation, List<Double> rates) {
        String both = "WN + mean-only";
        List<ClaimCheck> checks = new ArrayList<>();
        checks.add(
                WeightNormClaims.TABLE.all(
                        deviation,
                        learned(TRAINING, "BN before plain", "BN", "plain"),
                        learned(TRAINING, "WN before plain", "WN", "plain"),
                        learned(TRAINING, "WN + mean-only before plain", both, "plain"),
                        learned(TRAINING, "mean-only lags without WN", both, "mean-only")));
        checks.add(noGain(WeightNormClaims.CATCHES_UP, TEST, "WN", "plain", deviation).and(AT_END));
        checks.add(
                WeightNormClaims.BEST.all(
                        deviation,
                        FIVE.stream()
                                .filter(arm -> !arm.equals(both))
                                .map(arm -> learned(TEST, "before " + arm, both, arm))
                                .toList()));
        checks.add(noGain(WeightNormClaims.EXPONENTIAL, TRAINING, "WN exp", "WN", deviation));
        if (!rates.isEmpty()) {
            checks.add(
                    WeightNormClaims.ROBUST.all(
                            deviation, rates.stream().map(CifarChecks::robust).toList()));
        }
        checks.add(learned(TEST.order(WeightNormClaims.LIMIT, deviation, "WN limited", "WN")));
        return checks;
    }

    private static RequiresLearning noGain(
            Claim claim, Measure measure, String variant, String usual, String deviation) {
        return new RequiresLearning(
                new NoGainCheck(claim, measure, variant, usual, 1, deviation),
                List.of(variant, usual),
                List.of(Condition.trained(10)),
                List.of(AT_END));
    }

    private static ClaimCheck robust(double rate) {
        double shared = WeightNormCifar10.SHARED;
        String normalized = new VariantAtRate(VariantAtRate.Kind.WEIGHT_NORM, rate).name(shared);
        String plain = new VariantAtRate(VariantAtRate.Kind.PLAIN, rate).name(shared);
        // Plain weights may well not train: that is the claim.
        return new RequiresLearning(
                TRAINING.order("at " + rate, "", normalized, plain),
                List.of(normalized),
                List.of(Condition.trained(10)),
                List.of(AT_END));
    }

    private static ClaimCheck learned(Measure measure, String part, String lower, String higher) {
        return learned(measure.order(part, "", lower, higher));
    }

    /** A guess among ten classes errs 90 %. */
    private static ClaimCheck learned(Ranking ranking) {
        return ranking.learned(90, "the error").and(Condition.trained(10)).toRefute(AT_END);
    }
}
