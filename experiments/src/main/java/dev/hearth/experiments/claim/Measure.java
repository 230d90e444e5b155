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
 * @param images whether it is an error in percent of the test images
 */
public record Measure(
        String name, String unit, ToDoubleFunction<Trial> value, double worst, boolean images) {

    /** The test error of classifiers, in percent. */
    public static final Measure TEST_ERROR = of("test error", " %", "testError").onTestImages();

    /** A figure of which less is better. */
    public Measure(String name, String unit, ToDoubleFunction<Trial> value) {
        this(name, unit, value, Double.POSITIVE_INFINITY, false);
    }

    /** A final metric of which less is better. */
    public static Measure of(String name, String unit, String metric) {
        return new Measure(name, unit, trial -> trial.metric(metric));
    }

    /** The same, of which more is better. */
    public Measure moreIsBetter() {
        return new Measure(name, unit, value, Double.NEGATIVE_INFINITY, images);
    }

    /** The same, an error in percent of the test images. */
    public Measure onTestImages() {
        return new Measure(name, unit, value, worst, true);
    }

    /** The figure of a run; NaN if it was not measured. */
    public double of(Trial trial) {
        return trial.diverged() ? worst : value.applyAsDouble(trial);
    }

    /** By how much two means of it may differ since a fixed part of the test images was taken. */
    public double imageMargin(Design design, double first, double second) {
        return images && Double.isFinite(first) && Double.isFinite(second)
                ? design.imageMargin(first, second)
                : 0;
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
