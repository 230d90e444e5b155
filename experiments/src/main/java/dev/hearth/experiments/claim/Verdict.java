package dev.hearth.experiments.claim;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a check says of a claim. */
public enum Verdict {
    /** The measurement shows what the paper says. */
    CONFIRMED,
    /** The measurement shows the contrary. */
    REFUTED,
    /** The measurement could not tell: too few runs, too much spread, too small a budget. */
    INCONCLUSIVE,
    /** Nothing was measured, for a reason that is given. */
    NOT_TESTED;

    /** Whether it settles a claim: confirmed or refuted. */
    public boolean isDecision() {
        return this == CONFIRMED || this == REFUTED;
    }

    /** As in result files: in lower case, with a space. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
