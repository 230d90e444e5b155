package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Naive;
import dev.hearth.nn.Naive.Images;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransposedConv2dTest {

    private long products;

    /** Each cell lays its number times the kernel on the output. */
    private Images twin(
            TransposedConv2d layer, Images x, double[] w, double[] b, int[] out, int[] before) {
        Window window = layer.window();
        Images y = Images.zeros(x.batch(), layer.filters(), out[0], out[1]);
        int inputs = x.channels() / layer.groups();
        int outputs = layer.filters() / layer.groups();
        for (int n = 0; n < x.batch(); n++) {
            for (int f = 0; f < layer.filters(); f++) {
                for (int i = 0; i < out[0] * out[1] && b.length > 0; i++) {
                    y.values()[y.at(n, f, 0, 0) + i] = b[f];
                }
            }
            for (int c = 0; c < x.channels(); c++) {
                for (int f = 0; f < outputs; f++) {
                    for (int i = 0; i < x.height(); i++) {
                        for (int j = 0; j < x.width(); j++) {
                            for (int u = 0; u < window.height(); u++) {
                                for (int v = 0; v < window.width(); v++) {
                                    products++;
                                    int row = i * window.strideRows() + u - before[0];
                                    int column = j * window.strideColumns() + v - before[1];
                                    int filter = c / inputs * outputs + f;
                                    int cell =
                                            ((c * outputs + f) * window.height() + u)
                                                            * window.width()
                                                    + v;
                                    if (y.holds(row, column)) {
                                        y.values()[y.at(n, filter, row, column)] +=
                                                w[cell] * x.get(n, c, i, j);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return y;
    }

    private void check(TransposedConv2d layer, Shape.Image in, int[] out, int[] before, Seed seed) {
        products = 0;
        double difference =
                Naive.difference(
                        layer,
                        in,
                        seed,
                        (x, p) ->
                                twin(
                                        layer,
                                        x,
                                        p.value("weight").toDoubles(),
                                        layer.bias() == Bias.YES
                                                ? p.value("bias").toDoubles()
                                                : new double[0],
                                        out,
                                        before));
        assertThat(difference).as("%s on %s", layer, in).isLessThan(1e-5);
        assertThat(layer.cost(in).multiplyAdds()).isEqualTo(products / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void agrees_with_its_formula_over_random_shapes(int start) {
        RandomStream random = new Seed(start).stream();
        for (int turn = 0; turn < 40; turn++) {
            int groups = Naive.between(random, 1, 2);
            int[] kernel = {Naive.between(random, 1, 5), Naive.between(random, 1, 5)};
            int[] stride = {Naive.between(random, 1, 3), Naive.between(random, 1, 3)};
            int[] before = {Naive.between(random, 0, 2), Naive.between(random, 0, 2)};
            boolean equal = turn % 3 == 0;
            int[] after = {
                equal ? before[0] : Naive.between(random, 0, 2),
                equal ? before[1] : Naive.between(random, 0, 2)
            };
            int[] extra = {
                Naive.between(random, 0, stride[0] - 1), Naive.between(random, 0, stride[1] - 1)
            };
            TransposedConv2d layer =
                    new TransposedConv2d(
                            groups * Naive.between(random, 1, 3),
                            new Window(
                                    kernel[0],
                                    kernel[1],
                                    stride[0],
                                    stride[1],
                                    Padding.of(before[0], after[0], before[1], after[1])),
                            extra[0],
                            extra[1],
                            groups,
                            random.nextBoolean() ? Bias.NO : Bias.YES,
                            new HeNormal(),
                            Constant.ZERO);
            Shape.Image in =
                    new Shape.Image(
                            groups * Naive.between(random, 1, 3),
                            Naive.between(random, 5, 8),
                            Naive.between(random, 5, 8));
            int[] out = {
                (in.height() - 1) * stride[0] - before[0] - after[0] + kernel[0] + extra[0],
                (in.width() - 1) * stride[1] - before[1] - after[1] + kernel[1] + extra[1]
            };
            check(layer, in, out, before, new Seed(start).child(turn));
        }
    }

    @ParameterizedTest
    @CsvSource({"5,2", "4,2", "3,2", "2,2", "2,3", "1,3", "5,1", "4,1", "3,3"})
    void same_padding_multiplies_the_extent_by_the_stride(int kernel, int stride) {
        TransposedConv2d layer = new TransposedConv2d(2, kernel).stride(stride);
        int before = Math.max(0, kernel - stride) / 2;
        for (int extent = 1; extent < 5; extent++) {
            Shape.Image in = new Shape.Image(3, extent, 6 - extent);
            int[] out = {extent * stride, (6 - extent) * stride};
            check(layer, in, out, new int[] {before, before}, new Seed(extent));
            assertThat(new Conv2d(3, kernel).stride(stride).out(layer.out(in))).isEqualTo(in);
        }
    }

    @Test
    void refuses_what_it_cannot_do() {
        TransposedConv2d layer = new TransposedConv2d(4, 3).stride(2);
        assertThatThrownBy(() -> layer.padding(Padding.of(1, 1)).extra(2, 0))
                .hasMessage(
                        "TransposedConv2d needs extra rows and columns of 0 or more, below the"
                                + " stride, and none with SAME. Received: 2×0 for 3×3, stride 2,"
                                + " padding 1×1. Give Padding.of(…) and at most 1×1.");
        assertThatThrownBy(() -> layer.extra(1, 1))
                .hasMessageContaining("none with SAME. Received: 1×1");
        assertThatThrownBy(() -> layer.padding(Padding.of(2, 2)).out(new Shape.Image(1, 1, 1)))
                .hasMessage(
                        "TransposedConv2d needs less padding than its full result has rows and"
                                + " columns. Received: 1×1×1 with 3×3, stride 2, padding 2×2, hence"
                                + " -1×-1. Pad less, or begin with a larger image.");
        assertThat(layer.padding(Padding.of(1, 1)).extra(1, 0))
                .hasToString("TransposedConv2d[4, 3×3, stride 2, padding 1×1, extra 1×0]");
    }
}
