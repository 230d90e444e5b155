package dev.hearth.export.pictures;

import dev.hearth.data.view.View;
import dev.hearth.nn.Network;
import dev.hearth.nn.Pass;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;

/**
 * A net that libtorch computes.
 *
 * @param net trained; gives logits
 * @param view how it sees pictures
 * @param device where it lives
 */
public record LibtorchScorer(Network net, View view, Device device) implements Scorer {

    @Override
    public float[] logits(float[] squares, int count) {
        try (var turn = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor images =
                    Tensor.ofFirst(squares, count, view.channels(), view.side(), view.side())
                            .to(device);
            return net.apply(images, Pass.testing(new Seed(0))).toFloats();
        }
    }
}
