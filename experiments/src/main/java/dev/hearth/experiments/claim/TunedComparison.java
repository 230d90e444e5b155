package dev.hearth.experiments.claim;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A claim that one method is better than another when both are tuned: of each, the setting with the
 * least mean figure is taken, and the two are compared as in a {@link Ranking}. Where the best of a
 * method lies at the edge of what was tried, its tuning is not known to be over, and the outcome is
 * inconclusive.
 *
 * @param claim what is claimed
 * @param figure its name, for people
 * @param unit behind numbers, possibly empty
 * @param value taken from each run; the less the better
 * @param better arms of the method that is said to be better, in order of the setting, at least three
 * @param worse arms of the other, in order of the setting, at least three
 * @param deviation how the conditions differ from the paper's
 */
public record TunedComparison(
        Claim claim,
        String figure,
        String unit,
        ToDoubleFunction<Trial> value,
        List<String> better,
        List<String> worse,
        String deviation)
        implements ClaimCheck {

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

    @Override
    public Finding judge(Evidence evidence) {
        Optional<String> one = best(evidence, better);
        Optional<String> other = best(evidence, worse);
        if (one.isEmpty() || other.isEmpty()) {
            return claim.finding(
                    "nothing",
                    deviation,
                    0,
                    Verdict.NOT_TESTED,
                    "there is no run with a finite figure of " + (one.isEmpty() ? better : worse));
        }
        Finding finding =
                new Ranking(claim, figure, unit, value, List.of(one.get(), other.get()), deviation)
                        .judge(evidence);
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
                edges.isEmpty() ? finding.verdict() : Verdict.INCONCLUSIVE,
                (edges.isEmpty()
                                ? ""
                                : "the best lies at the edge of what was tried: " + edges + "; ")
                        + finding.why());
    }

    private Optional<String> best(Evidence evidence, List<String> arms) {
        return arms.stream()
                .filter(arm -> Double.isFinite(average(evidence, arm)))
                .min(Comparator.comparingDouble(arm -> average(evidence, arm)));
    }

    /** Not finite where the arm never ran or one of its runs has no finite figure. */
    private double average(Evidence evidence, String arm) {
        return Arrays.stream(evidence.values(arm, value)).average().orElse(Double.NaN);
    }

    private String mean(Evidence evidence, String arm) {
        double mean = average(evidence, arm);
        return Double.isFinite(mean) ? Ranking.number(mean) + unit : "no figure";
    }

    private static boolean atEdge(String arm, List<String> arms) {
        return arm.equals(arms.get(0)) || arm.equals(arms.get(arms.size() - 1));
    }
}
