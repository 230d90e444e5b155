package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Naive;
import dev.hearth.nn.Naive.Images;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Conv2dTest {

    /** The formula as it stands, counting its products. */
    private static final class Twin {
        long products;

        Images apply(Conv2d layer, Images x, double[] w, double[] b) {
            Window window = layer.window();
            int[] rows = span(window.padding(), x.height(), true, layer);
            int[] columns = span(window.padding(), x.width(), false, layer);
            Images y = Images.zeros(x.batch(), layer.filters(), rows[0], columns[0]);
            int inputs = x.channels() / layer.groups();
            int outputs = layer.filters() / layer.groups();
            for (int n = 0; n < x.batch(); n++) {
                for (int f = 0; f < layer.filters(); f++) {
                    for (int i = 0; i < rows[0]; i++) {
                        for (int j = 0; j < columns[0]; j++) {
                            double sum = b.length == 0 ? 0 : b[f];
                            for (int c = 0; c < inputs; c++) {
                                for (int u = 0; u < window.height(); u++) {
                                    for (int v = 0; v < window.width(); v++) {
                                        int row =
                                                i * window.strideRows()
                                                        + u * layer.dilationRows()
                                                        - rows[1];
                                        int column =
                                                j * window.strideColumns()
                                                        + v * layer.dilationColumns()
                                                        - columns[1];
                                        int channel = f / outputs * inputs + c;
                                        int cell =
                                                ((f * inputs + c) * window.height() + u)
                                                                * window.width()
                                                        + v;
                                        sum += w[cell] * x.get(n, channel, row, column);
                                        products++;
                                    }
                                }
                            }
                            y.values()[y.at(n, f, i, j)] = sum;
                        }
                    }
                }
            }
            return y;
        }

        /** Count of windows and padding before the first cell. */
        private static int[] span(Padding padding, int extent, boolean vertical, Conv2d layer) {
            Window window = layer.window();
            int stride = vertical ? window.strideRows() : window.strideColumns();
            int kernel =
                    vertical
                            ? layer.dilationRows() * (window.height() - 1) + 1
                            : layer.dilationColumns() * (window.width() - 1) + 1;
            if (padding instanceof Padding.Sides sides) {
                int before = vertical ? sides.top() : sides.left();
                int after = vertical ? sides.bottom() : sides.right();
                return new int[] {(extent + before + after - kernel) / stride + 1, before};
            }
            int windows = (int) Math.ceil(extent / (double) stride);
            int missing = (windows - 1) * stride + kernel - extent;
            return new int[] {windows, missing > 0 ? missing / 2 : 0};
        }
    }

    private static Padding anyPadding(RandomStream random) {
        return switch (Naive.between(random, 0, 2)) {
            case 0 -> Padding.SAME;
            case 1 -> Padding.VALID;
            default ->
                    Padding.of(
                            Naive.between(random, 0, 3),
                            Naive.between(random, 0, 3),
                            Naive.between(random, 0, 3),
                            Naive.between(random, 0, 3));
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void agrees_with_its_formula_over_random_shapes(int start) {
        RandomStream random = new Seed(start).stream();
        for (int turn = 0; turn < 40; turn++) {
            int groups = Naive.between(random, 1, 2);
            Conv2d layer =
                    new Conv2d(
                            groups * Naive.between(random, 1, 3),
                            new Window(
                                    Naive.between(random, 1, 5),
                                    Naive.between(random, 1, 5),
                                    Naive.between(random, 1, 3),
                                    Naive.between(random, 1, 3),
                                    anyPadding(random)),
                            Naive.between(random, 1, 2),
                            Naive.between(random, 1, 2),
                            groups,
                            random.nextBoolean() ? Bias.NO : Bias.YES,
                            new HeNormal(),
                            Constant.ZERO);
            Shape.Image in =
                    new Shape.Image(
                            groups * Naive.between(random, 1, 3),
                            Naive.between(random, 9, 13),
                            Naive.between(random, 9, 13));
            check(layer, in, new Seed(start).child(turn));
        }
    }

    private static void check(Conv2d layer, Shape.Image in, Seed seed) {
        Twin twin = new Twin();
        double difference =
                Naive.difference(
                        layer,
                        in,
                        seed,
                        (x, p) ->
                                twin.apply(
                                        layer,
                                        x,
                                        p.value("weight").toDoubles(),
                                        layer.bias() == Bias.YES
                                                ? p.value("bias").toDoubles()
                                                : new double[0]));
        assertThat(difference).as("%s on %s", layer, in).isLessThan(1e-5);
        assertThat(layer.cost(in).multiplyAdds()).isEqualTo(twin.products / 2);
    }

    @ParameterizedTest
    @CsvSource({"2,1", "2,2", "2,3", "4,1", "4,2", "4,3", "6,4", "3,2", "1,2", "2,5"})
    void same_padding_gives_the_extent_over_the_stride_rounded_up(int kernel, int stride) {
        Conv2d layer = new Conv2d(2, kernel).stride(stride);
        for (int extent = 1; extent < 10; extent++) {
            Shape.Image in = new Shape.Image(2, extent, 10 - extent);
            int height = (extent + stride - 1) / stride;
            int width = (10 - extent + stride - 1) / stride;
            assertThat(layer.out(in)).isEqualTo(new Shape.Image(2, height, width));
            check(layer, in, new Seed(extent));
        }
    }

    @Test
    void an_even_kernel_has_its_extra_row_at_the_bottom_and_column_at_the_right() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
            Conv2d sums = new Conv2d(1, 2).noBias().starting(Constant.ONE);
            var net = Model.build(sums, new Shape.Image(1, 2, 2), new Seed(1), Device.CPU);
            assertThat(net.apply(x, Context.testing(new Seed(1))).toFloats())
                    .containsExactly(10, 6, 7, 4);
        }
    }

    @Test
    void counts_what_papers_count() {
        // The ELU paper's first layer of E3: 192 filters of 5×5 on 3×32×32.
        assertThat(new Conv2d(192, 5).cost(new Shape.Image(3, 32, 32)))
                .isEqualTo(new Complexity(192 * 75 + 192, 0, 192L * 75 * 1024));
    }

    @Test
    void withers_change_one_thing() {
        Conv2d layer = new Conv2d(8, 3);
        assertThat(layer.stride(2).window()).isEqualTo(new Window(3, 2, Padding.SAME));
        assertThat(layer.kernel(1, 7).window()).isEqualTo(new Window(1, 7, 1, 1, Padding.SAME));
        assertThat(layer.padding(Padding.VALID).window())
                .isEqualTo(new Window(3, 1, Padding.VALID));
        assertThat(layer.groups(4).groups()).isEqualTo(4);
        assertThat(layer.dilation(2, 3).dilationColumns()).isEqualTo(3);
        assertThat(layer.noBias().bias()).isEqualTo(Bias.NO);
        assertThat(layer.starting(Constant.ONE).weights()).isEqualTo(Constant.ONE);
        assertThat(layer).hasToString("Conv2d[8, 3×3, SAME]");
        assertThat(layer.stride(2, 1).padding(Padding.of(1, 2, 3, 3)).groups(2))
                .hasToString("Conv2d[8, 3×3, stride 2×1, padding 1+2×3+3, groups 2]");
    }

    @Test
    void refuses_what_it_cannot_do() {
        assertThatThrownBy(() -> new Conv2d(6, 3).groups(4))
                .hasMessage(
                        "Conv2d needs at least one filter in each group, and as many in each."
                                + " Received: filters=6, groups=4. Give a multiple of the groups,"
                                + " or 1 group.");
        assertThatThrownBy(() -> new Conv2d(6, 3).groups(2).out(new Shape.Image(3, 8, 8)))
                .hasMessage(
                        "Conv2d needs channels that divide into its 2 groups. Received: an image of"
                                + " 3×8×8. Give a multiple of the groups, or 1 group.");
        assertThatThrownBy(
                        () -> new Conv2d(6, 5).padding(Padding.VALID).out(new Shape.Image(3, 4, 9)))
                .hasMessage(
                        "Conv2d needs an image, padding included, of at least 5×5. Received: 3×4×9"
                                + " with VALID. Pad more, or pool and stride less before it.");
        assertThatThrownBy(() -> new Conv2d(6, 0))
                .hasMessage(
                        "A window needs an extent and a stride above 0. Received: 0×0, stride 1×1."
                                + " Use 1 for one cell, or for every place.");
        assertThatThrownBy(() -> new Conv2d(6, 3).dilation(0, 1))
                .hasMessage(
                        "Conv2d needs dilations above 0. Received: 0×1. Use 1 for a kernel without"
                                + " holes.");
        assertThatThrownBy(() -> Padding.of(-1, 0))
                .hasMessageStartingWith(
                        "Padding needs 0 rows and columns or more. Received: top=-1");
    }
}
