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
import static dev.hearth.zoo.inception.SharedBlocks.figure3;
import static dev.hearth.zoo.inception.SharedBlocks.reductionA;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;

/**
 * Inception-ResNet-v2 (Szegedy et al. 2016, fig. 15, right), of about the
 * cost of Inception-v4: 32,433,928 parameters and 9.26 billion multiply-adds at 3×299×299 with 1000
 * classes.
 *
 * <p>Two misprints are corrected, since a sum needs equal widths: fig. 17 prints 1154 filters for the
 * linear convolution of a block on 1152 channels, fig. 19 prints 2048 for one on 2144. The net
 * released under this name is {@link InceptionResNetV2Released}.
 *
 * <p>Image [channels × height × width], from 75×75 on → vector [classes].
 *
 * <pre>{@code
 * Layer net = new InceptionResNetV2(1000, 0.2, ResidualScales.RELEASED);
 * }</pre>
 *
 * @param dropRate of the dropout before the logits; 0.2 in the paper
 * @param scales of the residuals
 */
public record InceptionResNetV2(int classes, double dropRate, ResidualScales scales)
        implements Composite {

    /** As in the paper, with the scales of the released net. */
    public static InceptionResNetV2 asPublished() {
        return new InceptionResNetV2(1000, 0.2, ResidualScales.RELEASED);
    }

    @Override
    public Layer body() {
        return sequence(
                named("stem", figure3()), // 3×299×299 → 384×35×35
                named("inception-resnet-a", repeat(5, inceptionResNetA())),
                named("reduction-a", reductionA(256, 256, 384, 384)), // → 1152×17×17
                named("inception-resnet-b", repeat(10, inceptionResNetB())),
                named("reduction-b", reductionB()), // → 2144×8×8
                named("inception-resnet-c", repeat(5, inceptionResNetC())),
                globalAvgPool(),
                dropout(dropRate),
                named("head", linear(classes)));
    }

    private Layer inceptionResNetA() { // fig. 16
        return shortcut(
                scales.a(),
                lin(384),
                conv(32, 1),
                sequence(conv(32, 1), conv(32, 3)),
                sequence(conv(32, 1), conv(48, 3), conv(64, 3)));
    }

    private Layer inceptionResNetB() { // fig. 17, which prints 1154
        return shortcut(
                scales.b(),
                lin(1152),
                conv(192, 1),
                sequence(conv(128, 1), conv(160, 1, 7), conv(192, 7, 1)));
    }

    private static Layer reductionB() { // fig. 18
        return concat(
                halvingPool(),
                sequence(conv(256, 1), halving(384, 3)),
                sequence(conv(256, 1), halving(288, 3)),
                sequence(conv(256, 1), conv(288, 3), halving(320, 3)));
    }

    private Layer inceptionResNetC() { // fig. 19, which prints 2048
        return shortcut(
                scales.c(),
                lin(2144),
                conv(192, 1),
                sequence(conv(192, 1), conv(224, 1, 3), conv(256, 3, 1)));
    }
}
