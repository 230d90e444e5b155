package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.Functional.CountPadding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Convolution, pooling, normalisation, losses and linear algebra, against naive loops. */
class LayerOperationTest {

    private static Tensor noise(String name, long... shape) {
        return RandomTensors.of(new Seed(1).child(name)).normal(0, 1, shape).to(DType.FLOAT64);
    }

    private static void same(Tensor found, Tensor expected) {
        assertThat(found.shape()).containsExactly(expected.shape());
        assertThat(found.toDoubles()).containsExactly(expected.toDoubles(), within(1e-10));
    }

    /** A number of an image batch, or what stands outside of the images. */
    private static double at(Tensor x, double outside, int n, int c, int i, int j) {
        if (i < 0 || j < 0 || i >= x.size(2) || j >= x.size(3)) {
            return outside;
        }
        return x.toDoubles()[(int) (((n * x.size(1) + c) * x.size(2) + i) * x.size(3) + j)];
    }

    private static Tensor naiveConvolution(Tensor x, Tensor w, double[] bias, ConvParameters g) {
        int rows = g.rows((int) x.size(2), (int) w.size(2));
        int columns = g.columns((int) x.size(3), (int) w.size(3));
        int outs = (int) w.size(0);
        int depth = (int) w.size(1);
        double[] out = new double[(int) x.size(0) * outs * rows * columns];
        int place = 0;
        for (int n = 0; n < x.size(0); n++) {
            for (int o = 0; o < outs; o++) {
                int firstChannel = o / (outs / g.groups()) * depth;
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < columns; j++, place++) {
                        out[place] = bias[o];
                        for (int c = 0; c < depth; c++) {
                            for (int a = 0; a < w.size(2); a++) {
                                for (int b = 0; b < w.size(3); b++) {
                                    int y = i * g.strideRows() + a * g.dilationRows() - g.top();
                                    int z =
                                            j * g.strideColumns()
                                                    + b * g.dilationColumns()
                                                    - g.left();
                                    out[place] +=
                                            at(x, 0, n, firstChannel + c, y, z)
                                                    * at(w, 0, o, c, a, b);
                                }
                            }
                        }
                    }
                }
            }
        }
        return Tensor.of(out, x.size(0), outs, rows, columns);
    }

    @Test
    void convolution_agrees_with_loops_in_every_geometry() {
        ConvParameters[] geometries = {
            ConvParameters.stride(1, 1),
            ConvParameters.stride(2, 1).padded(1, 1, 2, 2),
            ConvParameters.stride(1, 2).padded(0, 1, 2, 0).dilated(2, 1),
            ConvParameters.stride(1, 1).padded(1, 1, 1, 1).grouped(2)
        };
        try (var scope = Scope.open()) {
            Tensor x = noise("image", 2, 4, 5, 6);
            for (ConvParameters g : geometries) {
                Tensor w = noise("weight", 4, 4 / g.groups(), 3, 2);
                Tensor bias = noise("bias", 4);
                Tensor expected = naiveConvolution(x, w, bias.toDoubles(), g);
                same(Functional.conv2d(x, w, Optional.of(bias), g), expected);
                same(Functional.conv2d(x.channelsLast(), w, Optional.of(bias), g), expected);
                same(
                        Functional.conv2d(x, w, Optional.empty(), g),
                        naiveConvolution(x, w, new double[4], g));
            }
        }
    }

    @Test
    void transposed_convolution_is_the_gradient_of_convolution() {
        ConvParameters g = ConvParameters.stride(2, 2).padded(1, 1, 1, 1);
        try (var scope = Scope.open()) {
            Tensor w = noise("weight", 3, 2, 3, 3);
            Tensor y = noise("upper", 2, 3, 3, 4);
            Tensor x = noise("lower", 2, 2, 6, 8).requireGrad();
            Functional.conv2d(x, w, Optional.empty(), g).backward(y);
            same(
                    Functional.convTranspose2d(y, w, Optional.empty(), g, 1, 1),
                    x.grad().orElseThrow());
            Tensor bias = noise("bias", 2);
            same(
                    Functional.convTranspose2d(y, w, Optional.of(bias), g, 1, 1),
                    x.grad().orElseThrow().add(bias.reshape(1, 2, 1, 1)));
            assertThatThrownBy(() -> Functional.convTranspose2d(y, w, Optional.empty(), g, 2, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("convTranspose2d adds fewer rows and columns than the");
            assertThatThrownBy(
                            () ->
                                    Functional.convTranspose2d(
                                            y, w, Optional.empty(), g.padded(1, 0, 1, 1), 0, 0))
                    .hasMessageStartingWith("convTranspose2d needs padding that is equal on both");
        }
    }

    private enum Pool {
        MAX,
        MEAN_WITH_PADDING,
        MEAN_WITHOUT
    }

    private static Tensor naivePool(Tensor x, int height, int width, ConvParameters g, Pool pool) {
        int rows = g.rows((int) x.size(2), height);
        int columns = g.columns((int) x.size(3), width);
        int channels = (int) x.size(1);
        double[] out = new double[(int) x.size(0) * channels * rows * columns];
        for (int place = 0; place < out.length; place++) {
            int j = place % columns;
            int i = place / columns % rows;
            int c = place / columns / rows % channels;
            int n = place / columns / rows / channels;
            double greatest = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int real = 0;
            for (int a = 0; a < height; a++) {
                for (int b = 0; b < width; b++) {
                    int y = i * g.strideRows() + a * g.dilationRows() - g.top();
                    int z = j * g.strideColumns() + b * g.dilationColumns() - g.left();
                    double value = at(x, Double.NaN, n, c, y, z);
                    if (!Double.isNaN(value)) {
                        greatest = Math.max(greatest, value);
                        sum += value;
                        real++;
                    }
                }
            }
            out[place] =
                    pool == Pool.MAX
                            ? greatest
                            : sum / (pool == Pool.MEAN_WITHOUT ? real : height * width);
        }
        return Tensor.of(out, x.size(0), channels, rows, columns);
    }

    @Test
    void pooling_agrees_with_loops() {
        ConvParameters plain = ConvParameters.stride(2, 2);
        ConvParameters padded = ConvParameters.stride(2, 1).padded(1, 1, 1, 1);
        ConvParameters askew = ConvParameters.stride(2, 2).padded(0, 1, 0, 1);
        ConvParameters wide = ConvParameters.stride(1, 1).padded(1, 1, 1, 1).dilated(2, 1);
        try (var scope = Scope.open()) {
            Tensor x = noise("image", 2, 3, 6, 5);
            for (ConvParameters g : new ConvParameters[] {plain, padded, askew, wide}) {
                same(Functional.maxPool2d(x, 3, 2, g), naivePool(x, 3, 2, g, Pool.MAX));
            }
            for (ConvParameters g : new ConvParameters[] {plain, padded, askew}) {
                same(
                        Functional.avgPool2d(x, 3, 2, g, CountPadding.YES),
                        naivePool(x, 3, 2, g, Pool.MEAN_WITH_PADDING));
            }
            for (ConvParameters g : new ConvParameters[] {plain, padded}) {
                same(
                        Functional.avgPool2d(x, 3, 2, g, CountPadding.NO),
                        naivePool(x, 3, 2, g, Pool.MEAN_WITHOUT));
            }
            assertThatThrownBy(() -> Functional.avgPool2d(x, 3, 2, askew, CountPadding.NO))
                    .hasMessageStartingWith("avgPool2d without its padding needs padding equal");
            assertThatThrownBy(() -> Functional.avgPool2d(x, 3, 2, wide, CountPadding.YES))
                    .hasMessageStartingWith("avgPool2d knows no dilation. Received: ");
            ConvParameters thirds = ConvParameters.stride(2, 1);
            same(
                    Functional.adaptiveAvgPool2d(x, 3, 5),
                    naivePool(x, 2, 1, thirds, Pool.MEAN_WITHOUT));
            same(Functional.adaptiveMaxPool2d(x, 3, 5), naivePool(x, 2, 1, thirds, Pool.MAX));
            assertThatThrownBy(() -> Functional.adaptiveAvgPool2d(x, 0, 1))
                    .hasMessageStartingWith("adaptiveAvgPool2d need numbers above 0. Received: 0");
            assertThatThrownBy(() -> Functional.adaptiveMaxPool2d(x, 1 << 20, 1 << 20))
                    .isInstanceOf(LibTorchException.class)
                    .hasMessageContaining("adaptiveMaxPool2d needs ");
            ConvParameters vast =
                    ConvParameters.stride(1, 1).padded(1 << 30, 1 << 30, 1 << 30, 1 << 30);
            assertThatThrownBy(() -> Functional.maxPool2d(x, 2, 2, vast))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("A shape holds fewer than 2⁶³ numbers. Received: ");
        }
    }

    @Test
    void batch_normalisation_agrees_with_its_formula() {
        try (var scope = Scope.open()) {
            Tensor x = noise("image", 3, 2, 2, 2).mul(3).add(1);
            Tensor scale = noise("scale", 2);
            Tensor shift = noise("shift", 2);
            Tensor mean = Tensor.of(new double[] {1, 2}, 2);
            Tensor variance = Tensor.of(new double[] {3, 4}, 2);
            Tensor m = mean.reshape(1, 2, 1, 1);
            Tensor v = variance.reshape(1, 2, 1, 1);
            Tensor s = scale.reshape(1, 2, 1, 1);
            Tensor b = shift.reshape(1, 2, 1, 1);
            same(
                    Functional.batchNorm(
                            x,
                            Optional.of(scale),
                            Optional.of(shift),
                            mean,
                            variance,
                            false,
                            0.1,
                            0.5),
                    x.sub(m).div(v.add(0.5).sqrt()).mul(s).add(b));

            Tensor batchMean = x.mean(Tensor.Keep.DIMENSIONS, 0, 2, 3);
            Tensor batchVariance = x.variance(Tensor.Keep.DIMENSIONS, 0, 2, 3);
            Tensor movedMean = m.mul(0.9).add(batchMean.mul(0.1)).reshape(2);
            Tensor movedVariance = v.mul(0.9).add(batchVariance.mul(0.1 * 12 / 11)).reshape(2);
            same(
                    Functional.batchNorm(
                            x, Optional.empty(), Optional.empty(), mean, variance, true, 0.1, 0.5),
                    x.sub(batchMean).div(batchVariance.add(0.5).sqrt()));
            same(mean, movedMean);
            same(variance, movedVariance);

            assertThatThrownBy(
                            () ->
                                    Functional.batchNorm(
                                            x,
                                            Optional.empty(),
                                            Optional.empty(),
                                            noise("mean", 3),
                                            variance,
                                            false,
                                            0.1,
                                            0.5))
                    .isInstanceOf(LibTorchException.class)
                    .hasMessageContaining("running_mean should contain 2 elements");
        }
    }

    @Test
    void losses_agree_with_their_formulas() {
        try (var scope = Scope.open()) {
            Tensor x = noise("logits", 3, 4);
            int[] labels = {2, 0, 3};
            double[] logs = x.logSoftmax(1).toDoubles();
            for (double smoothing : new double[] {0, 0.1}) {
                double expected = 0;
                for (int n = 0; n < 3; n++) {
                    for (int c = 0; c < 4; c++) {
                        double target = (c == labels[n] ? 1 - smoothing : 0) + smoothing / 4;
                        expected -= target * logs[4 * n + c] / 3;
                    }
                }
                assertThat(Functional.crossEntropy(x, Tensor.ofLabels(labels, 3), smoothing).item())
                        .isCloseTo(expected, within(1e-12));
            }
            Tensor y = noise("target", 3, 4).sigmoid();
            Tensor d = x.sub(y);
            Tensor p = x.sigmoid();
            Tensor entropy =
                    y.mul(p.log()).add(y.neg().add(1).mul(p.neg().add(1).log())).mean().neg();
            same(Functional.binaryCrossEntropy(x, y), entropy);
            same(Functional.meanSquaredError(x, y), d.square().mean());
            Tensor far = d.abs().gt(0.7);
            same(
                    Functional.huber(x, y, 0.7),
                    far.where(d.abs().sub(0.35).mul(0.7), d.square().div(2)).mean());
            for (long outside : new long[] {4, -1, -100, Long.MIN_VALUE}) {
                Tensor plain = Tensor.of(new long[] {0, outside, 1}, 3);
                Tensor spread = Tensor.of(new long[] {0, 7, outside, 7, 1, 7}, 3, 2).select(1, 0);
                for (Tensor wrong : List.of(plain, spread)) {
                    assertThatThrownBy(() -> Functional.crossEntropy(x, wrong, 0.1))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage(
                                    "crossEntropy needs labels from 0 to 3, below the count of"
                                            + " classes. Received: "
                                            + outside
                                            + " at 1. Mend the labels, or give the net more"
                                            + " outputs.");
                }
            }
            assertThatThrownBy(
                            () ->
                                    Functional.crossEntropy(
                                            x, Tensor.ofLabels(labels, 3), Double.NaN))
                    .hasMessage(
                            "crossEntropy needs 0 ≤ smoothing < 1. Received: smoothing=NaN. Use 0"
                                    + " for none.");
        }
    }

    @Test
    void matrix_products_agree_with_loops() {
        try (var scope = Scope.open()) {
            Tensor a = noise("left", 2, 3);
            Tensor b = noise("right", 3, 4);
            double[] product = new double[8];
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 4; j++) {
                    for (int k = 0; k < 3; k++) {
                        product[4 * i + j] += a.toDoubles()[3 * i + k] * b.toDoubles()[4 * k + j];
                    }
                }
            }
            Tensor expected = Tensor.of(product, 2, 4);
            Tensor bias = noise("bias", 4);
            same(a.matmul(b), expected);
            same(a.linear(b.transpose(0, 1)), expected);
            same(a.linear(b.transpose(0, 1), bias), expected.add(bias));
            Tensor slopes = noise("slopes", 3);
            same(Functional.prelu(a, slopes), a.clampMin(0).add(a.sub(a.clampMin(0)).mul(slopes)));
        }
    }

    @Test
    void eigenvectors_diagonalise_a_symmetric_matrix() {
        try (var scope = Scope.open()) {
            Tensor a = noise("square", 4, 4);
            Tensor symmetric = a.add(a.transpose(0, 1));
            Tensor.Eigen eigen = symmetric.symmetricEigen();
            same(symmetric.matmul(eigen.vectors()), eigen.vectors().mul(eigen.values()));
            assertThat(eigen.values().toDoubles()).isSorted();
            same(
                    eigen.vectors().transpose(0, 1).matmul(eigen.vectors()),
                    Tensor.of(new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, 4, 4));
            assertThatThrownBy(() -> noise("long", 2, 3).symmetricEigen())
                    .isInstanceOf(LibTorchException.class)
                    .hasMessageStartingWith("symmetricEigen([2×3] FLOAT64) failed: ");
            assertThatThrownBy(() -> symmetric.mul(Double.NaN).symmetricEigen())
                    .isInstanceOf(LibTorchException.class);
        }
    }

    /** libtorch alone would repeat one bias for all gates. */
    @Test
    void a_recurrence_over_a_sequence_refuses_gates_that_do_not_fit() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(2, 3, 4);
            for (Tensor[] learned :
                    new Tensor[][] {
                        {Tensor.ones(3, 4), Tensor.ones(15, 5), Tensor.ones(3), Tensor.ones(15)},
                        {Tensor.ones(15, 4), Tensor.ones(15, 5), Tensor.ones(1), Tensor.ones(15)},
                        {Tensor.ones(15, 4), Tensor.ones(20, 5), Tensor.ones(15), Tensor.ones(15)},
                        {Tensor.ones(15, 3), Tensor.ones(15, 5), Tensor.ones(15), Tensor.ones(15)}
                    }) {
                assertThatThrownBy(
                                () ->
                                        Functional.gru(
                                                x, learned[0], learned[1], learned[2], learned[3]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith(
                                "gru needs an input of 3 dimensions, W [3·units × in], U [3·units ×"
                                        + " units] and biases [3·units] of one type. Received: ");
            }
        }
    }
}
