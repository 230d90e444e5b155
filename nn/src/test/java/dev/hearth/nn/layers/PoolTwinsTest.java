package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Naive;
import dev.hearth.nn.Naive.Images;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolTwinsTest {

    /** What becomes of the cells of a window that lie in the image. */
    @FunctionalInterface
    private interface Pooling {
        double of(double[] cells);
    }

    private static int windows(int extent, int size, int stride, Padding padding, boolean rows) {
        return padding instanceof Padding.Sides s
                ? (extent + (rows ? s.top() + s.bottom() : s.left() + s.right()) - size) / stride
                        + 1
                : (int) Math.ceil(extent / (double) stride);
    }

    private static int before(int extent, int size, int stride, Padding padding, boolean rows) {
        if (padding instanceof Padding.Sides sides) {
            return rows ? sides.top() : sides.left();
        }
        int count = (int) Math.ceil(extent / (double) stride);
        return Math.max(0, (count - 1) * stride + size - extent) / 2;
    }

    private static Images twin(Window w, Images x, Pooling pooling) {
        int rows = windows(x.height(), w.height(), w.strideRows(), w.padding(), true);
        int columns = windows(x.width(), w.width(), w.strideColumns(), w.padding(), false);
        int top = before(x.height(), w.height(), w.strideRows(), w.padding(), true);
        int left = before(x.width(), w.width(), w.strideColumns(), w.padding(), false);
        Images y = Images.zeros(x.batch(), x.channels(), rows, columns);
        for (int n = 0; n < x.batch(); n++) {
            for (int c = 0; c < x.channels(); c++) {
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < columns; j++) {
                        DoubleStream.Builder cells = DoubleStream.builder();
                        for (int u = 0; u < w.height(); u++) {
                            for (int v = 0; v < w.width(); v++) {
                                int row = i * w.strideRows() + u - top;
                                int column = j * w.strideColumns() + v - left;
                                if (x.holds(row, column)) {
                                    cells.add(x.get(n, c, row, column));
                                }
                            }
                        }
                        y.values()[y.at(n, c, i, j)] = pooling.of(cells.build().toArray());
                    }
                }
            }
        }
        return y;
    }

    private static double weighted(double[] cells) {
        double sum = Arrays.stream(cells).map(a -> Math.max(0, a)).sum();
        double squares = Arrays.stream(cells).map(a -> Math.max(0, a)).map(a -> a * a).sum();
        return sum == 0 ? 0 : squares / sum;
    }

    private static Window anyWindow(RandomStream random) {
        int height = 1 + random.nextInt(4);
        int width = 1 + random.nextInt(4);
        Padding padding =
                switch (random.nextInt(3)) {
                    case 0 -> Padding.SAME;
                    case 1 -> Padding.VALID;
                    default ->
                            Padding.of(
                                    random.nextInt(height),
                                    random.nextInt(height),
                                    random.nextInt(width),
                                    random.nextInt(width));
                };
        return new Window(height, width, 1 + random.nextInt(3), 1 + random.nextInt(3), padding);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void windows_agree_with_their_formula_over_random_shapes(int start) {
        RandomStream random = new Seed(start).stream();
        for (int turn = 0; turn < 30; turn++) {
            Window w = anyWindow(random);
            int area = w.height() * w.width();
            Shape.Image in =
                    new Shape.Image(
                            1 + random.nextInt(3), 4 + random.nextInt(8), 4 + random.nextInt(8));
            Seed seed = new Seed(start).child(turn);
            agrees(new MaxPool2d(w), in, seed, w, c -> Arrays.stream(c).max().orElseThrow());
            agrees(
                    new AvgPool2d(w, PaddedCells.LEFT_OUT),
                    in,
                    seed,
                    w,
                    c -> Arrays.stream(c).average().orElseThrow());
            agrees(
                    new AvgPool2d(w, PaddedCells.COUNTED),
                    in,
                    seed,
                    w,
                    c -> Arrays.stream(c).sum() / area);
            agrees(new StochasticPool2d(w), in, seed, w, PoolTwinsTest::weighted);
        }
    }

    private static void agrees(Layer layer, Shape.Image in, Seed seed, Window w, Pooling pooling) {
        assertThat(Naive.difference(layer, in, seed, (x, p) -> twin(w, x, pooling)))
                .as("%s on %s", layer, in)
                .isLessThan(1e-5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7, 13})
    void pyramids_and_global_pools_agree_with_their_formula(int height) {
        int width = 14 - height;
        Shape.Image in = new Shape.Image(3, height, width);
        int[] levels = {1, 2, 4};
        try (var scope = Scope.open()) {
            Tensor batch = RandomTensors.of(new Seed(height)).normal(0, 1, in.batch(2));
            Images x = Images.of(batch);
            double[] wanted = new double[2 * 3 * 21];
            int k = 0;
            for (int n = 0; n < 2; n++) {
                for (int level : levels) {
                    for (int c = 0; c < 3; c++) {
                        for (int cell = 0; cell < level * level; cell++) {
                            wanted[k++] = greatest(x, n, c, cell / level, cell % level, level);
                        }
                    }
                }
            }
            float[] got = pooled(new SpatialPyramidPool(levels), in, batch);
            for (int i = 0; i < wanted.length; i++) {
                assertThat((double) got[i]).isEqualTo(wanted[i]);
            }

            float[] greatest = pooled(new GlobalMaxPool(), in, batch);
            float[] means = pooled(new GlobalAvgPool(), in, batch);
            for (int i = 0; i < 6; i++) {
                double[] cells =
                        Arrays.copyOfRange(
                                x.values(), i * height * width, (i + 1) * height * width);
                assertThat((double) greatest[i]).isEqualTo(Arrays.stream(cells).max().orElse(0));
                assertThat(means[i] - Arrays.stream(cells).average().orElse(0))
                        .isBetween(-1e-6, 1e-6);
            }
        }
    }

    private static float[] pooled(Layer layer, Shape in, Tensor batch) {
        return Model.build(layer, in, new Seed(1), Device.CPU)
                .apply(batch, Context.testing(new Seed(1)))
                .toFloats();
    }

    /** Appendix A of the paper, with rows and columns counted from 0. */
    private static double greatest(Images x, int n, int c, int i, int j, int level) {
        double greatest = Double.NEGATIVE_INFINITY;
        int bottom = (int) Math.ceil((i + 1) * x.height() / (double) level);
        int right = (int) Math.ceil((j + 1) * x.width() / (double) level);
        for (int row = (int) Math.floor(i * x.height() / (double) level); row < bottom; row++) {
            for (int column = j * x.width() / level; column < right; column++) {
                greatest = Math.max(greatest, x.get(n, c, row, column));
            }
        }
        return greatest;
    }

    @Test
    void a_pyramid_gives_one_length_for_all_image_sizes() {
        SpatialPyramidPool pyramid = new SpatialPyramidPool(1, 2, 4);
        assertThat(pyramid.out(new Shape.Image(256, 13, 13))).isEqualTo(new Shape.Vector(5376));
        assertThat(pyramid.out(new Shape.Image(256, 10, 17))).isEqualTo(new Shape.Vector(5376));
    }

    @Test
    void same_pools_of_the_inception_papers_have_their_extents() {
        Shape.Image in = new Shape.Image(384, 35, 35);
        assertThat(new MaxPool2d(3, 2).out(in)).isEqualTo(new Shape.Image(384, 17, 17));
        assertThat(new MaxPool2d(3, 2).padding(Padding.SAME).out(in))
                .isEqualTo(new Shape.Image(384, 18, 18));
        assertThat(new AvgPool2d(3, 1).padding(Padding.SAME).out(in)).isEqualTo(in);
    }

    @Test
    void a_mean_that_leaves_out_padding_is_as_exact_as_its_type() {
        try (var scope = Scope.open()) {
            Shape in = new Shape.Image(1, 6, 6);
            Layer pool = new AvgPool2d(5, 2).padding(Padding.SAME);
            Model net = Model.build(pool, in, new Seed(1), Device.CPU, DType.FLOAT64);
            Tensor ones = Tensor.ones(in.batch(1)).to(DType.FLOAT64);
            Tensor means = net.apply(ones, Context.testing(new Seed(1)));
            assertThat(means.dtype()).isEqualTo(DType.FLOAT64);
            assertThat(means.sub(ones.narrow(2, 0, 3).narrow(3, 0, 3)).abs().max().item())
                    .isLessThan(1e-15);
        }
    }

    @Test
    void padding_is_never_the_greatest() {
        try (var scope = Scope.open()) {
            Shape in = new Shape.Image(1, 3, 3);
            Tensor x = Tensor.full(-5, in.batch(1));
            for (Padding padding :
                    new Padding[] {
                        Padding.SAME, Padding.of(1, 1), Padding.of(2, 0, 1, 2), Padding.of(2, 2)
                    }) {
                assertThat(pooled(new MaxPool2d(3, 1).padding(padding), in, x)).containsOnly(-5);
            }
        }
    }

    @Test
    void refuses_windows_of_nothing_but_padding() {
        assertThatThrownBy(() -> new MaxPool2d(2, 2).padding(Padding.of(0, 2, 0, 0)))
                .hasMessage(
                        "MaxPool2d needs padding below the window's extent on each side. Received:"
                                + " padding 0+2×0+0 for a window of 2×2. Pad less, so that each"
                                + " window holds a cell of the image.");
        assertThatThrownBy(() -> new AvgPool2d(2, 2).padding(Padding.of(2, 0)))
                .hasMessageStartingWith("AvgPool2d needs padding below");
        assertThatThrownBy(() -> new StochasticPool2d(2, 2).padding(Padding.of(0, 3)))
                .hasMessageStartingWith("StochasticPool2d needs padding below");
        assertThatThrownBy(() -> new MaxPool2d(3, 2).out(new Shape.Image(8, 2, 5)))
                .hasMessage(
                        "MaxPool2d needs an image, padding included, of at least 3×3. Received:"
                                + " 8×2×5 with VALID. Pad more, or pool and stride less before it.");
        assertThatThrownBy(() -> new SpatialPyramidPool(1, 0))
                .hasMessage(
                        "SpatialPyramidPool needs at least one level, each above 0. Received: [1, 0]."
                                + " Use 1, 2 and 4.");
    }
}
