package dev.hearth.export.pictures;

import dev.hearth.data.view.View;
import dev.hearth.nn.Flatten;
import dev.hearth.nn.Identity;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Network;
import dev.hearth.nn.Pass;
import dev.hearth.nn.Tap;
import dev.hearth.nn.activation.Softmax;
import dev.hearth.nn.combine.Composite;
import dev.hearth.nn.combine.HeadOnly;
import dev.hearth.nn.combine.Named;
import dev.hearth.nn.combine.Repeat;
import dev.hearth.nn.combine.Sequence;
import dev.hearth.nn.dropout.Dropout;
import dev.hearth.nn.dropout.FeatureDropout;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A net that libtorch computes.
 *
 * @param net trained; gives logits, or ends in their softmax
 * @param view how it sees pictures
 * @param device where it lives
 */
public record LibtorchScorer(Network net, View view, Device device) implements Scorer {

    /** What does nothing when testing. */
    private static final Set<Class<?>> STILL =
            Set.of(Identity.class, Tap.class, Dropout.class, FeatureDropout.class, Flatten.class);

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

    @Override
    public boolean endsInSoftmax() {
        return endsInSoftmax(net.layer());
    }

    private static boolean endsInSoftmax(Layer layer) {
        if (layer instanceof Composite composite) {
            return endsInSoftmax(composite.body());
        } else if (layer instanceof Named named) {
            return endsInSoftmax(named.layer());
        } else if (layer instanceof Repeat repeat) {
            return endsInSoftmax(repeat.layer());
        } else if (layer instanceof HeadOnly head) {
            return endsInSoftmax(head.net());
        } else if (layer instanceof Sequence sequence) {
            List<Layer> layers = new ArrayList<>(sequence.layers());
            layers.removeIf(each -> STILL.contains(each.getClass()));
            return !layers.isEmpty() && endsInSoftmax(layers.get(layers.size() - 1));
        }
        return layer instanceof Softmax;
    }
}
