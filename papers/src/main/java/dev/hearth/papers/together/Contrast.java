package dev.hearth.papers.together;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.Design;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.PairedSample;
import dev.hearth.experiments.claim.StatisticalCheck;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * A claim that a weighted sum of arms' figures lies below 0, such as an effect of a factorial design. It is
 * taken seed by seed: the mean over seeds of {@code Σ weight·figure}, by the {@link Design}'s test of
 * differences against 0.
 *
 * @param claim what is claimed
 * @param measure of each run
 * @param weights by arm, none of them 0
 * @param deviation how the conditions differ from the paper's
 */
record Contrast(Claim claim, Measure measure, Map<String, Double> weights, String deviation)
        implements StatisticalCheck {

    /** Keeps the order. */
    Contrast {
        weights = new LinkedHashMap<>(weights);
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
        Verdict verdict =
                sample.below(0)
                        ? Verdict.CONFIRMED
                        : sample.above(0) ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
        return finding(
                sums,
                verdict,
                String.format(
                        Locale.ROOT,
                        "%+.2f%s, %s; %s",
                        sample.middle(),
                        measure.unit(),
                        sample.test(),
                        sample.detectable(0, measure.unit())));
    }

    /** One for each seed that has all arms. */
    double[] sums(Evidence evidence) {
        List<Double> sums = new ArrayList<>();
        TreeSet<Long> seeds = new TreeSet<>();
        evidence.trials().forEach(trial -> seeds.add(trial.seed()));
        for (long seed : seeds) {
            double sum = 0;
            int found = 0;
            for (Map.Entry<String, Double> each : weights.entrySet()) {
                for (Trial trial : evidence.of(each.getKey())) {
                    if (trial.seed() == seed) {
                        sum += each.getValue() * measure.of(trial);
                        found++;
                    }
                }
            }
            if (found == weights.size()) {
                sums.add(sum);
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
                        "%s: mean %+.2f%s, claimed below 0; by seed: %s",
                        measure.name(),
                        mean,
                        measure.unit(),
                        String.join(", ", each)),
                deviation,
                sums.length,
                verdict,
                why);
    }
}
