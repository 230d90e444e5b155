package dev.hearth.experiments.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * A claim that a weighted sum of arms' figures lies below 0, such as an effect of a factorial design. It is
 * taken seed by seed, {@code Σ weight·figure}, and judged by the {@link Design}'s test of differences. Where the
 * figure is an error on a fixed part of the test images, the sum has to be further from 0 than another part could
 * make: {@code z·100·√(Σ weight²·p(1 − p)/n)}.
 *
 * <pre>{@code
 * static ClaimCheck interaction(Claim claim) {
 *     Map<String, Double> weights =
 *             Map.of("neither", 0.5, "first", -0.5, "second", -0.5, "both", 0.5);
 *     return new Contrast(claim, "what both do together", Measure.TEST_ERROR, weights, "");
 * }
 * }</pre>
 *
 * @param claim what is claimed
 * @param what the sum is, in words
 * @param measure of each run
 * @param weights by arm, none of them 0
 * @param deviation how the conditions differ from the paper's
 */
public record Contrast(
        Claim claim,
        String what,
        Measure measure,
        SortedMap<String, Double> weights,
        String deviation)
        implements StatisticalCheck {

    /** What sums of figures in percent may be off from 0 by rounding alone. */
    private static final double ROUNDING = 1e-9;

    /** Sorts the arms, so that sums are to the bit the same whatever order they came in. */
    public Contrast(
            Claim claim,
            String what,
            Measure measure,
            Map<String, Double> weights,
            String deviation) {
        this(claim, what, measure, new TreeMap<>(weights), deviation);
    }

    @Override
    public Finding judge(Evidence evidence, Design design) {
        List<String> missing =
                weights.keySet().stream().filter(arm -> evidence.of(arm).isEmpty()).toList();
        if (!missing.isEmpty()) {
            return claim.finding(
                    "nothing",
                    deviation,
                    0,
                    Verdict.NOT_TESTED,
                    "there is no run of " + String.join(", ", missing));
        }
        double[] sums = sums(evidence);
        if (sums.length < 2) {
            return finding(sums, Verdict.INCONCLUSIVE, "fewer than two seeds have all arms");
        }
        for (double sum : sums) {
            if (Double.isNaN(sum)) {
                return finding(
                        sums, Verdict.INCONCLUSIVE, "runs of both sides diverged, or lack it");
            }
        }
        PairedSample sample = new PairedSample(sums, design);
        double margin = margin(evidence, design);
        Verdict verdict =
                sample.below(-margin)
                        ? Verdict.CONFIRMED
                        : sample.above(margin) ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
        return finding(
                sums,
                verdict,
                String.format(
                        Locale.ROOT,
                        "%+.2f%s in the %s, %s%s; %s",
                        sample.middle(),
                        measure.differenceUnit(),
                        sample.middleName(),
                        sample.test(margin),
                        measure.clearing(margin),
                        sample.detectable(margin, measure.differenceUnit())));
    }

    private double margin(Evidence evidence, Design design) {
        double variance = 0;
        for (Map.Entry<String, Double> each : weights.entrySet()) {
            double weight = each.getValue();
            variance += weight * weight * measure.imageVariance(evidence.of(each.getKey()));
        }
        return design.imageMargin(variance);
    }

    /** The sum of each seed that has all arms, in the order of seeds; 0 where only rounding keeps it from that. */
    public double[] sums(Evidence evidence) {
        List<Double> sums = new ArrayList<>();
        TreeSet<Long> seeds = new TreeSet<>();
        evidence.trials().forEach(trial -> seeds.add(trial.seed()));
        for (long seed : seeds) {
            double sum = 0;
            double size = 0;
            int found = 0;
            for (Map.Entry<String, Double> each : weights.entrySet()) {
                for (Trial trial : evidence.of(each.getKey())) {
                    if (trial.seed() == seed) {
                        double part = each.getValue() * measure.of(trial);
                        sum += part;
                        size += Math.abs(part);
                        found++;
                    }
                }
            }
            if (found == weights.size()) {
                sums.add(Math.abs(sum) <= ROUNDING * size && Double.isFinite(size) ? 0 : sum);
            }
        }
        return sums.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private Finding finding(double[] sums, Verdict verdict, String why) {
        List<String> each = new ArrayList<>();
        for (double sum : sums) {
            each.add(String.format(Locale.ROOT, "%+.2f", sum));
        }
        double mean = DoubleStream.of(sums).average().orElse(Double.NaN);
        return claim.finding(
                String.format(
                        Locale.ROOT,
                        "%s, %s: mean %+.2f%s, claimed below 0; by seed: %s",
                        measure.name(),
                        what,
                        mean,
                        measure.differenceUnit(),
                        String.join(", ", each)),
                deviation,
                sums.length,
                verdict,
                why);
    }
}
