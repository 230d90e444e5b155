package dev.hearth.zoo.inception;

import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.zoo.inception.FigureLayers.conv;
import static dev.hearth.zoo.inception.FigureLayers.halving;
import static dev.hearth.zoo.inception.FigureLayers.halvingPool;
import static dev.hearth.zoo.inception.FigureLayers.valid;

import dev.hearth.nn.Layer;

/** Figures that the paper's nets share. */
final class SharedBlocks {

    private SharedBlocks() {}

    /**
     * Fig. 3, the stem of Inception-v4 and Inception-ResNet-v2: 3×299×299 → 384×35×35. The last
     * convolution's size and stride are not legible there; 3×3 with stride 2 V gives 35×35.
     */
    static Layer figure3() {
        return sequence(
                halving(32, 3), // 32×149×149
                valid(32, 3), // 32×147×147
                conv(64, 3),
                concat(halvingPool(), halving(96, 3)), // 160×73×73
                concat(
                        sequence(conv(64, 1), valid(96, 3)),
                        sequence(
                                conv(64, 1),
                                conv(64, 7, 1),
                                conv(64, 1, 7),
                                valid(96, 3))), // 192×71×71
                concat(halving(192, 3), halvingPool())); // 384×35×35
    }

    /** Fig. 14, the stem of Inception-ResNet-v1: 3×299×299 → 256×35×35. */
    static Layer figure14() {
        return sequence(
                halving(32, 3), // 32×149×149
                valid(32, 3), // 32×147×147
                conv(64, 3),
                halvingPool(), // 64×73×73
                conv(80, 1),
                valid(192, 3), // 192×71×71
                halving(256, 3)); // 256×35×35
    }

    /** Fig. 7, Reduction-A of all three nets: 35×35 → 17×17, with the widths of table 1. */
    static Layer reductionA(int k, int l, int m, int n) {
        return concat(
                halvingPool(), halving(n, 3), sequence(conv(k, 1), conv(l, 3), halving(m, 3)));
    }
}
