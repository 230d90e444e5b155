package dev.hearth.zoo.elu;

import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.pyramidPool;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.tensor.Check;

/**
 * The ImageNet net (Clevert et al. 2015, §4.4): [1×96×6] [3×512×3] [5×768×3] [3×1024×3], each stack
 * followed by a 2×2 max-pool with stride 2, then a spatial pyramid pool of three levels, two fully
 * connected layers of 4096 with dropout 0.5, and the logits. The paper does not give strides and the
 * pyramid's levels: here {@code stride}, and grids of 1, 2 and 4 cells a side.
 *
 * <p>Image 3×224×224 → vector [classes].
 *
 * @param stride of the first convolution
 * @param activation behind each hidden layer
 * @param divisor of all widths: 1 in the paper
 */
public record EluImageNet(int classes, int stride, Layer activation, int divisor)
        implements Composite {

    /** Refuses a divisor that leaves no units. */
    public EluImageNet {
        if (divisor < 1 || divisor > 96) {
            throw Check.error(
                    "EluImageNet needs a divisor from 1 to 96",
                    "divisor=" + divisor,
                    "Use 1 for the paper's widths");
        }
    }

    /** With the paper's widths. */
    public EluImageNet(int classes, int stride, Layer activation) {
        this(classes, stride, activation, 1);
    }

    @Override
    public Layer body() {
        return new ConvStacks(activation, Normalization.NONE)
                .layer(96 / divisor, 6, stride)
                .pool()
                .layers(3, 512 / divisor, 3)
                .pool()
                .layers(5, 768 / divisor, 3)
                .pool()
                .layers(3, 1024 / divisor, 3)
                .pool()
                .then(pyramidPool(1, 2, 4))
                .then(linear(4096 / divisor))
                .then(activation)
                .then(new Dropout(0.5))
                .then(linear(4096 / divisor))
                .then(activation)
                .then(new Dropout(0.5))
                .then(linear(classes))
                .end();
    }
}
