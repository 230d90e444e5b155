package dev.hearth.nn;

import java.util.Map;

/**
 * A layer that in {@link Phase#TESTING} multiplies each feature by a number and adds another, as batch
 * normalisation does.
 */
public interface FeatureAffine extends Layer {

    /**
     * What it does to features.
     *
     * @param factors a, one a feature
     * @param offsets c, one a feature
     */
    record Change(double[] factors, double[] offsets) {}

    /**
     * y = a·x + c.
     *
     * @param arrays its own, by name
     */
    Change change(Map<String, float[]> arrays);
}
