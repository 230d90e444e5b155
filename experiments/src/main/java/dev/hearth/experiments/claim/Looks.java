package dev.hearth.experiments.claim;

/**
 * When results are looked at. A design may be widened, or its recipe changed, after a look that left a claim
 * open, but each look pays for it: by Pocock's spending function (Lan and DeMets 1983),
 * {@code α·ln(1 + (e − 1)t)} of the share t of all looks. Of two, the first spends 0.031 of 0.05 and the second
 * 0.019; of three, 0.023, 0.016 and 0.012. O'Brien and Fleming's function would leave the first of two 0.003,
 * with which three seeds decide nothing.
 *
 * <p>What all looks may decide wrongly adds up to at most α, whether a later one has an earlier one's runs
 * among its own or none of them: no use is made of what they share.
 *
 * @param number of this look, from 1
 * @param most how many there may be, at most three
 * @param before seeds of the look before that a later one has among its own; 0 where all runs are new
 */
public record Looks(int number, int most, int before) {

    private static final String[] ORDINALS = {"first", "second", "third"};
    private static final String[] COUNTS = {"one", "two", "three"};

    /** One look, at the end. */
    public static final Looks ONLY = new Looks(1, 1, 0);

    /** One look, after which the design may be widened once. */
    public static final Looks FIRST_OF_TWO = new Looks(1, 2, 0);

    /** Refuses a look beyond the last. */
    public Looks {
        if (number < 1 || number > most || most > ORDINALS.length || before < 0) {
            throw new IllegalArgumentException(
                    "Looks are numbered from 1 to at most "
                            + ORDINALS.length
                            + ", and have none or some seeds from before. Received: number="
                            + number
                            + ", most="
                            + most
                            + ", before="
                            + before
                            + ". Plan fewer looks.");
        }
    }

    /** Whether an earlier look has left a claim open. */
    public boolean follows() {
        return number > 1;
    }

    /** What this look may spend of α. */
    public double level() {
        return spent(number) - spent(number - 1);
    }

    private double spent(int looks) {
        return Design.ALPHA * Math.log(1 + (Math.E - 1) * looks / most);
    }

    /** The first of as many. */
    Looks first() {
        return new Looks(1, most, 0);
    }

    /** Which look it is: {@code second look}; empty for a first one. */
    public String word() {
        return follows() ? ORDINALS[number - 1] + " look" : "";
    }

    /** In words. */
    String words() {
        String spent = Design.text(level()) + " of " + Design.text(Design.ALPHA);
        if (most == 1) {
            return "one look, level " + Design.text(Design.ALPHA);
        }
        String which =
                follows()
                        ? word()
                                + (number < most ? " of at most " + COUNTS[most - 1] : "")
                                + ", "
                                + (before > 0
                                        ? "after one at " + before + " seeds"
                                        : "of a recipe that was changed, all runs new")
                        : "first of at most " + COUNTS[most - 1] + " looks";
        return which + ", which spends " + spent + " (Pocock)";
    }
}
