package dev.hearth.experiments.claim;

/**
 * When results are looked at. A design of few seeds may be looked at twice: if it leaves a claim open, it
 * may be widened once. That is paid for by both looks, with Pocock's spending function (Lan and DeMets 1983),
 * {@code α·ln(1 + (e − 1)t)} of the share t of all runs: at half of them 0.031 of 0.05, and the rest, 0.019,
 * for the second. O'Brien and Fleming's function would leave the first look 0.003, with which three seeds
 * decide nothing.
 *
 * <p>What the two looks may decide wrongly adds up to at most α, whether the second has the first one's runs
 * among its own or none of them: no use is made of what they share.
 *
 * @param number of this look, from 1
 * @param most how many there may be
 * @param before seeds of the first look that a second one has among its own
 */
public record Looks(int number, int most, int before) {

    /** One look, at the end. */
    public static final Looks ONLY = new Looks(1, 1, 0);

    /** One look, after which the design may be widened once. */
    public static final Looks FIRST_OF_TWO = new Looks(1, 2, 0);

    /** The second of two. */
    public static Looks second(int before) {
        return new Looks(2, 2, before);
    }

    /** Whether an earlier look has left a claim open. */
    public boolean follows() {
        return number > 1;
    }

    /** What this look may spend of α. */
    public double level() {
        double first = Design.ALPHA * Math.log(1 + (Math.E - 1) / 2);
        return most == 1 ? Design.ALPHA : number == 1 ? first : Design.ALPHA - first;
    }

    /** In words. */
    String words() {
        String spent = Design.text(level()) + " of " + Design.text(Design.ALPHA);
        if (most == 1) {
            return "one look, level " + Design.text(Design.ALPHA);
        }
        return number == 1
                ? "first of at most two looks, which spends " + spent + " (Pocock)"
                : "second look, "
                        + (before > 0 ? "after one at " + before + " seeds" : "of a recipe that was changed")
                        + ", which spends "
                        + spent
                        + " (Pocock)";
    }
}
