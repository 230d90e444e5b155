package dev.hearth.experiments.claim;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A claim that two arms end alike: the difference of their figures is no more than a margin.
 *
 * <p>Differences are taken seed by seed. The claim is confirmed if the {@link Design}'s test finds them within
 * the margin on either side of 0; refuted if it finds them outside; else inconclusive. So few runs or much
 * spread cannot confirm it. What another part of the test images could make narrows the margin that
 * confirms, and widens the one that refutes.
 *
 * @param claim what is claimed
 * @param measure what is compared
 * @param first an arm
 * @param second another arm
 * @param margin the greatest difference that counts as none, above 0
 * @param deviation how the conditions differ from the paper's
 */
public record Equivalence(
        Claim claim, Measure measure, String first, String second, double margin, String deviation)
        implements StatisticalCheck {

    /** Refuses a margin of nothing. */
    public Equivalence {
        if (!(margin > 0)) {
            throw new IllegalArgumentException(
                    "Equivalence needs a margin above 0. Received: margin="
                            + margin
                            + ". Use the greatest difference that does not matter.");
        }
    }

    /** Of a figure of which less is better. */
    public Equivalence(
            Claim claim,
            String figure,
            String unit,
            ToDoubleFunction<Trial> value,
            String first,
            String second,
            double margin,
            String deviation) {
        this(claim, new Measure(figure, unit, value), first, second, margin, deviation);
    }

    @Override
    public Finding judge(Evidence evidence, Design design) {
        for (String arm : new String[] {first, second}) {
            if (evidence.of(arm).isEmpty()) {
                return finding("nothing", 0, Verdict.NOT_TESTED, "there is no run of " + arm);
            }
        }
        Evidence.Pairs pairs = evidence.pairs(first, second, measure::of);
        String measured =
                measure.name()
                        + ": "
                        + first
                        + " "
                        + numbers(pairs.first())
                        + ", "
                        + second
                        + " "
                        + numbers(pairs.second());
        PairedSample sample = PairedSample.between(pairs.first(), pairs.second(), design);
        int count = sample.count();
        if (Arrays.stream(sample.differences()).anyMatch(Double::isNaN)) {
            return finding(measured, count, Verdict.INCONCLUSIVE, "a run has no figure");
        }
        if (count < 2) {
            return finding(
                    measured,
                    count,
                    Verdict.INCONCLUSIVE,
                    count + " pair" + (count == 1 ? "" : "s") + " of runs cannot show a spread");
        }
        double images = measure.imageMargin(design, evidence.of(first), evidence.of(second));
        double inner = margin - images;
        double outer = margin + images;
        boolean within = inner > 0 && sample.above(-inner) && sample.below(inner);
        boolean beyond = sample.above(outer) || sample.below(-outer);
        double power = inner > 0 ? sample.powerOfEquivalence(inner) : 0;
        return finding(
                measured,
                count,
                within ? Verdict.CONFIRMED : beyond ? Verdict.REFUTED : Verdict.INCONCLUSIVE,
                String.format(
                        Locale.ROOT,
                        "%s − %s = %s%s in the %s over %d pairs, %s, margin %s%s%s%s",
                        second,
                        first,
                        Ranking.number(sample.middle()),
                        measure.differenceUnit(),
                        sample.middleName(),
                        count,
                        sample.testWithin(inner, outer),
                        Ranking.number(margin),
                        measure.differenceUnit(),
                        images == 0
                                ? ""
                                : ", of which another part of the test images could make "
                                        + Ranking.number(images)
                                        + measure.differenceUnit(),
                        Double.isNaN(power)
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        "; equal arms would have been found alike with %.0f %%",
                                        power)));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private String numbers(double[] values) {
        return values.length == 0 ? "no pair" : Ranking.number(mean(values)) + measure.unit();
    }

    private Finding finding(String measured, int seeds, Verdict verdict, String why) {
        return claim.finding(measured, deviation, seeds, verdict, why);
    }
}
