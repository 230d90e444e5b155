package dev.hearth.zoo.inception;

import static dev.hearth.nn.layers.Layers.avgPool;
import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.zoo.inception.FigureLayers.conv;
import static dev.hearth.zoo.inception.FigureLayers.halving;
import static dev.hearth.zoo.inception.FigureLayers.halvingPool;
import static dev.hearth.zoo.inception.FigureLayers.valid;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;

/**
 * Inception-v3 (Szegedy et al. 2015, "Rethinking the Inception architecture", table 1 and figs. 5 to 7, in
 * the widths of the released net), which the residual nets are compared with (Szegedy et al. 2016, figs. 21
 * and 22); without its auxiliary classifier, which takes no part in testing. 23,834,568 parameters and 5.71
 * billion multiply-adds at 3×299×299 with 1000 classes.
 *
 * <p>Image [channels × height × width], from 75×75 on → vector [classes].
 *
 * <pre>{@code
 * Layer net = new InceptionV3(1000, 0.2);
 * long parameters = net.cost(new Shape.Image(3, 299, 299)).parameters();   // 23834568
 * }</pre>
 *
 * @param dropRate of the dropout before the logits; 0.2 as in the nets of 2016
 */
public record InceptionV3(int classes, double dropRate) implements Composite {

    /** For ImageNet's 1000 classes. */
    public static InceptionV3 asPublished() {
        return new InceptionV3(1000, 0.2);
    }

    @Override
    public Layer body() {
        return sequence(
                named("stem", stem()), // 3×299×299 → 192×35×35
                named("inception-a", sequence(a(32), a(64), a(64))), // → 288×35×35
                named("reduction-a", reductionA()), // → 768×17×17
                named("inception-b", sequence(b(128), b(160), b(160), b(192))),
                named("reduction-b", reductionB()), // → 1280×8×8
                named("inception-c", sequence(c(), c())), // → 2048×8×8
                globalAvgPool(),
                dropout(dropRate),
                named("head", linear(classes)));
    }

    private static Layer stem() {
        return sequence(
                halving(32, 3), // 32×149×149
                valid(32, 3), // 32×147×147
                conv(64, 3),
                halvingPool(), // 64×73×73
                conv(80, 1),
                valid(192, 3), // 192×71×71
                halvingPool());
    }

    /** Fig. 5, with 5×5 as released. */
    private static Layer a(int pooled) {
        return concat(
                conv(64, 1),
                sequence(conv(48, 1), conv(64, 5)),
                sequence(conv(64, 1), conv(96, 3), conv(96, 3)),
                sequence(avgPool(3), conv(pooled, 1)));
    }

    private static Layer reductionA() {
        return concat(
                halving(384, 3), sequence(conv(64, 1), conv(96, 3), halving(96, 3)), halvingPool());
    }

    /** Fig. 6 with n = 7. */
    private static Layer b(int narrow) {
        return concat(
                conv(192, 1),
                sequence(conv(narrow, 1), conv(narrow, 1, 7), conv(192, 7, 1)),
                sequence(
                        conv(narrow, 1),
                        conv(narrow, 7, 1),
                        conv(narrow, 1, 7),
                        conv(narrow, 7, 1),
                        conv(192, 1, 7)),
                sequence(avgPool(3), conv(192, 1)));
    }

    private static Layer reductionB() {
        return concat(
                sequence(conv(192, 1), halving(320, 3)),
                sequence(conv(192, 1), conv(192, 1, 7), conv(192, 7, 1), halving(192, 3)),
                halvingPool());
    }

    /** Fig. 7. */
    private static Layer c() {
        return concat(
                conv(320, 1),
                sequence(conv(384, 1), concat(conv(384, 1, 3), conv(384, 3, 1))),
                sequence(conv(448, 1), conv(384, 3), concat(conv(384, 1, 3), conv(384, 3, 1))),
                sequence(avgPool(3), conv(192, 1)));
    }
}
