package dev.hearth.nn;

import dev.hearth.tensor.Tensor;

/**
 * A forward function in two parts: a frozen backbone, which computes as in {@link Phase#TESTING} in every phase,
 * and a head that learns.
 */
public interface BackboneForward extends Forward {

    /** What the backbone gives for one example. */
    Shape featureShape();

    /** Applies the backbone; nothing is recorded for the backward pass. */
    Tensor features(Tensor x, Context pass);

    /** Applies the head to what the backbone gave. */
    Tensor head(Tensor features, Context pass);

    @Override
    default Tensor apply(Tensor x, Context pass) {
        return head(features(x, pass), pass);
    }
}
