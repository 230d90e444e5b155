package dev.hearth.nn;

import dev.hearth.tensor.Tensor;

/** A tensor that is kept but not learned. */
record Kept(Tensor view, boolean isFrozen) implements Parameter {

    @Override
    public Tensor in(Pass pass) {
        return view;
    }
}
