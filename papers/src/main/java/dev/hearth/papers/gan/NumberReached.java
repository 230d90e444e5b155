package dev.hearth.papers.gan;

import dev.hearth.train.claim.Check;
import dev.hearth.train.claim.Claim;
import dev.hearth.train.claim.Evidence;
import dev.hearth.train.claim.Finding;
import dev.hearth.train.claim.Trial;
import dev.hearth.train.claim.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * A claim that a figure is as high as the paper's: confirmed where a run's last value is not below the
 * paper's by more than its error, or is above. A run below it is inconclusive, because how long the paper
 * trained is not known; it says what was reached, and where the best value of the run was.
 *
 * @param claim what is claimed
 * @param figure its name in metrics and history
 * @param value what the paper has
 * @param error the paper's own
 * @param unit behind numbers
 * @param deviation how the conditions differ
 */
record NumberReached(
        Claim claim, String figure, double value, double error, String unit, String deviation)
        implements Check {

    @Override
    public Finding judge(Evidence evidence) {
        List<Trial> runs =
                evidence.trials().stream()
                        .filter(trial -> Double.isFinite(trial.metric(figure)))
                        .toList();
        if (runs.isEmpty()) {
            return finding("nothing", 0, Verdict.NOT_TESTED, "no run measured it");
        }
        double last = runs.stream().mapToDouble(run -> run.metric(figure)).average().orElseThrow();
        double own =
                runs.stream().mapToDouble(run -> run.metric(figure + "Error")).max().orElseThrow();
        double best = Double.NEGATIVE_INFINITY;
        int when = 0;
        for (Trial run : runs) {
            for (int i = 0; i < run.history().size(); i++) {
                Double here = run.history().get(i).get(figure);
                if (here != null && here > best) {
                    best = here;
                    when = i + 1;
                }
            }
        }
        boolean reached = last >= value - error;
        return finding(
                String.format(
                        Locale.ROOT,
                        "%.1f ± %.1f%s at the end, at best %.1f after epoch %d",
                        last,
                        own,
                        unit,
                        best,
                        when),
                runs.size(),
                reached ? Verdict.CONFIRMED : Verdict.INCONCLUSIVE,
                String.format(
                        Locale.ROOT,
                        "the paper has %.0f ± %.0f%s; %s",
                        value,
                        error,
                        unit,
                        reached ? "the run is not below that" : "the run ended below that"));
    }

    private Finding finding(String measured, int seeds, Verdict verdict, String why) {
        return new Finding(
                claim.id(),
                claim.statement(),
                claim.paper(),
                measured,
                deviation,
                seeds,
                verdict,
                why);
    }
}
