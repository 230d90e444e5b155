package dev.hearth.zoo.inception;

import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.tap;
import static dev.hearth.zoo.inception.FigureLayers.conv;
import static dev.hearth.zoo.inception.FigureLayers.lin;
import static dev.hearth.zoo.inception.FigureLayers.shortcut;
import static dev.hearth.zoo.inception.FigureLayers.strided;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;

/**
 * A net for small images that is small in all but the width of its sums: with more than a thousand
 * filters, undamped residuals are said to die (Szegedy et al. 2016, §3.3). A thin stem brings 32×32
 * to 4×4, then come Inception-ResNet-C blocks with branches an eighth as wide as fig. 19's. A tap
 * named {@code last} stands before the average.
 *
 * <p>Image [channels × height × width] → vector [classes].
 *
 * <pre>{@code
 * Layer net = new InceptionWide(1152, 8, 0.1, 10);
 * }</pre>
 *
 * @param filters width of the sums, above 0
 * @param blocks count of them, above 0
 * @param scale of the residuals, finite and not 0
 * @param classes count of logits, above 0
 */
public record InceptionWide(int filters, int blocks, double scale, int classes)
        implements Composite {

    /** What the layer before the average is called to those who look on. */
    public static final String LAST = "last";

    @Override
    public Layer body() {
        return sequence(
                named("stem", sequence(strided(16, 3), strided(32, 3), strided(64, 3))),
                named("widening", conv(filters, 1)),
                named("blocks", repeat(blocks, block())),
                tap(LAST),
                globalAvgPool(),
                named("head", linear(classes)));
    }

    private Layer block() {
        return shortcut(
                scale,
                lin(filters),
                conv(24, 1),
                sequence(conv(24, 1), conv(28, 1, 3), conv(32, 3, 1)));
    }
}
