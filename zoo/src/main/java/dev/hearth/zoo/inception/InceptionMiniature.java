package dev.hearth.zoo.inception;

import static dev.hearth.nn.layers.Layers.avgPool;
import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.zoo.inception.FigureLayers.conv;
import static dev.hearth.zoo.inception.FigureLayers.lin;
import static dev.hearth.zoo.inception.FigureLayers.shortcut;
import static dev.hearth.zoo.inception.FigureLayers.strided;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Padding;

/**
 * A pair of nets for small images: Inception-ResNet-v2 ({@link ResidualWiring#RESIDUAL}) and Inception-v4
 * ({@link ResidualWiring#PLAIN}) at an eighth of their width, with the same stem, and same padding so
 * that 32×32 becomes 16×16, 8×8 and 4×4. As in the paper, where 5, 10 and 5 blocks compare with 4, 7 and
 * 3, the residual net has more blocks, 2, 4 and 2 against 1, 2 and 1, and the costs agree: 16.1 against
 * 16.0 million multiply-adds at 3×32×32. {@link ResidualWiring#CUT} is the residual net without
 * shortcuts.
 *
 * <p>Image [channels × height × width] → vector [classes].
 *
 * <pre>{@code
 * Layer net = new InceptionMiniature(ResidualWiring.RESIDUAL, 1, 0.2, 10, 0);
 * }</pre>
 *
 * @param wiring how the blocks are joined
 * @param depth multiplies the counts of blocks, above 0
 * @param scale of the residuals; ignored in the other wirings
 * @param dropRate of the dropout before the logits
 */
public record InceptionMiniature(
        ResidualWiring wiring, int depth, double scale, int classes, double dropRate)
        implements Composite {

    @Override
    public Layer body() {
        boolean plain = wiring == ResidualWiring.PLAIN;
        return sequence(
                named("stem", sequence(conv(16, 3), strided(48, 3))),
                named("a", plain ? repeat(depth, inceptionA()) : repeat(2 * depth, residualA())),
                named("reduction-a", plain ? reductionA(24, 28, 32) : reductionA(32, 32, 48)),
                named(
                        "b",
                        plain ? repeat(2 * depth, inceptionB()) : repeat(4 * depth, residualB())),
                named("reduction-b", plain ? reductionB() : residualReductionB()),
                named("c", plain ? repeat(depth, inceptionC()) : repeat(2 * depth, residualC())),
                globalAvgPool(),
                dropout(dropRate),
                named("head", linear(classes)));
    }

    /** Fig. 7: 48×16×16 → (96 + m)×8×8. */
    private static Layer reductionA(int k, int l, int m) {
        return concat(pool(), strided(48, 3), sequence(conv(k, 1), conv(l, 3), strided(m, 3)));
    }

    private static Layer pool() {
        return maxPool(3, 2).padding(Padding.SAME);
    }

    private static Layer inceptionA() { // fig. 4
        return concat(
                sequence(avgPool(3), conv(12, 1)),
                conv(12, 1),
                sequence(conv(8, 1), conv(12, 3)),
                sequence(conv(8, 1), conv(12, 3), conv(12, 3)));
    }

    private static Layer inceptionB() { // fig. 5
        return concat(
                sequence(avgPool(3), conv(16, 1)),
                conv(48, 1),
                sequence(conv(24, 1), conv(28, 1, 7), conv(32, 7, 1)),
                sequence(
                        conv(24, 1),
                        conv(24, 1, 7),
                        conv(28, 7, 1),
                        conv(28, 1, 7),
                        conv(32, 7, 1)));
    }

    private static Layer reductionB() { // fig. 8: 128×8×8 → 192×4×4
        return concat(
                pool(),
                sequence(conv(24, 1), strided(24, 3)),
                sequence(conv(32, 1), conv(32, 1, 7), conv(40, 7, 1), strided(40, 3)));
    }

    private static Layer inceptionC() { // fig. 6
        return concat(
                sequence(avgPool(3), conv(32, 1)),
                conv(32, 1),
                sequence(conv(48, 1), concat(conv(32, 1, 3), conv(32, 3, 1))),
                sequence(
                        conv(48, 1),
                        conv(56, 1, 3),
                        conv(64, 3, 1),
                        concat(conv(32, 3, 1), conv(32, 1, 3))));
    }

    private Layer residualA() { // fig. 16
        return block(
                48,
                conv(4, 1),
                sequence(conv(4, 1), conv(4, 3)),
                sequence(conv(4, 1), conv(6, 3), conv(8, 3)));
    }

    private Layer residualB() { // fig. 17
        return block(144, conv(24, 1), sequence(conv(16, 1), conv(20, 1, 7), conv(24, 7, 1)));
    }

    private static Layer residualReductionB() { // fig. 18: 144×8×8 → 268×4×4
        return concat(
                pool(),
                sequence(conv(32, 1), strided(48, 3)),
                sequence(conv(32, 1), strided(36, 3)),
                sequence(conv(32, 1), conv(36, 3), strided(40, 3)));
    }

    private Layer residualC() { // fig. 19
        return block(268, conv(24, 1), sequence(conv(24, 1), conv(28, 1, 3), conv(32, 3, 1)));
    }

    private Layer block(int filters, Layer... branches) {
        return wiring == ResidualWiring.RESIDUAL
                ? shortcut(scale, lin(filters), branches)
                : sequence(concat(branches), lin(filters), relu());
    }
}
