package dev.hearth.experiments.claim;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A claim that is exact: each named figure of every run must lie within a bound. Where the rounding
 * of numbers leaves nothing to spread, one run decides.
 *
 * @param claim what is claimed
 * @param bounds by name of the figure: the greatest value that agrees with the claim
 * @param deviation how the conditions differ from the paper's
 */
public record Fact(Claim claim, Map<String, Double> bounds, String deviation)
        implements ClaimCheck {

    /** Copies the bounds. */
    public Fact {
        bounds = Map.copyOf(bounds);
    }

    @Override
    public Finding judge(Evidence evidence) {
        List<Map.Entry<String, Double>> sorted =
                bounds.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        boolean there =
                evidence.trials().stream()
                        .anyMatch(trial -> trial.metrics().keySet().containsAll(bounds.keySet()));
        if (!there) {
            return finding("nothing", 0, Verdict.NOT_TESTED, "no run measured it");
        }
        String measured =
                sorted.stream()
                        .map(b -> b.getKey() + " " + Ranking.number(worst(evidence, b.getKey())))
                        .collect(Collectors.joining(", "));
        String broken =
                sorted.stream()
                        .filter(b -> !(worst(evidence, b.getKey()) <= b.getValue()))
                        .map(b -> b.getKey() + " is above " + b.getValue())
                        .collect(Collectors.joining(", "));
        return finding(
                measured,
                evidence.seeds(),
                broken.isEmpty() ? Verdict.CONFIRMED : Verdict.REFUTED,
                broken.isEmpty()
                        ? sorted.stream()
                                .map(b -> b.getKey() + " ≤ " + b.getValue())
                                .collect(Collectors.joining(", "))
                        : broken);
    }

    private static double worst(Evidence evidence, String metric) {
        return evidence.trials().stream()
                .filter(trial -> trial.metrics().containsKey(metric))
                .map(trial -> trial.metrics().get(metric))
                .max(Comparator.naturalOrder())
                .orElse(Double.NaN);
    }

    private Finding finding(String measured, int seeds, Verdict verdict, String why) {
        return claim.finding(measured, deviation, seeds, verdict, why);
    }
}
