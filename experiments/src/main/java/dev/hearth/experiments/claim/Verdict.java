package dev.hearth.experiments.claim;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a check says of a claim. */
public enum Verdict {
    /** As the paper says. */
    CONFIRMED("the measurement shows what the paper says"),
    /** Against the paper. */
    REFUTED("it shows the contrary"),
    /** Measured, and open. */
    INCONCLUSIVE("it could not tell: too few runs, too much spread, too small a budget"),
    /** Open, without a measurement. */
    NOT_TESTED("nothing was measured, for the reason that is given");

    private final String meaning;

    Verdict(String meaning) {
        this.meaning = meaning;
    }

    /** What it means, for readers of a ledger: the rest of a sentence. */
    public String meaning() {
        return meaning;
    }

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
