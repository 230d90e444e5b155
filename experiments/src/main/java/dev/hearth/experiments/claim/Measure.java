package dev.hearth.experiments.claim;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A figure of a run that checks compare.
 *
 * <pre>{@code
 * static ClaimCheck lower(Claim claim) {
 *     Measure error = Measure.of("test error", " %", "testError");
 *     return error.order(claim, "", "ELU", "ReLU").learned(90, "the test error");
 * }
 * }</pre>
 *
 * @param name for people
 * @param unit behind numbers, possibly empty
 * @param value taken from each run
 */
public record Measure(String name, String unit, ToDoubleFunction<Trial> value) {

    /** The test error of classifiers, in percent. */
    public static final Measure TEST_ERROR = of("test error", " %", "testError");

    /** A final metric. */
    public static Measure of(String name, String unit, String metric) {
        return new Measure(name, unit, trial -> trial.metric(metric));
    }

    /** The claim that arms come in this order, least first. */
    public Ranking order(Claim claim, String deviation, String... arms) {
        return new Ranking(claim, name, unit, value, List.of(arms), deviation);
    }

    /** The same for a part of a claim. */
    public Ranking order(String part, String deviation, String... arms) {
        return order(Claim.part(part), deviation, arms);
    }
}
