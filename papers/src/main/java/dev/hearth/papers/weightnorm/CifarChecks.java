package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.claim.BestSettings;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Ranking;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is asked of the runs on CIFAR-10. */
final class CifarChecks {

    static final List<String> FIVE = List.of("plain", "BN", "WN", "WN + mean-only", "mean-only");

    private static final String LIMITED = "WN limited";

    private static final Measure TEST = Measure.TEST_ERROR;

    /** The area under the curve: how fast and how far. */
    private static final Measure TRAINING =
            new Measure(
                    "training error, mean over the epochs",
                    " %",
                    trial -> trial.mean("probeError"));

    /** Above twice what table 3 prints for plain weights a net is too young to refute. */
    private static final Condition AT_END = Condition.testError(17);

    private CifarChecks() {}

    /**
     * What is asked.
     *
     * @param rates above the shared one, where weight norm and plain weights are compared
     * @param settings the arms of each method that is tuned; none where all have one rate
     */
    static List<ClaimCheck> of(
            String deviation, List<Double> rates, Map<String, List<String>> settings) {
        String both = "WN + mean-only";
        List<ClaimCheck> checks = new ArrayList<>();
        checks.add(
                WeightNormClaims.TABLE.all(
                        deviation,
                        below(settings, TRAINING, "BN before plain", "BN", "plain"),
                        below(settings, TRAINING, "WN before plain", "WN", "plain"),
                        below(settings, TRAINING, "WN + mean-only before plain", both, "plain"),
                        below(settings, TRAINING, "mean-only lags without WN", both, "mean-only")));
        checks.add(
                tuned(
                        settings,
                        noGain(WeightNormClaims.CATCHES_UP, TEST, "WN", "plain", deviation)
                                .and(AT_END),
                        "WN",
                        "plain"));
        checks.add(
                WeightNormClaims.BEST.all(
                        deviation,
                        FIVE.stream()
                                .filter(arm -> !arm.equals(both))
                                .map(arm -> below(settings, TEST, "before " + arm, both, arm))
                                .toList()));
        checks.add(
                tuned(
                        settings,
                        noGain(WeightNormClaims.EXPONENTIAL, TRAINING, "WN exp", "WN", deviation),
                        "WN exp",
                        "WN"));
        if (!rates.isEmpty()) {
            checks.add(
                    WeightNormClaims.ROBUST.all(
                            deviation, rates.stream().map(CifarChecks::robust).toList()));
        }
        List<String> limited =
                settings.keySet().stream().filter(name -> name.startsWith(LIMITED)).toList();
        checks.add(
                limited.isEmpty()
                        ? learned(TEST.order(WeightNormClaims.LIMIT, deviation, LIMITED, "WN"))
                        : WeightNormClaims.LIMIT.any(
                                deviation,
                                limited.stream()
                                        .map(
                                                name ->
                                                        below(
                                                                settings,
                                                                TEST,
                                                                name + " below WN",
                                                                name,
                                                                "WN"))
                                        .toList()));
        return checks;
    }

    /** Each at its best rate where methods are tuned. */
    private static ClaimCheck tuned(
            Map<String, List<String>> settings, ClaimCheck check, String... methods) {
        return settings.isEmpty() ? check : BestSettings.of(check, settings, methods);
    }

    private static ClaimCheck below(
            Map<String, List<String>> settings,
            Measure measure,
            String part,
            String lower,
            String higher) {
        return tuned(settings, learned(measure.order(part, "", lower, higher)), lower, higher);
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

    /** A guess among ten classes errs 90 %. */
    private static ClaimCheck learned(Ranking ranking) {
        return ranking.learned(90, "the error").and(Condition.trained(10)).toRefute(AT_END);
    }
}
