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
 * A small net with wide sums, to test the paper's observation that unscaled residuals fail to train
 * beyond a thousand filters (Szegedy et al. 2016, §3.3): a narrow stem reduces 32×32 to 4×4, then come
 * Inception-ResNet-C blocks with branches an eighth as wide as in fig. 19. The tap {@code last} observes
 * the input of the average pool.
 *
 * <p>Image [channels × height × width] → vector [classes].
 *
 * <pre>{@code
 * Layer net = new InceptionWide(1152, 8, 0.1, 10);
 * }</pre>
 *
 * @param filters of the sums, above 0
 * @param blocks above 0
 * @param scale of the residuals, finite and not 0
 */
public record InceptionWide(int filters, int blocks, double scale, int classes)
        implements Composite {

    /** The name of the tap before the average pool. */
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
