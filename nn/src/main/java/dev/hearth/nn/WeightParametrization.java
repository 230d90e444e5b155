package dev.hearth.nn;

/**
 * How a weight comes to be where it is not learned as it is: computed in each pass from what is
 * learned in its place (weight normalisation: from v and g). The layer that asks for the weight does
 * not know.
 *
 * <pre>{@code
 * WeightParametrization doubled =
 *         (parameters, asked) -> {
 *             Parameter half = asked.declareIn(parameters.scope("half"));
 *             return now -> half.in(now).mul(2);
 *         };
 * }</pre>
 */
@FunctionalInterface
public interface WeightParametrization {

    /**
     * Declares what is learned instead.
     *
     * @param parameters of the layer, without this parametrization
     * @return the weight, computed in each pass
     */
    Parameter declare(Parameters parameters, Requested wanted);

    /**
     * What a layer asks for.
     *
     * @param name without dots
     * @param units where its output units lie
     * @param shape its extents
     */
    record Requested(
            String name, Role role, Initializer start, Fans fans, WeightAxes units, long... shape) {

        /** Declares the weight as learned itself. */
        public Parameter declareIn(Parameters parameters) {
            return parameters.parameter(name, role, start, fans, units, shape);
        }
    }
}
