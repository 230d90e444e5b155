package dev.hearth.nn;

import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Tensor;

/** A learned tensor that is what it is. */
record LearnedParameter(Tensor leaf, WeightAxes units, boolean isFrozen) implements Parameter {

    @Override
    public Tensor in(Context pass) {
        return leaf;
    }

    @Override
    public void scaleUnits(Tensor factors) {
        try (var quiet = NoGrad.open()) {
            units.apart(leaf).mulInPlace(units.broadcast(factors));
        }
    }
}
