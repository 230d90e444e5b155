package dev.hearth.nn;

import java.util.Map;

/**
 * A letter whose machine, when testing, multiplies each feature by a number and adds another: batch
 * normalisation, and what is like it.
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
     * @return a and c
     */
    Change change(Map<String, float[]> arrays);
}
