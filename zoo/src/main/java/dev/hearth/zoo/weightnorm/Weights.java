package dev.hearth.zoo.weightnorm;

import dev.hearth.nn.Layer;
import dev.hearth.nn.init.GlorotUniform;
import dev.hearth.nn.init.Initializer;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.norm.FixedGain;
import dev.hearth.nn.norm.Gain;
import dev.hearth.nn.norm.WeightNorm;

/** What is learned for a weight. */
public enum Weights {
    /** The weight itself. */
    THEMSELVES,
    /**
     * The weight up to a factor that the data-dependent initialisation sets once: the published
     * code's net without normalisation.
     */
    FIXED_GAIN,
    /** Its direction v and its length g. */
    NORMALIZED,
    /** Its direction v and the logarithm of its length, g = eˢ. */
    NORMALIZED_EXPONENTIAL;

    /** As the published code: Glorot where it leaves the layer alone, else N(0, 0.05²). */
    Initializer start() {
        return this == FIXED_GAIN ? new GlorotUniform() : new Normal(0.05);
    }

    Layer around(Layer layer, double limit) {
        return switch (this) {
            case THEMSELVES -> layer;
            case FIXED_GAIN -> new FixedGain(layer);
            case NORMALIZED -> new WeightNorm(layer, Gain.PLAIN, limit);
            case NORMALIZED_EXPONENTIAL -> new WeightNorm(layer, Gain.EXPONENTIAL, limit);
        };
    }
}
