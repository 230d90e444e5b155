package dev.hearth.experiments.claim;

import dev.hearth.experiments.statistics.Power;
import dev.hearth.experiments.statistics.WilcoxonSignedRank;
import dev.hearth.train.metric.Statistics;
import java.util.Arrays;
import java.util.Locale;

/**
 * Differences of pairs, and on which side of a number they lie, by the design's test. Where one is infinite,
 * since a run of the pair diverged, ranks decide.
 *
 * @param differences none of them NaN; at least two for any statement
 * @param design test and level
 */
public record PairedSample(double[] differences, Design design) {

    /** Second minus first; 0 where both diverged. */
    public static PairedSample between(double[] first, double[] second, Design design) {
        double[] differences = new double[first.length];
        for (int i = 0; i < first.length; i++) {
            differences[i] = second[i] == first[i] ? 0 : second[i] - first[i];
        }
        return new PairedSample(differences, design);
    }

    /** How many pairs there are. */
    public int count() {
        return differences.length;
    }

    private boolean byRanks() {
        return design.test() != Design.Test.PAIRED_T
                || !Arrays.stream(differences).allMatch(Double::isFinite);
    }

    /** Whether they lie above a bound, at half the level. */
    public boolean above(double bound) {
        return byRanks() ? tail(bound, true) <= design.level() / 2 : interval().low() > bound;
    }

    /** Whether they lie below a bound, at half the level. */
    public boolean below(double bound) {
        return byRanks() ? tail(bound, false) <= design.level() / 2 : interval().high() < bound;
    }

    private double tail(double bound, boolean above) {
        var p = WilcoxonSignedRank.of(Arrays.stream(differences).map(d -> d - bound).toArray()).p();
        return above ? p.greater() : p.less();
    }

    private Statistics.Interval interval() {
        return Statistics.of(differences).confidence(1 - design.level()).orElseThrow();
    }

    /** Their middle: the mean, or the median where ranks decide. */
    public double middle() {
        if (!byRanks()) {
            return Statistics.of(differences).mean();
        }
        double[] sorted = differences.clone();
        Arrays.sort(sorted);
        double low = sorted[(sorted.length - 1) / 2];
        double high = sorted[sorted.length / 2];
        return low == high ? low : (low + high) / 2;
    }

    /** What {@link #middle} is. */
    public String middleName() {
        return byRanks() ? "median" : "mean";
    }

    /**
     * In words, what decides whether they lie {@link #above} a bound or {@link #below} its negative: the interval,
     * or ranks' p-value of both sides together.
     */
    public String test(double bound) {
        if (!byRanks()) {
            return intervalWords();
        }
        double above = tail(bound, true);
        double below = tail(-bound, false);
        double from = above <= below ? bound : -bound;
        int usable = (int) Arrays.stream(differences).filter(d -> d != from).count();
        return String.format(
                Locale.ROOT,
                "signed ranks p = %.2g (least possible %.2g) against %s",
                Math.min(1, 2 * Math.min(above, below)),
                WilcoxonSignedRank.leastP(usable),
                Design.text(design.level()));
    }

    /**
     * In words, what decides whether they lie below one bound or above another: the interval, or ranks' p-values
     * of each side.
     *
     * @param low what it means to lie below the first
     * @param high what it means to lie above the second
     */
    public String test(String low, double below, String high, double above) {
        return byRanks()
                ? sides(low, tail(below, false), high, tail(above, true))
                : intervalWords();
    }

    /**
     * In words, what decides whether they lie within one distance of 0, or beyond another: the interval, or
     * ranks' p-values of each.
     */
    String testWithin(double inner, double outer) {
        if (!byRanks()) {
            return intervalWords();
        }
        double within = inner > 0 ? Math.max(tail(-inner, true), tail(inner, false)) : 1;
        double beyond = Math.min(tail(outer, true), tail(-outer, false));
        return sides("they lie within the margin", within, "beyond it", beyond);
    }

    private String sides(String low, double pLow, String high, double pHigh) {
        return String.format(
                Locale.ROOT,
                "one-sided signed ranks p = %.2g that %s, %.2g that %s, against %s",
                pLow,
                low,
                pHigh,
                high,
                Design.text(design.level() / 2));
    }

    private String intervalWords() {
        Statistics.Interval interval = interval();
        return String.format(
                Locale.ROOT,
                "%s %% interval [%s, %s]",
                percent(1 - design.level()),
                Ranking.number(interval.low()),
                Ranking.number(interval.high()));
    }

    /**
     * The effect that the design would have seen with 90 %, in words, with the spread that was seen.
     *
     * @param margin that the effect has to clear besides
     */
    public String detectable(double margin, String unit) {
        double[] finite = Arrays.stream(differences).filter(Double::isFinite).toArray();
        if (finite.length < 2) {
            return "no power can be told";
        }
        double deviation = Statistics.of(finite).standardDeviation().orElseThrow();
        double least =
                byRanks()
                        ? Power.detectableBySignedRank(count(), design.level(), Power.WANTED)
                        : Power.detectableByT(count(), design.level(), Power.WANTED);
        return (Double.isInfinite(least)
                        ? "so few pairs could not have shown any effect"
                        : "an effect of "
                                + Ranking.number(margin + least * deviation)
                                + unit
                                + " would have been seen with 90 %")
                + (above(margin) || below(-margin) ? "" : needed(margin, deviation));
    }

    /** How many pairs would show with 90 % what was seen. */
    private String needed(double margin, double deviation) {
        double effect = (Math.abs(middle()) - margin) / deviation;
        if (!(effect > 0) || Double.isInfinite(effect)) {
            return "";
        }
        int pairs = Power.pairsByT(effect, design.level(), Power.WANTED);
        return pairs >= Power.MOST_PAIRS
                ? "; the one seen is next to nothing"
                : "; for the one seen, some " + Math.max(pairs, count() + 1) + " pairs are needed";
    }

    /**
     * How likely equal arms would be found alike, in percent; NaN where it cannot be told. By ranks it is
     * about that of t with the ranks' efficiency for normal differences, 3/π (Hodges and Lehmann 1956).
     */
    double powerOfEquivalence(double margin) {
        if (count() < 2 || !Arrays.stream(differences).allMatch(Double::isFinite)) {
            return Double.NaN;
        }
        if (byRanks() && WilcoxonSignedRank.leastP(count()) > design.level()) {
            return 0;
        }
        double deviation = Statistics.of(differences).standardDeviation().orElseThrow();
        double efficiency = byRanks() ? Math.sqrt(3 / Math.PI) : 1;
        return 100
                * (deviation == 0
                        ? 1
                        : Power.ofEquivalence(
                                count(), design.level(), efficiency * margin / deviation));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share).replaceAll("\\.?0+$", "");
    }
}
