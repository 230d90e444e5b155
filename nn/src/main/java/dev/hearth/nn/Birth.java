package dev.hearth.nn;

import dev.hearth.nn.init.Initializer;

/**
 * How a weight comes to be where it is not learned as it is: computed in each pass from what is
 * learned in its place (weight normalisation: from v and g). The layer that asks for the weight does
 * not know.
 *
 * <pre>{@code
 * Birth doubled =
 *         (home, asked) -> {
 *             Parameter half = asked.learnedIn(home.within("half"));
 *             return now -> half.in(now).mul(2);
 *         };
 * }</pre>
 */
@FunctionalInterface
public interface Birth {

    /**
     * Declares what is learned instead.
     *
     * @param home of the layer, in which weights are learned as they are
     * @param wanted what the layer asks for
     * @return the weight, computed in each pass
     */
    Parameter bear(Parameters home, Wanted wanted);

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
    record Wanted(
            String name, Role role, Initializer start, Fans fans, Units units, long... shape) {

        /**
         * Learned as it is.
         *
         * @param home where
         * @return the parameter
         */
        public Parameter learnedIn(Parameters home) {
            return home.learn(name, role, start, fans, units, shape);
        }
    }
}
