package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.claim.Check;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.CombinedCheck;
import dev.hearth.experiments.claim.Ranking;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What is asked of the runs on CIFAR-10. */
final class CifarChecks {

    static final List<String> FIVE = List.of("plain", "BN", "WN", "WN + mean-only", "mean-only");

    /** Of ten classes. */
    private static final double GUESS = 90;

    private CifarChecks() {}

    /** Rates above the shared one, where weight norm and plain weights are compared. */
    static List<Check> of(String deviation, List<Double> rates) {
        List<Check> checks = new ArrayList<>();
        checks.add(
                new CombinedCheck(
                        WeightNormClaims.TABLE,
                        CombinedCheck.Rule.ALL,
                        List.of(
                                training("BN before plain", "BN", "plain"),
                                training("WN before plain", "WN", "plain"),
                                training("WN + mean-only before plain", "WN + mean-only", "plain"),
                                training(
                                        "mean-only lags without WN",
                                        "WN + mean-only",
                                        "mean-only")),
                        deviation));
        checks.add(
                new NoGainCheck(
                        WeightNormClaims.CATCHES_UP,
                        "test error, %",
                        CifarChecks::tested,
                        "WN",
                        "plain",
                        1,
                        deviation));
        List<Check> best = new ArrayList<>();
        for (String arm : FIVE) {
            if (!arm.equals("WN + mean-only")) {
                best.add(test("before " + arm, "WN + mean-only", arm));
            }
        }
        checks.add(
                new CombinedCheck(WeightNormClaims.BEST, CombinedCheck.Rule.ALL, best, deviation));
        checks.add(
                new NoGainCheck(
                        WeightNormClaims.EXPONENTIAL,
                        "training error, mean over the epochs, %",
                        CifarChecks::throughout,
                        "WN exp",
                        "WN",
                        1,
                        deviation));
        if (!rates.isEmpty()) {
            checks.add(
                    new CombinedCheck(
                            WeightNormClaims.ROBUST,
                            CombinedCheck.Rule.ALL,
                            rates.stream().map(rate -> robust(rate)).toList(),
                            deviation));
        }
        checks.add(
                learned(
                        new Ranking(
                                WeightNormClaims.LIMIT,
                                "test error",
                                " %",
                                CifarChecks::tested,
                                List.of("WN limited", "WN"),
                                deviation),
                        CifarChecks::tested));
        return checks;
    }

    private static Check robust(double rate) {
        return new Ranking(
                new Claim("", "at " + rate, ""),
                "training error, mean over the epochs",
                " %",
                CifarChecks::throughout,
                List.of(
                        new VariantAtRate(VariantAtRate.Kind.WEIGHT_NORM, rate)
                                .name(WeightNormCifar10.SHARED),
                        new VariantAtRate(VariantAtRate.Kind.PLAIN, rate)
                                .name(WeightNormCifar10.SHARED)),
                "");
    }

    private static Check training(String what, String lower, String higher) {
        return learned(
                new Ranking(
                        new Claim("", what, ""),
                        "training error, mean over the epochs",
                        " %",
                        CifarChecks::throughout,
                        List.of(lower, higher),
                        ""),
                CifarChecks::throughout);
    }

    private static Check test(String what, String lower, String higher) {
        return learned(
                new Ranking(
                        new Claim("", what, ""),
                        "test error",
                        " %",
                        CifarChecks::tested,
                        List.of(lower, higher),
                        ""),
                CifarChecks::tested);
    }

    private static Check learned(Ranking ranking, ToDoubleFunction<Trial> figure) {
        return new RequiresLearning(ranking, ranking.order(), figure, GUESS, "the error");
    }

    private static double tested(Trial trial) {
        return trial.metric("testError");
    }

    /** The area under the curve: how fast and how far. */
    private static double throughout(Trial trial) {
        return trial.history().stream()
                .mapToDouble(row -> row.getOrDefault("probeError", Double.NaN))
                .average()
                .orElse(Double.NaN);
    }
}
