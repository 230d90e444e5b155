package dev.hearth.behaviour;

import java.util.Locale;
import org.apache.commons.math3.stat.inference.AlternativeHypothesis;
import org.apache.commons.math3.stat.inference.BinomialTest;
import org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest;

/** commons-math3's tests, beside which Hearth's exact ones stand. */
class StatisticsBehaviourTest extends Behaviours {

    StatisticsBehaviourTest() {
        super("commons-math3");
        measure(
                "Wilcoxon: p of six equal pairs, where 1 is right",
                () -> p(new double[6], new double[6]));
        measure(
                "Wilcoxon: p of 1, 2, 3 above, where 0.25 is right",
                () -> p(new double[] {1, 2, 3}, new double[3]));
        measure("binomial: p of 60 in 100, where 0.0569 is right", () -> binomial(100, 60, 0.5));
        measure("binomial: p of 37 in 60, where 0.0925 is right", () -> binomial(60, 37, 0.5));
        measure(
                "binomial: p of 20 in 60 at a third, where 1 is right",
                () -> binomial(60, 20, 1 / 3.0));
    }

    @Override
    String version() {
        return WilcoxonSignedRankTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath()
                .replaceAll(".*commons-math3-(.*)\\.jar", "$1");
    }

    private static String p(double[] a, double[] b) {
        return text(new WilcoxonSignedRankTest().wilcoxonSignedRankTest(a, b, true));
    }

    private static String binomial(int n, int k, double share) {
        return text(new BinomialTest().binomialTest(n, k, share, AlternativeHypothesis.TWO_SIDED));
    }

    private static String text(double p) {
        return String.format(Locale.ROOT, "%.4f", p);
    }
}
