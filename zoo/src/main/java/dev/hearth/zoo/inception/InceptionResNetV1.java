package dev.hearth.zoo.inception;

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
import static dev.hearth.zoo.inception.FigureLayers.lin;
import static dev.hearth.zoo.inception.FigureLayers.shortcut;
import static dev.hearth.zoo.inception.SharedBlocks.figure14;
import static dev.hearth.zoo.inception.SharedBlocks.reductionA;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;

/**
 * Inception-ResNet-v1 (Szegedy et al. 2016, fig. 15, left), of about the
 * cost of Inception-v3: 22,756,328 parameters and 6.21 billion multiply-adds at 3×299×299 with 1000
 * classes.
 *
 * <p>Image [channels × height × width], from 75×75 on → vector [classes].
 *
 * <pre>{@code
 * Layer net = new InceptionResNetV1(1000, 0.2, ResidualScales.RELEASED);
 * }</pre>
 *
 * @param dropRate of the dropout before the logits; 0.2 in the paper
 * @param scales of the residuals
 */
public record InceptionResNetV1(int classes, double dropRate, ResidualScales scales)
        implements Composite {

    /** As in the paper, with the scales of the released net. */
    public static InceptionResNetV1 asPublished() {
        return new InceptionResNetV1(1000, 0.2, ResidualScales.RELEASED);
    }

    @Override
    public Layer body() {
        return sequence(
                named("stem", figure14()), // 3×299×299 → 256×35×35
                named("inception-resnet-a", repeat(5, inceptionResNetA())),
                named("reduction-a", reductionA(192, 192, 256, 384)), // → 896×17×17
                named("inception-resnet-b", repeat(10, inceptionResNetB())),
                named("reduction-b", reductionB()), // → 1792×8×8
                named("inception-resnet-c", repeat(5, inceptionResNetC())),
                globalAvgPool(),
                dropout(dropRate),
                named("head", linear(classes)));
    }

    private Layer inceptionResNetA() { // fig. 10
        return shortcut(
                scales.a(),
                lin(256),
                conv(32, 1),
                sequence(conv(32, 1), conv(32, 3)),
                sequence(conv(32, 1), conv(32, 3), conv(32, 3)));
    }

    private Layer inceptionResNetB() { // fig. 11
        return shortcut(
                scales.b(),
                lin(896),
                conv(128, 1),
                sequence(conv(128, 1), conv(128, 1, 7), conv(128, 7, 1)));
    }

    private static Layer reductionB() { // fig. 12
        return concat(
                halvingPool(),
                sequence(conv(256, 1), halving(384, 3)),
                sequence(conv(256, 1), halving(256, 3)),
                sequence(conv(256, 1), conv(256, 3), halving(256, 3)));
    }

    private Layer inceptionResNetC() { // fig. 13
        return shortcut(
                scales.c(),
                lin(1792),
                conv(192, 1),
                sequence(conv(192, 1), conv(192, 1, 3), conv(192, 3, 1)));
    }
}
