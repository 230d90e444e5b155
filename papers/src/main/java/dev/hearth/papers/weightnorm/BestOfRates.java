package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.Design;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Ranking;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.StatisticalCheck;
import dev.hearth.experiments.claim.Trial;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * A claim that the second of two methods has the greater figure, each at the learning rate at which
 * it scores most on the mean of the first third of the seeds; the other seeds decide, so that no run both
 * chooses a rate and speaks for it. Both methods have as many rates to choose from; a rate of which a run is
 * missing is not chosen while another is whole. Where each has one rate, all seeds decide. It decides only where the nets score at least twice what
 * random actions do.
 *
 * @param claim what is claimed
 * @param figure its name, for people
 * @param value taken from each run
 * @param first the first method's arms, a rate each
 * @param second the second method's arms
 */
record BestOfRates(
        Claim claim,
        String figure,
        ToDoubleFunction<Trial> value,
        List<String> first,
        List<String> second)
        implements StatisticalCheck {

    private static final double SHARE = 0.5;

    BestOfRates {
        first = List.copyOf(first);
        second = List.copyOf(second);
    }

    @Override
    public Finding judge(Evidence evidence, Design design) {
        List<Long> seeds = evidence.trials().stream().map(Trial::seed).distinct().sorted().toList();
        boolean chosen = first.size() == 1 && second.size() == 1;
        long last = chosen || seeds.isEmpty() ? 0 : seeds.get(Math.max(1, seeds.size() / 3) - 1);
        Evidence tuning = part(evidence, trial -> trial.seed() <= last);
        List<String> order = List.of(best(evidence, tuning, first), best(evidence, tuning, second));
        Finding finding =
                new RequiresLearning(
                                new Ranking(
                                        claim,
                                        new Measure(figure, "", value).moreIsBetter(),
                                        order,
                                        ""),
                                order,
                                LateScores::blindShare,
                                SHARE,
                                "the score of random actions as a share of the score")
                        .judge(part(evidence, trial -> trial.seed() > last), design);
        return chosen
                ? finding
                : finding.with(
                        finding.verdict(),
                        "rates chosen on seeds up to " + last + "; " + finding.why());
    }

    /** By the seeds that choose no rate. */
    @Override
    public double detectable(Design design) {
        boolean chosen = first.size() == 1 && second.size() == 1;
        int seeds = design.seeds();
        return design.ofPairs(chosen ? seeds : seeds - Math.max(1, seeds / 3)).detectable();
    }

    private static Evidence part(Evidence evidence, Predicate<Trial> which) {
        return new Evidence(
                evidence.experiment(), evidence.trials().stream().filter(which).toList());
    }

    private static String best(Evidence evidence, Evidence tuning, List<String> arms) {
        int whole = arms.stream().mapToInt(arm -> evidence.of(arm).size()).max().orElse(0);
        return arms.stream()
                .filter(arm -> evidence.of(arm).size() == whole)
                .max(Comparator.comparingDouble(arm -> mean(tuning, arm)))
                .orElseThrow();
    }

    private static double mean(Evidence evidence, String arm) {
        double mean =
                Arrays.stream(evidence.values(arm, LateScores::mean))
                        .average()
                        .orElse(Double.NEGATIVE_INFINITY);
        return Double.isNaN(mean) ? Double.NEGATIVE_INFINITY : mean;
    }
}
