package dev.hearth.experiments.report;

import dev.hearth.experiments.claim.Verdict;

/** A verdict as a word and a sign, so that nothing is said by colour alone. */
final class Badge {

    private Badge() {}

    static String of(Verdict verdict) {
        return "<span class=\"badge "
                + Html.anchor(verdict.word())
                + "\"><span aria-hidden=\"true\">"
                + sign(verdict)
                + "</span> "
                + verdict.word()
                + "</span>";
    }

    static String sign(Verdict verdict) {
        return switch (verdict) {
            case CONFIRMED -> "✓";
            case REFUTED -> "✗";
            case INCONCLUSIVE -> "?";
            case NOT_TESTED -> "–";
        };
    }
}
