package dev.hearth.experiments.statistics;

import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.inference.BinomialTest;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.inference.UnconditionedExactTest;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/**
 * One test of some data.
 *
 * @param a the differences, the first sample, or successes and their count
 * @param b nothing, the second sample, the others' successes and count, or the chance as a fraction
 */
record ExactTestCase(Kind kind, Side side, double[] a, double[] b) {

    enum Kind {
        WILCOXON("Wilcoxon"),
        MANN_WHITNEY("Mann-Whitney"),
        FISHER("Fisher"),
        BINOMIAL("binomial"),
        BOSCHLOO("Boschloo"),
        KOLMOGOROV_SMIRNOV("Kolmogorov-Smirnov"),
        SIGNS("signs of differences"),
        CHOICES("permuted means");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    enum Side {
        BOTH(AlternativeHypothesis.TWO_SIDED, "two-sided"),
        LESS(AlternativeHypothesis.LESS_THAN, "less"),
        GREATER(AlternativeHypothesis.GREATER_THAN, "greater");

        private final AlternativeHypothesis alternative;
        final String scipy;

        Side(AlternativeHypothesis alternative, String scipy) {
            this.alternative = alternative;
            this.scipy = scipy;
        }
    }

    int whole(int i) {
        return (int) (i < 2 ? a[i] : b[i - 2]);
    }

    Enumeration enumeration() {
        return switch (kind) {
            case WILCOXON -> Enumeration.signedRanks(a);
            case MANN_WHITNEY -> Enumeration.rankSums(a, b);
            case FISHER -> Enumeration.table(whole(0), whole(1), whole(2), whole(3));
            case BINOMIAL -> Enumeration.successes(whole(0), whole(1), whole(2), whole(3));
            case BOSCHLOO -> Enumeration.shares(whole(0), whole(1), whole(2), whole(3));
            case KOLMOGOROV_SMIRNOV -> Enumeration.distances(a, b);
            case SIGNS -> Enumeration.signs(a);
            case CHOICES -> Enumeration.sums(a, b);
        };
    }

    double[] right() {
        Enumeration all = enumeration();
        return switch (side) {
            case BOTH -> new double[] {all.both(), all.other()};
            case LESS -> new double[] {all.less(), all.less()};
            case GREATER -> new double[] {all.greater(), all.greater()};
        };
    }

    /** Hearth's own, NaN where it has none. */
    double hearth() {
        return switch (kind) {
            case WILCOXON -> of(WilcoxonSignedRank.of(a).p());
            case MANN_WHITNEY -> of(MannWhitney.of(a, b).p());
            case FISHER -> {
                FisherExact test = FisherExact.of(whole(0), whole(1), whole(2), whole(3));
                yield side == Side.BOTH ? test.twoSided() : of(test.p());
            }
            case BINOMIAL ->
                    2 * b[0] == b[1] ? of(McNemar.of(whole(0), whole(1) - whole(0))) : Double.NaN;
            case BOSCHLOO -> Boschloo.of(whole(0), whole(1), whole(2), whole(3));
            case KOLMOGOROV_SMIRNOV, SIGNS, CHOICES -> Double.NaN;
        };
    }

    private double of(PValues p) {
        return switch (side) {
            case BOTH -> p.twoSided();
            case LESS -> p.less();
            case GREATER -> p.greater();
        };
    }

    double commonsMath() {
        return switch (kind) {
            case WILCOXON ->
                    side == Side.BOTH
                            ? new org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest()
                                    .wilcoxonSignedRankTest(new double[a.length], a, true)
                            : Double.NaN;
            case MANN_WHITNEY ->
                    side == Side.BOTH
                            ? new org.apache.commons.math3.stat.inference.MannWhitneyUTest()
                                    .mannWhitneyUTest(a, b)
                            : Double.NaN;
            case BINOMIAL ->
                    new BinomialTest()
                            .binomialTest(
                                    whole(1),
                                    whole(0),
                                    b[0] / b[1],
                                    org.apache.commons.math3.stat.inference.AlternativeHypothesis
                                            .valueOf(side.alternative.name()));
            case KOLMOGOROV_SMIRNOV ->
                    new org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest()
                            .kolmogorovSmirnovTest(a, b, false);
            case FISHER, BOSCHLOO, SIGNS, CHOICES -> Double.NaN;
        };
    }

    double commonsStatistics() {
        return switch (kind) {
            case WILCOXON ->
                    WilcoxonSignedRankTest.withDefaults()
                            .with(PValueMethod.EXACT)
                            .with(side.alternative)
                            .test(a)
                            .getPValue();
            case MANN_WHITNEY ->
                    MannWhitneyUTest.withDefaults()
                            .with(PValueMethod.EXACT)
                            .with(side.alternative)
                            .test(a, b)
                            .getPValue();
            case FISHER ->
                    FisherExactTest.withDefaults().with(side.alternative).test(table()).getPValue();
            case BINOMIAL ->
                    org.apache.commons.statistics.inference.BinomialTest.withDefaults()
                            .with(side.alternative)
                            .test(whole(1), whole(0), b[0] / b[1])
                            .getPValue();
            case BOSCHLOO ->
                    UnconditionedExactTest.withDefaults()
                            .with(UnconditionedExactTest.Method.BOSCHLOO)
                            .test(table())
                            .getPValue();
            case KOLMOGOROV_SMIRNOV ->
                    KolmogorovSmirnovTest.withDefaults()
                            .with(PValueMethod.EXACT)
                            .test(a, b)
                            .getPValue();
            case SIGNS, CHOICES -> Double.NaN;
        };
    }

    private int[][] table() {
        return new int[][] {{whole(0), whole(2)}, {whole(1) - whole(0), whole(3) - whole(2)}};
    }

    String data() {
        return switch (kind) {
            case FISHER, BOSCHLOO ->
                    whole(0) + " of " + whole(1) + " and " + whole(2) + " of " + whole(3);
            case BINOMIAL -> whole(0) + " of " + whole(1) + " at " + whole(2) + "/" + whole(3);
            case WILCOXON, SIGNS -> words(a);
            default -> words(a) + " and " + words(b);
        };
    }

    private static String words(double[] values) {
        return DoubleStream.of(values)
                .mapToObj(v -> v == Math.rint(v) ? Long.toString((long) v) : Double.toString(v))
                .collect(Collectors.joining(", "));
    }

    String line() {
        return String.join(
                "\t", kind.name(), side.scipy, numbers(a), b.length == 0 ? "-" : numbers(b));
    }

    private static String numbers(double[] values) {
        return DoubleStream.of(values).mapToObj(Double::toString).collect(Collectors.joining(","));
    }
}
