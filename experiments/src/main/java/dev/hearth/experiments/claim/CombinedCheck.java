package dev.hearth.experiments.claim;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A claim with several parts, each judged by a check of its own.
 *
 * @param claim what is claimed
 * @param rule how the parts make the whole
 * @param parts at least one
 * @param deviation how the conditions differ from the paper's
 */
public record CombinedCheck(Claim claim, Rule rule, List<ClaimCheck> parts, String deviation)
        implements ClaimCheck {

    /** How verdicts of parts make one. */
    public enum Rule {
        /** Confirmed if every part is; refuted if one is. */
        ALL,
        /** Confirmed if one part is; refuted if every part is. */
        ANY
    }

    /** Refuses a claim without parts. */
    public CombinedCheck {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException(
                    "A CombinedCheck needs at least one part. Received: none. Name the checks.");
        }
    }

    @Override
    public Finding judge(Evidence evidence) {
        List<Finding> findings = parts(evidence);
        return claim.finding(
                joined(findings, true),
                deviation,
                findings.stream().mapToInt(Finding::seeds).min().orElse(0),
                verdict(findings.stream().map(Finding::verdict).toList()),
                joined(findings, false));
    }

    @Override
    public List<Finding> parts(Evidence evidence) {
        return parts.stream().map(part -> part.judge(evidence)).toList();
    }

    private Verdict verdict(List<Verdict> each) {
        if (each.stream().allMatch(Verdict.NOT_TESTED::equals)) {
            return Verdict.NOT_TESTED;
        }
        Verdict decisive = rule == Rule.ALL ? Verdict.REFUTED : Verdict.CONFIRMED;
        Verdict unanimous = rule == Rule.ALL ? Verdict.CONFIRMED : Verdict.REFUTED;
        if (each.contains(decisive)) {
            return decisive;
        }
        return each.stream().allMatch(unanimous::equals) ? unanimous : Verdict.INCONCLUSIVE;
    }

    private static String joined(List<Finding> findings, boolean measured) {
        return findings.stream()
                .map(
                        finding ->
                                finding.statement()
                                        + ": "
                                        + (measured
                                                ? finding.measured()
                                                : finding.verdict().word() + ", " + finding.why()))
                .collect(Collectors.joining(" | "));
    }
}
