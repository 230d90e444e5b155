package dev.hearth.zoo.elu;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.tensor.Check;

/**
 * The net with eleven convolutions that compares activations on CIFAR-100 (Clevert et al. 2015,
 * §4.2): [1×192×5] [1×192×1, 1×240×3] [1×240×1, 1×260×2] [1×260×1, 1×280×2] [1×280×1, 1×300×2]
 * [1×300×1] [1×100×1], dropout 0, .1, .2, .3, .4, .5, 0 behind the stacks.
 *
 * <p>The paper has a pool behind each stack, but five already reduce 32 to 1. As in its
 * re-implementations, the first five stacks have one, and the last 1×1 convolution gives the logits.
 * 1.67 million parameters, 158 million multiply-adds at full width.
 *
 * <p>Image 3×32×32 → vector [classes].
 *
 * @param divisor of all widths: 1 in the paper, 4 for the quarter-width net
 * @param activation behind each convolution but the last
 * @param normalization between a convolution and its activation
 */
public record EluCifar11(int divisor, int classes, Layer activation, Normalization normalization)
        implements Composite {

    /** Refuses a divisor that leaves no units. */
    public EluCifar11 {
        if (divisor < 1 || divisor > 192) {
            throw Check.error(
                    "EluCifar11 needs a divisor from 1 to 192",
                    "divisor=" + divisor,
                    "Use 1 for the paper's widths");
        }
    }

    @Override
    public Layer body() {
        return new ConvStacks(activation, normalization)
                .layers(1, 192 / divisor, 5)
                .pool()
                .layers(1, 192 / divisor, 1)
                .layers(1, 240 / divisor, 3)
                .pool()
                .drop(0.1)
                .layers(1, 240 / divisor, 1)
                .layers(1, 260 / divisor, 2)
                .pool()
                .drop(0.2)
                .layers(1, 260 / divisor, 1)
                .layers(1, 280 / divisor, 2)
                .pool()
                .drop(0.3)
                .layers(1, 280 / divisor, 1)
                .layers(1, 300 / divisor, 2)
                .pool()
                .drop(0.4)
                .layers(1, 300 / divisor, 1)
                .drop(0.5)
                .logits(classes);
    }
}
