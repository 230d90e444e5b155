package dev.hearth.zoo.inception;

import static dev.hearth.nn.layers.Layers.avgPool;
import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.zoo.inception.FigureLayers.conv;
import static dev.hearth.zoo.inception.FigureLayers.halving;
import static dev.hearth.zoo.inception.FigureLayers.halvingPool;
import static dev.hearth.zoo.inception.SharedBlocks.figure3;
import static dev.hearth.zoo.inception.SharedBlocks.reductionA;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;

/**
 * Inception-v4 (Szegedy et al. 2016, fig. 9); branches from left to right.
 * 42,679,816 parameters and 12.25 billion multiply-adds at 3×299×299 with 1000 classes.
 *
 * <p>One misprint is corrected: in fig. 5 the third branch has 1×7 twice; here it is 1×7 and 7×1, as
 * in the branch beside it. The released weights belong to {@link InceptionV4Released}, which has the
 * same shapes and counts but another order of branches and of some kernels.
 *
 * <p>Image [channels × height × width], from 75×75 on → vector [classes].
 *
 * <pre>{@code
 * Layer net = new InceptionV4(1000, 0.2);
 * long parameters = net.cost(new Shape.Image(3, 299, 299)).parameters();   // 42679816
 * }</pre>
 *
 * @param dropRate of the dropout before the logits; 0.2 in the paper
 */
public record InceptionV4(int classes, double dropRate) implements Composite {

    /** As in the paper, for ImageNet's 1000 classes. */
    public static InceptionV4 asPublished() {
        return new InceptionV4(1000, 0.2);
    }

    @Override
    public Layer body() {
        return sequence(
                named("stem", figure3()), // 3×299×299 → 384×35×35
                named("inception-a", repeat(4, inceptionA())),
                named("reduction-a", reductionA(192, 224, 256, 384)), // → 1024×17×17
                named("inception-b", repeat(7, inceptionB())),
                named("reduction-b", reductionB()), // → 1536×8×8
                named("inception-c", repeat(3, inceptionC())),
                globalAvgPool(),
                dropout(dropRate),
                named("head", linear(classes)));
    }

    private static Layer inceptionA() { // fig. 4
        return concat(
                sequence(avgPool(3), conv(96, 1)),
                conv(96, 1),
                sequence(conv(64, 1), conv(96, 3)),
                sequence(conv(64, 1), conv(96, 3), conv(96, 3)));
    }

    private static Layer inceptionB() { // fig. 5
        return concat(
                sequence(avgPool(3), conv(128, 1)),
                conv(384, 1),
                sequence(conv(192, 1), conv(224, 1, 7), conv(256, 7, 1)),
                sequence(
                        conv(192, 1),
                        conv(192, 1, 7),
                        conv(224, 7, 1),
                        conv(224, 1, 7),
                        conv(256, 7, 1)));
    }

    private static Layer inceptionC() { // fig. 6
        return concat(
                sequence(avgPool(3), conv(256, 1)),
                conv(256, 1),
                sequence(conv(384, 1), concat(conv(256, 1, 3), conv(256, 3, 1))),
                sequence(
                        conv(384, 1),
                        conv(448, 1, 3),
                        conv(512, 3, 1),
                        concat(conv(256, 3, 1), conv(256, 1, 3))));
    }

    private static Layer reductionB() { // fig. 8
        return concat(
                halvingPool(),
                sequence(conv(192, 1), halving(192, 3)),
                sequence(conv(256, 1), conv(256, 1, 7), conv(320, 7, 1), halving(320, 3)));
    }
}
