package dev.hearth.experiments.claim;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A figure of a run that checks compare. Of a run that diverged it is the worst that there could be.
 *
 * <pre>{@code
 * static ClaimCheck lower(Claim claim) {
 *     Measure error = Measure.of("test error", " %", "testError").onTestImages();
 *     return error.order(claim, "", "ELU", "ReLU").learned(90, "the test error");
 * }
 * }</pre>
 *
 * @param name for people
 * @param unit behind numbers, possibly empty
 * @param value taken from each run
 * @param worst of a run that diverged: positive infinity where less is better
 * @param errors the errors in percent of the test images of which it is the sum or the difference; none where it
 *     is no such figure
 */
public record Measure(
        String name,
        String unit,
        ToDoubleFunction<Trial> value,
        double worst,
        List<ToDoubleFunction<Trial>> errors) {

    /** Copies the list. */
    public Measure {
        errors = List.copyOf(errors);
    }

    /** The test error of classifiers, in percent. */
    public static final Measure TEST_ERROR = of("test error", " %", "testError").onTestImages();

    /** A figure of which less is better. */
    public Measure(String name, String unit, ToDoubleFunction<Trial> value) {
        this(name, unit, value, Double.POSITIVE_INFINITY, List.of());
    }

    /** A final metric of which less is better. */
    public static Measure of(String name, String unit, String metric) {
        return new Measure(name, unit, trial -> trial.metric(metric));
    }

    /** The same, of which more is better. */
    public Measure moreIsBetter() {
        return new Measure(name, unit, value, Double.NEGATIVE_INFINITY, errors);
    }

    /** The same, an error in percent of the test images. */
    public Measure onTestImages() {
        return new Measure(name, unit, value, worst, List.of(value));
    }

    /** The difference of two errors in percent of the test images, the first less the second. */
    public static Measure gain(
            String name, ToDoubleFunction<Trial> before, ToDoubleFunction<Trial> after) {
        return new Measure(
                name,
                " points",
                trial -> before.applyAsDouble(trial) - after.applyAsDouble(trial),
                Double.POSITIVE_INFINITY,
                List.of(before, after));
    }

    /** The unit of differences: of percentages, points. */
    public String differenceUnit() {
        return unit.equals(" %") ? " points" : unit;
    }

    /** The figure of a run; NaN if it was not measured. */
    public double of(Trial trial) {
        return trial.diverged() ? worst : value.applyAsDouble(trial);
    }

    /**
     * By how much two arms' means of it may differ since a fixed part of the test images was taken; 0 where all
     * are used, and of other figures. Of an arm's runs those count that did not diverge.
     */
    public double imageMargin(Design design, List<Trial> first, List<Trial> second) {
        return design.imageMargin(imageVariance(first) + imageVariance(second));
    }

    /** What a difference has to clear besides, as the end of a sentence; nothing for a margin of 0. */
    String clearing(double margin) {
        return margin == 0
                ? ""
                : ", to clear "
                        + Ranking.number(margin)
                        + differenceUnit()
                        + " that another part of the test images could make";
    }

    /**
     * The variance of one test image's part in an arm's mean, as if errors were independent: {@code Σ p(1 − p)},
     * with the mean share p of each error.
     */
    public double imageVariance(List<Trial> runs) {
        double sum = 0;
        for (ToDoubleFunction<Trial> error : errors) {
            sum +=
                    runs.stream()
                            .filter(run -> !run.diverged())
                            .mapToDouble(error)
                            .filter(Double::isFinite)
                            .average()
                            .stream()
                            .map(Design::imageVariance)
                            .sum();
        }
        return sum;
    }

    /** The claim that arms come in this order, least first. */
    public Ranking order(Claim claim, String deviation, String... arms) {
        return new Ranking(claim, this, List.of(arms), deviation);
    }

    /** The same for a part of a claim. */
    public Ranking order(String part, String deviation, String... arms) {
        return order(Claim.part(part), deviation, arms);
    }
}
