package dev.hearth.experiments.claim;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A claim that one method is better than another when both are tuned: of each, the setting with the
 * least mean error on validation images is taken, {@value #VALIDATION}, and the two are compared on other
 * images as in a {@link Ranking}. Where the runs have no validation error, the setting was chosen on the
 * images that decide, and the outcome is inconclusive; so where the best of a method lies at the edge of what
 * was tried: its tuning is not known to be over. A setting of which a run diverged is not the best.
 *
 * @param claim what is claimed
 * @param measure what decides; the less the better
 * @param better arms of the method that is said to be better, in order of the setting, at least three
 * @param worse arms of the other, in order of the setting, at least three
 * @param deviation how the conditions differ from the paper's
 */
public record TunedComparison(
        Claim claim, Measure measure, List<String> better, List<String> worse, String deviation)
        implements StatisticalCheck {

    /** The metric of a run by which a setting is chosen. */
    public static final String VALIDATION = "validationError";

    private static final Measure CHOICE = Measure.of("validation error", " %", VALIDATION);

    /** Refuses a method that has no setting between two others. */
    public TunedComparison {
        better = List.copyOf(better);
        worse = List.copyOf(worse);
        if (better.size() < 3 || worse.size() < 3) {
            throw new IllegalArgumentException(
                    "A TunedComparison needs at least three settings of each method. Received: "
                            + better
                            + " and "
                            + worse
                            + ". Name more.");
        }
    }

    /** Of a figure of which less is better. */
    public TunedComparison(
            Claim claim,
            String figure,
            String unit,
            ToDoubleFunction<Trial> value,
            List<String> better,
            List<String> worse,
            String deviation) {
        this(claim, new Measure(figure, unit, value), better, worse, deviation);
    }

    @Override
    public Finding judge(Evidence evidence, Design design) {
        boolean apart =
                evidence.trials().stream().anyMatch(run -> run.metrics().containsKey(VALIDATION));
        Measure choice = apart ? CHOICE : measure;
        Optional<String> one = best(evidence, better, choice);
        Optional<String> other = best(evidence, worse, choice);
        if (one.isEmpty() || other.isEmpty()) {
            return claim.finding(
                    "nothing",
                    deviation,
                    0,
                    Verdict.NOT_TESTED,
                    "there is no run with a finite figure of " + (one.isEmpty() ? better : worse));
        }
        Finding finding =
                new Ranking(claim, measure, List.of(one.get(), other.get()), deviation)
                        .judge(evidence, design);
        String edges =
                (atEdge(one.get(), better) ? one.get() : "")
                        + (atEdge(one.get(), better) && atEdge(other.get(), worse) ? ", " : "")
                        + (atEdge(other.get(), worse) ? other.get() : "");
        String all =
                java.util.stream.Stream.concat(better.stream(), worse.stream())
                        .map(arm -> arm + " " + mean(evidence, arm))
                        .collect(Collectors.joining(", "));
        return claim.finding(
                finding.measured() + "; all: " + all,
                deviation,
                finding.seeds(),
                edges.isEmpty() && apart || finding.verdict() == Verdict.NOT_TESTED
                        ? finding.verdict()
                        : Verdict.INCONCLUSIVE,
                (apart ? "" : "tuned on the images that decide; ")
                        + (edges.isEmpty()
                                ? ""
                                : "the best lies at the edge of what was tried: " + edges + "; ")
                        + finding.why());
    }

    /** The setting with the least mean error on validation images; empty where none has one. */
    static Optional<String> best(Evidence evidence, List<String> arms) {
        return best(evidence, arms, CHOICE);
    }

    private static Optional<String> best(Evidence evidence, List<String> arms, Measure choice) {
        return arms.stream()
                .filter(arm -> Double.isFinite(average(evidence, arm, choice)))
                .min(Comparator.comparingDouble(arm -> average(evidence, arm, choice)));
    }

    /** Not finite where the arm never ran or one of its runs has no finite figure. */
    private static double average(Evidence evidence, String arm, Measure of) {
        return Arrays.stream(evidence.values(arm, of::of)).average().orElse(Double.NaN);
    }

    private String mean(Evidence evidence, String arm) {
        double mean = average(evidence, arm, measure);
        return Double.isFinite(mean) ? Ranking.number(mean) + measure.unit() : "no figure";
    }

    static boolean atEdge(String arm, List<String> arms) {
        return arm.equals(arms.get(0)) || arm.equals(arms.get(arms.size() - 1));
    }
}
