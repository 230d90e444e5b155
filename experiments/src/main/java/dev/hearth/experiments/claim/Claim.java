package dev.hearth.experiments.claim;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a paper, or the notes on it, say and a program can test.
 *
 * @param id such as {@code ELU-2}; empty for a part of a claim
 * @param statement in our words
 * @param paper what the paper measured, and where
 * @param kind what sort of claim it is
 */
public record Claim(String id, String statement, String paper, Kind kind) {

    /** What sort of claim it is: the ledger counts them apart. */
    public enum Kind {
        /** Of what nets do when they are trained: it could well be otherwise. */
        EMPIRICAL,
        /** A formula, a count, or what follows from a definition: a test of the implementation. */
        IDENTITY,
        /** Not in the paper, nor in the notes on it. */
        OWN
    }

    /** An empirical claim. */
    public Claim(String id, String statement, String paper) {
        this(id, statement, paper, Kind.EMPIRICAL);
    }

    /** The same as an identity. */
    public Claim identity() {
        return new Claim(id, statement, paper, Kind.IDENTITY);
    }

    /** The same as one of our own. */
    public Claim own() {
        return new Claim(id, statement, paper, Kind.OWN);
    }

    /** A part of a claim that has several. */
    public static Claim part(String statement) {
        return new Claim("", statement, "");
    }

    /** Confirmed if every part is; refuted if one is. */
    public ClaimCheck all(String deviation, List<? extends ClaimCheck> parts) {
        return new CombinedCheck(this, CombinedCheck.Rule.ALL, List.copyOf(parts), deviation);
    }

    /** The same. */
    public ClaimCheck all(String deviation, ClaimCheck... parts) {
        return all(deviation, List.of(parts));
    }

    /** Confirmed if one part is; refuted if every part is. */
    public ClaimCheck any(String deviation, List<? extends ClaimCheck> parts) {
        return new CombinedCheck(this, CombinedCheck.Rule.ANY, List.copyOf(parts), deviation);
    }

    /** An exact claim: each figure is at most its bound. */
    public Fact bounded(Map<String, Double> bounds) {
        return new Fact(this, bounds, "");
    }

    /** A claim that cannot be tested, with what was measured all the same. */
    public Untested untested(Function<Evidence, String> measured, String why) {
        return new Untested(this, measured, why);
    }

    /** What runs say of it. */
    public Finding finding(
            String measured, String deviation, int seeds, Verdict verdict, String why) {
        return new Finding(id, statement, paper, measured, deviation, seeds, verdict, why);
    }
}
