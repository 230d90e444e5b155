package dev.hearth.experiments.statistics;

import java.math.BigInteger;

/**
 * Fisher's exact test of a table of two by two (1935): do successes come as often in one group as in the
 * other, given how many there are in both? Two-sided, it adds up all tables that are at most as likely as
 * the one seen; the ways are counted in whole numbers, so that an equally likely table is never left out.
 *
 * @param p less where the first group has fewer successes
 * @param twoSided by the probabilities of the tables
 */
record FisherExact(PValues p, double twoSided) {

    /**
     * Tests successes of so many in two groups.
     *
     * @throws IllegalArgumentException if a count is negative or more than its group
     */
    static FisherExact of(int successes, int of, int others, int ofOthers) {
        if (successes < 0 || others < 0 || successes > of || others > ofOthers) {
            throw new IllegalArgumentException(
                    "FisherExact needs from none to all of each group. Received: "
                            + successes
                            + " of "
                            + of
                            + " and "
                            + others
                            + " of "
                            + ofOthers
                            + ". Count again.");
        }
        int all = successes + others;
        BigInteger seen = ways(successes, of, all, ofOthers);
        BigInteger less = BigInteger.ZERO;
        BigInteger greater = BigInteger.ZERO;
        BigInteger unlikely = BigInteger.ZERO;
        for (int k = 0; k <= Math.min(of, all); k++) {
            BigInteger ways = ways(k, of, all, ofOthers);
            less = k <= successes ? less.add(ways) : less;
            greater = k >= successes ? greater.add(ways) : greater;
            unlikely = ways.compareTo(seen) <= 0 ? unlikely.add(ways) : unlikely;
        }
        BigInteger total = Counts.choose(of + ofOthers, all);
        return new FisherExact(
                new PValues(Counts.share(less, total), Counts.share(greater, total)),
                Counts.share(unlikely, total));
    }

    private static BigInteger ways(int k, int of, int all, int ofOthers) {
        return Counts.choose(of, k).multiply(Counts.choose(ofOthers, all - k));
    }
}
