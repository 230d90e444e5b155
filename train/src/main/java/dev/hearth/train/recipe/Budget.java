package dev.hearth.train.recipe;

import java.util.Locale;

/** How much work a run may be. */
public enum Budget {
    /** About a minute on two cores: everything runs, little is shown. */
    SMOKE,
    /** About a quarter of an hour on two cores: effects that are large show. */
    SHORT,
    /** As much as is likely to decide a claim: seeds and length by the power of the test. */
    EVIDENCE,
    /** As published. */
    PAPER;

    /** The word on the command line and in results. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
