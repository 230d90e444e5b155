package dev.hearth.experiments.claim;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A claim with several parts, each judged by a check of its own. They share the level as {@link Holm} says,
 * so that where nothing is true of any, the chance that one is decided is no more than the level; the whole is
 * decided by those parts that are.
 *
 * @param claim what is claimed
 * @param rule how the parts make the whole
 * @param parts at least one
 * @param deviation how the conditions differ from the paper's
 */
public record CombinedCheck(Claim claim, Rule rule, List<ClaimCheck> parts, String deviation)
        implements StatisticalCheck {

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
    public Finding judge(Evidence evidence, Design design) {
        List<Finding> findings = parts(evidence, design);
        return claim.finding(
                joined(findings, true),
                deviation,
                findings.stream().mapToInt(Finding::seeds).min().orElse(0),
                verdict(findings.stream().map(Finding::verdict).toList()),
                (parts.size() == 1
                                ? ""
                                : parts.size()
                                        + " parts share the level "
                                        + Design.text(design.level())
                                        + " (Holm) | ")
                        + joined(findings, false));
    }

    @Override
    public List<Finding> parts(Evidence evidence, Design design) {
        List<ClaimCheck> tested =
                parts.stream().filter(part -> part instanceof StatisticalCheck).toList();
        List<Finding> findings =
                Holm.of(
                        tested.size(),
                        design,
                        (i, each) -> tested.get(i).judge(evidence, each),
                        finding -> finding.verdict().isDecision());
        return parts.stream()
                .map(
                        part -> {
                            int index = tested.indexOf(part);
                            return index < 0 ? part.judge(evidence) : findings.get(index);
                        })
                .toList();
    }

    /** Of the part of which it is greatest. */
    @Override
    public double detectable(Design design) {
        List<StatisticalCheck> tested =
                parts.stream()
                        .filter(part -> part instanceof StatisticalCheck)
                        .map(part -> (StatisticalCheck) part)
                        .toList();
        return tested.isEmpty()
                ? Double.POSITIVE_INFINITY
                : tested.stream()
                        .mapToDouble(part -> part.detectable(Holm.first(tested.size(), design)))
                        .max()
                        .orElseThrow();
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
