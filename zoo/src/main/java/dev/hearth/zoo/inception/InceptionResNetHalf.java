package dev.hearth.zoo.inception;

import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.named;
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
 * Half an Inception-ResNet for photographs: the blocks of Inception-ResNet-v1 (Szegedy et al. 2016, figs.
 * 10 to 13) at half their width and less than half their count (2, 4 and 2 instead of 5, 10 and 5), with
 * same padding, and behind a stem that reaches an eighth of the picture's side in three strides, so that
 * it can be trained on a CPU: 0.28 billion multiply-adds at 3×160×160, 0.18 at 3×128×128.
 *
 * <p>Image [channels × height × width] → vector [classes]; from 128×128 to 224×224 pixels.
 *
 * <pre>{@code
 * Layer net = new InceptionResNetHalf(2, 0.3, 0.2);
 * }</pre>
 *
 * @param scale of the residuals; 0.1 to 0.3 in the paper (§3.3)
 * @param dropRate of the dropout before the logits
 */
public record InceptionResNetHalf(int classes, double scale, double dropRate) implements Composite {

    @Override
    public Layer body() {
        return sequence(
                named("stem", stem()), // 3×160×160 → 128×20×20
                named("inception-resnet-a", repeat(2, inceptionResNetA())),
                named("reduction-a", reductionA()), // → 352×10×10
                named("inception-resnet-b", repeat(4, inceptionResNetB())),
                named("reduction-b", reductionB()), // → 800×5×5
                named("inception-resnet-c", repeat(2, inceptionResNetC())),
                globalAvgPool(),
                dropout(dropRate),
                named("head", linear(classes)));
    }

    private static Layer stem() {
        return sequence(strided(32, 3), strided(48, 3), conv(64, 3), strided(128, 3));
    }

    private Layer inceptionResNetA() { // fig. 10
        return shortcut(
                scale,
                lin(128),
                conv(16, 1),
                sequence(conv(16, 1), conv(16, 3)),
                sequence(conv(16, 1), conv(16, 3), conv(16, 3)));
    }

    private static Layer reductionA() { // fig. 7, of two thirds of v1's half filters
        return concat(
                halved(), strided(128, 3), sequence(conv(64, 1), conv(96, 3), strided(96, 3)));
    }

    private Layer inceptionResNetB() { // fig. 11
        return shortcut(
                scale,
                lin(352),
                conv(64, 1),
                sequence(conv(64, 1), conv(64, 1, 7), conv(64, 7, 1)));
    }

    private static Layer reductionB() { // fig. 12
        return concat(
                halved(),
                sequence(conv(128, 1), strided(192, 3)),
                sequence(conv(128, 1), strided(128, 3)),
                sequence(conv(128, 1), conv(128, 3), strided(128, 3)));
    }

    private Layer inceptionResNetC() { // fig. 13
        return shortcut(
                scale,
                lin(800),
                conv(96, 1),
                sequence(conv(96, 1), conv(96, 1, 3), conv(96, 3, 1)));
    }

    private static Layer halved() {
        return maxPool(3, 2).padding(Padding.SAME);
    }
}
