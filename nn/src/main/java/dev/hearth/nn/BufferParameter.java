package dev.hearth.nn;

import dev.hearth.tensor.Tensor;

/** A tensor that is kept but not learned. */
record BufferParameter(Tensor view, boolean isFrozen) implements Parameter {

    @Override
    public Tensor in(Context pass) {
        return view;
    }
}
