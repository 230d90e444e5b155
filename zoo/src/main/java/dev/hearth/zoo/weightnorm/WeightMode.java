package dev.hearth.zoo.weightnorm;

import dev.hearth.nn.Initializer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.init.GlorotUniform;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.layers.FixedGain;
import dev.hearth.nn.layers.GainMode;
import dev.hearth.nn.layers.WeightNorm;

/** The parametrisation of the weights. */
public enum WeightMode {
    /** The weight itself. */
    THEMSELVES,
    /**
     * The weight times a gain that data-dependent initialisation sets once: the published code's net
     * without normalisation.
     */
    FIXED_GAIN,
    /** Weight normalisation: direction v and length g. */
    NORMALIZED,
    /** Weight normalisation with a learned logarithm of the length, g = eˢ. */
    NORMALIZED_EXPONENTIAL;

    /** As in the published code: Glorot for {@link #FIXED_GAIN}, else N(0, 0.05²). */
    Initializer start() {
        return this == FIXED_GAIN ? new GlorotUniform() : new Normal(0.05);
    }

    Layer around(Layer layer, double limit) {
        return switch (this) {
            case THEMSELVES -> layer;
            case FIXED_GAIN -> new FixedGain(layer);
            case NORMALIZED -> new WeightNorm(layer, GainMode.PLAIN, limit);
            case NORMALIZED_EXPONENTIAL -> new WeightNorm(layer, GainMode.EXPONENTIAL, limit);
        };
    }
}
