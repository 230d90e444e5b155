package dev.hearth.zoo.inception;

import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.residual;
import static dev.hearth.nn.layers.Layers.sequence;

import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.BatchNormScale;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Padding;
import java.util.stream.IntStream;

/** The words that the paper's figures are drawn in. */
final class FigureLayers {

    /** TensorFlow's, and the released nets'. */
    private static final double EPSILON = 0.001;

    /**
     * PyTorch's habit. The released nets were trained with a decay of 0.9997, which needs ten
     * thousand steps before the running figures mean anything.
     */
    private static final double MOMENTUM = 0.1;

    private FigureLayers() {}

    /** A box of the figures: convolution without bias, batch normalisation, ReLU. */
    static Layer conv(int filters, int size) {
        return box(Layers.conv(filters, size));
    }

    /** The same, {@code rows} high and {@code columns} wide: the figures' 1×7 is 1, 7. */
    static Layer conv(int filters, int rows, int columns) {
        return box(Layers.conv(filters, rows, columns));
    }

    /** A box marked V: only where the kernel lies inside the image. */
    static Layer valid(int filters, int size) {
        return box(Layers.conv(filters, size).padding(Padding.VALID));
    }

    /** A box marked stride 2 V: the image is half as wide and high afterwards. */
    static Layer halving(int filters, int size) {
        return box(Layers.conv(filters, size).padding(Padding.VALID).stride(2));
    }

    /** Stride 2 with equal padding, for small images: the image is half as wide and high. */
    static Layer strided(int filters, int size) {
        return box(Layers.conv(filters, size).stride(2));
    }

    /** The 3×3 maximum pool marked stride 2 V. */
    static Layer halvingPool() {
        return maxPool(3, 2);
    }

    private static Layer box(Conv2d convolution) {
        return sequence(
                named("conv", convolution.noBias()),
                named("bn", new BatchNorm(EPSILON, MOMENTUM, BatchNormScale.YES)),
                relu());
    }

    /** A box marked linear: 1×1 with a bias, neither normalised nor rectified. */
    static Layer lin(int filters) {
        return Layers.conv(filters, 1);
    }

    /** An Inception-ResNet block: ReLU(x + scale·lin(branches)), as in figs. 10, 16 and 20. */
    static Layer shortcut(double scale, Layer lin, Layer... branches) {
        return sequence(residual(scale, sequence(concat(branches), lin)), relu());
    }

    /** Branches side by side with the names of the released nets: branch0, branch1, … */
    static Layer branches(Layer... branches) {
        return concat(
                IntStream.range(0, branches.length)
                        .mapToObj(i -> named("branch" + i, branches[i]))
                        .toArray(Layer[]::new));
    }
}
