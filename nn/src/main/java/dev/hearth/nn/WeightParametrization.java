package dev.hearth.nn;

/**
 * How a weight comes to be where it is not learned as it is: computed in each pass from what is
 * learned in its place (weight normalisation: from v and g). The layer that asks for the weight does
 * not know.
 *
 * <pre>{@code
 * WeightParametrization doubled =
 *         (home, asked) -> {
 *             Parameter half = asked.declareIn(home.scope("half"));
 *             return now -> half.in(now).mul(2);
 *         };
 * }</pre>
 */
@FunctionalInterface
public interface WeightParametrization {

    /**
     * Declares what is learned instead.
     *
     * @param home of the layer, in which weights are learned as they are
     * @param wanted what the layer asks for
     * @return the weight, computed in each pass
     */
    Parameter declare(Parameters home, Requested wanted);

    /**
     * What a layer asks for.
     *
     * @param name without dots
     * @param role what it does
     * @param start how it begins
     * @param fans connections in and out
     * @param units where its output units lie
     * @param shape its extents
     */
    record Requested(
            String name, Role role, Initializer start, Fans fans, WeightAxes units, long... shape) {

        /**
         * Learned as it is.
         *
         * @param home where
         * @return the parameter
         */
        public Parameter declareIn(Parameters home) {
            return home.parameter(name, role, start, fans, units, shape);
        }
    }
}
