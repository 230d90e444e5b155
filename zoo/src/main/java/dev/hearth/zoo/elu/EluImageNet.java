package dev.hearth.zoo.elu;

import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.pyramidPool;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Dropout;

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
 */
public record EluImageNet(int classes, int stride, Layer activation) implements Composite {

    @Override
    public Layer body() {
        return new ConvStacks(activation, Normalization.NONE)
                .layer(96, 6, stride)
                .pool()
                .layers(3, 512, 3)
                .pool()
                .layers(5, 768, 3)
                .pool()
                .layers(3, 1024, 3)
                .pool()
                .then(pyramidPool(1, 2, 4))
                .then(linear(4096))
                .then(activation)
                .then(new Dropout(0.5))
                .then(linear(4096))
                .then(activation)
                .then(new Dropout(0.5))
                .then(linear(classes))
                .end();
    }
}
