package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Ranking;
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
        checks.add(
                noGain(
                        WeightNormClaims.CATCHES_UP,
                        "test error, %",
                        TEST,
                        "WN",
                        "plain",
                        deviation));
        checks.add(
                WeightNormClaims.BEST.all(
                        deviation,
                        FIVE.stream()
                                .filter(arm -> !arm.equals(both))
                                .map(arm -> learned(TEST, "before " + arm, both, arm))
                                .toList()));
        checks.add(
                noGain(
                        WeightNormClaims.EXPONENTIAL,
                        TRAINING.name() + ", %",
                        TRAINING,
                        "WN exp",
                        "WN",
                        deviation));
        if (!rates.isEmpty()) {
            checks.add(
                    WeightNormClaims.ROBUST.all(
                            deviation, rates.stream().map(CifarChecks::robust).toList()));
        }
        checks.add(learned(TEST.order(WeightNormClaims.LIMIT, deviation, "WN limited", "WN")));
        return checks;
    }

    private static ClaimCheck noGain(
            Claim claim,
            String figure,
            Measure measure,
            String variant,
            String usual,
            String deviation) {
        return new NoGainCheck(claim, figure, measure.value(), variant, usual, 1, deviation);
    }

    private static ClaimCheck robust(double rate) {
        double shared = WeightNormCifar10.SHARED;
        return TRAINING.order(
                "at " + rate,
                "",
                new VariantAtRate(VariantAtRate.Kind.WEIGHT_NORM, rate).name(shared),
                new VariantAtRate(VariantAtRate.Kind.PLAIN, rate).name(shared));
    }

    private static ClaimCheck learned(Measure measure, String part, String lower, String higher) {
        return learned(measure.order(part, "", lower, higher));
    }

    /** A guess among ten classes errs 90 %. */
    private static ClaimCheck learned(Ranking ranking) {
        return ranking.learned(90, "the error");
    }
}
