package dev.hearth.experiments.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A check upon runs that are read another way, such as several figures of one run as if they were
 * several arms, so that they are compared pair by pair.
 *
 * <pre>{@code
 * static ClaimCheck averagingHelps(Ranking ofTwelveTestsAndOneTest) {
 *     return new Reinterpreted(
 *             ofTwelveTestsAndOneTest,
 *             Reinterpreted.figuresAsArms("random", Map.of(
 *                     "1 test", trial -> trial.metric("averagedError1"),
 *                     "12 tests", trial -> trial.metric("averagedError12"))));
 * }
 * }</pre>
 *
 * @param check what is asked
 * @param reading how runs are read
 */
public record Reinterpreted(ClaimCheck check, Function<Evidence, Evidence> reading)
        implements StatisticalCheck {

    /** The name of the one figure of a run that {@link #figuresAsArms} makes. */
    public static final String VALUE = "value";

    @Override
    public Claim claim() {
        return check.claim();
    }

    @Override
    public double detectable(Design design) {
        return check instanceof StatisticalCheck of
                ? of.detectable(design)
                : Double.POSITIVE_INFINITY;
    }

    @Override
    public Finding judge(Evidence evidence, Design design) {
        return check.judge(reading.apply(evidence), design);
    }

    /**
     * Reads figures of one arm's runs as arms: each becomes an arm by its name in the map, with the
     * figure {@link #VALUE}.
     */
    public static Function<Evidence, Evidence> figuresAsArms(
            String arm, Map<String, ToDoubleFunction<Trial>> figures) {
        Map<String, ToDoubleFunction<Trial>> named = Map.copyOf(figures);
        return evidence -> {
            List<Trial> trials = new ArrayList<>();
            for (Trial trial : evidence.of(arm)) {
                named.forEach(
                        (name, figure) ->
                                trials.add(
                                        new Trial(
                                                name,
                                                trial.seed(),
                                                trial.diverged()
                                                        ? Map.of()
                                                        : Map.of(
                                                                VALUE, figure.applyAsDouble(trial)),
                                                List.of(),
                                                trial.diverged())));
            }
            return new Evidence(evidence.experiment(), trials);
        };
    }
}
