package dev.hearth.nn;

import dev.hearth.tensor.DenseMatrix;
import java.util.List;

/**
 * A share of a batch, planned: what it is computed on, and the layers' passes in the order in which they are
 * called.
 */
record ChainShare(
        CompiledChain.ShareOfBatch ends,
        List<CompiledLayer.Passes> forward,
        List<CompiledLayer.Passes> backward) {

    double learn(float[] examples, CompiledChain.Head head) {
        DenseMatrix x = ends.input();
        x.put(examples, ends.first() * x.columns());
        for (CompiledLayer.Passes each : forward) {
            each.forward();
        }
        double loss = head.loss(ends);
        for (CompiledLayer.Passes each : backward) {
            each.backward();
        }
        return loss;
    }
}
