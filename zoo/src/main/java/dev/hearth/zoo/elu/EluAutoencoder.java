package dev.hearth.zoo.elu;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * The deep autoencoder of the MNIST experiment (Clevert et al. 2015, §4.1.2): 1000-500-250-30, then
 * mirrored. The paper leaves the code layer's activation and the output open; as in Martens 2010, on
 * whose net this one is modelled, the code is linear and the output is the logits of pixels.
 *
 * <p>Image or vector → vector of as many logits as the image has pixels.
 *
 * @param pixels count of outputs, 784 for MNIST
 * @param activation behind each layer but the code and the output
 */
public record EluAutoencoder(int pixels, Layer activation) implements Composite {

    private static final int[] ENCODER = {1000, 500, 250};
    private static final int CODE = 30;

    @Override
    public Layer body() {
        List<Layer> stack = new ArrayList<>();
        stack.add(new Flatten());
        for (int units : ENCODER) {
            stack.add(new Linear(units));
            stack.add(activation);
        }
        stack.add(new Linear(CODE));
        for (int i = ENCODER.length - 1; i >= 0; i--) {
            stack.add(new Linear(ENCODER[i]));
            stack.add(activation);
        }
        stack.add(new Linear(pixels));
        return new Sequence(stack);
    }
}
