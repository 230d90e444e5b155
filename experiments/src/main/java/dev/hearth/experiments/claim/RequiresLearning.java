package dev.hearth.experiments.claim;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A check that speaks only where its runs have learned something: nets that are no better than a
 * guess without looking cannot tell which of them learns better. If a run's figure is not below that
 * guess's, the verdict is inconclusive, whatever the order of the figures.
 *
 * @param check what is asked
 * @param arms whose runs must have learned
 * @param figure taken from each run, falling with learning
 * @param guess what it is for a guess without looking
 * @param name of the figure, for people
 */
public record RequiresLearning(
        ClaimCheck check,
        List<String> arms,
        ToDoubleFunction<Trial> figure,
        double guess,
        String name)
        implements ClaimCheck {

    /** Copies the list. */
    public RequiresLearning {
        arms = List.copyOf(arms);
    }

    @Override
    public Claim claim() {
        return check.claim();
    }

    @Override
    public Finding judge(Evidence evidence) {
        Finding finding = check.judge(evidence);
        boolean decided =
                finding.verdict() == Verdict.CONFIRMED || finding.verdict() == Verdict.REFUTED;
        List<String> idle =
                arms.stream()
                        .filter(
                                arm ->
                                        evidence.of(arm).stream()
                                                .mapToDouble(figure)
                                                .anyMatch(value -> !(value < guess)))
                        .toList();
        if (!decided || idle.isEmpty()) {
            return finding;
        }
        return finding.with(
                Verdict.INCONCLUSIVE,
                String.format(
                        Locale.ROOT,
                        "not trained enough to tell: %s of %s is not below the %.3f of a guess"
                                + " without looking; %s",
                        name,
                        String.join(", ", idle),
                        guess,
                        finding.why()));
    }
}
