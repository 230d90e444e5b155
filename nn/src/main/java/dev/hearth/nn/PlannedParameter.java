package dev.hearth.nn;

import dev.hearth.tensor.Tensor;

/** What a net that is planned has declared: without a value. */
record PlannedParameter(boolean isFrozen) implements Parameter {

    @Override
    public Tensor in(Context pass) {
        throw new IllegalStateException(
                "A layer's build must not compute with parameters. Received: a use while the net is"
                        + " planned. Move it into the Forward.");
    }
}
