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

/** The layers that the boxes of the paper's figures stand for. */
final class FigureLayers {

    /** As in TensorFlow and the released nets. */
    private static final double EPSILON = 0.001;

    /**
     * PyTorch's default. The released nets were trained with a decay of 0.9997, whose running statistics
     * are of no use before ten thousand steps.
     */
    private static final double MOMENTUM = 0.1;

    private FigureLayers() {}

    /** A box: convolution without bias, batch normalisation, ReLU. */
    static Layer conv(int filters, int size) {
        return box(Layers.conv(filters, size));
    }

    /** The same with a kernel of {@code rows} × {@code columns}: the figures' 1×7 is 1, 7. */
    static Layer conv(int filters, int rows, int columns) {
        return box(Layers.conv(filters, rows, columns));
    }

    /** A box marked V: valid padding. */
    static Layer valid(int filters, int size) {
        return box(Layers.conv(filters, size).padding(Padding.VALID));
    }

    /** A box marked stride 2 V: halves the image, with valid padding. */
    static Layer halving(int filters, int size) {
        return box(Layers.conv(filters, size).padding(Padding.VALID).stride(2));
    }

    /** Halves small images, with same padding. */
    static Layer strided(int filters, int size) {
        return box(Layers.conv(filters, size).stride(2));
    }

    /** The 3×3 max-pool marked stride 2 V. */
    static Layer halvingPool() {
        return maxPool(3, 2);
    }

    private static Layer box(Conv2d convolution) {
        return sequence(
                named("conv", convolution.noBias()),
                named("bn", new BatchNorm(EPSILON, MOMENTUM, BatchNormScale.YES)),
                relu());
    }

    /** A box marked linear: a 1×1 convolution with a bias, without normalisation and ReLU. */
    static Layer lin(int filters) {
        return Layers.conv(filters, 1);
    }

    /** An Inception-ResNet block: ReLU(x + scale·lin(branches)), as in figs. 10, 16 and 20. */
    static Layer shortcut(double scale, Layer lin, Layer... branches) {
        return sequence(residual(scale, sequence(concat(branches), lin)), relu());
    }

    /** A concatenation with the names of the released nets: branch0, branch1, … */
    static Layer branches(Layer... branches) {
        return concat(
                IntStream.range(0, branches.length)
                        .mapToObj(i -> named("branch" + i, branches[i]))
                        .toArray(Layer[]::new));
    }
}
