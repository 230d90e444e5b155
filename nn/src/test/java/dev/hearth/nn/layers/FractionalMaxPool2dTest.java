package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Context;
import dev.hearth.nn.GradientCheck;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.Trial;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FractionalMaxPool2dTest {

    private static final Seed SEED = new Seed(17);

    static List<FractionalMaxPool2d> variants() {
        List<FractionalMaxPool2d> variants = new ArrayList<>();
        for (RegionOverlap windows : RegionOverlap.values()) {
            for (IncrementDraw draw : IncrementDraw.values()) {
                for (RegionConvention convention : RegionConvention.values()) {
                    for (RegionSharing offsets : RegionSharing.values()) {
                        variants.add(
                                new FractionalMaxPool2d(1.4, windows, draw)
                                        .convention(convention)
                                        .offsets(offsets));
                    }
                }
            }
        }
        return variants;
    }

    /** Channels, height, width: odd, even, one channel, not square, the least. */
    private static final int[][] IMAGES = {
        {1, 2, 2}, {1, 9, 7}, {3, 25, 25}, {5, 6, 13}, {40, 11, 10}, {2, 2, 9}
    };

    /** Three loops over the regions that the documented randomness gives. */
    private static void agreesWithTwin(FractionalMaxPool2d pool, Shape.Image in, int batch) {
        Shape.Image out = (Shape.Image) pool.out(in);
        // Few values, hence many ties.
        float[] x = Trial.normal(3, (int) (batch * in.count()));
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.round(x[i] * 3);
        }
        float[] weights = Trial.normal(4, (int) (batch * out.count()));
        float[] y = new float[weights.length];
        float[] gradient = new float[x.length];
        Seed layer = new Seed(Context.training(SEED).random().nextLong());
        for (int n = 0; n < batch; n++) {
            RandomStream random = layer.child(n).stream();
            AxisRegions rows = null;
            AxisRegions columns = null;
            for (int c = 0; c < in.channels(); c++) {
                if (c == 0 || pool.offsets() == RegionSharing.PER_CHANNEL) {
                    rows = drawn(pool, in.height(), out.height(), random);
                    columns = drawn(pool, in.width(), out.width(), random);
                }
                int plane = n * in.channels() + c;
                for (int cell = 0; cell < out.height() * out.width(); cell++) {
                    int i = cell / out.width();
                    int j = cell % out.width();
                    int best = -1;
                    for (int u = rows.starts().get(i); u < rows.ends().get(i); u++) {
                        for (int v = columns.starts().get(j); v < columns.ends().get(j); v++) {
                            int at = (plane * in.height() + u) * in.width() + v;
                            best = best < 0 || x[at] > x[best] ? at : best;
                        }
                    }
                    int to = plane * out.height() * out.width() + cell;
                    y[to] = x[best];
                    gradient[best] += weights[to];
                }
            }
        }
        compare(pool, in, batch, x, weights, y, gradient);
    }

    private static AxisRegions drawn(FractionalMaxPool2d pool, int in, int out, RandomStream r) {
        return AxisRegions.drawn(in, out, pool.windows(), pool.draw(), pool.convention(), r);
    }

    private static void compare(
            FractionalMaxPool2d pool,
            Shape.Image in,
            int batch,
            float[] x,
            float[] weights,
            float[] y,
            float[] gradient) {
        Shape out = pool.out(in);
        for (boolean last : new boolean[] {false, true}) {
            try (var scope = Scope.open()) {
                Tensor values = Tensor.of(x, in.batch(batch));
                Tensor leaf = (last ? values.channelsLast() : values).requireGrad();
                Tensor result =
                        Model.build(pool, in, SEED, Device.CPU).apply(leaf, Context.training(SEED));
                assertThat(result.shape()).isEqualTo(out.batch(batch));
                assertThat(result.toFloats()).as("%s on %s", pool, in).containsExactly(y);
                result.mul(Tensor.of(weights, out.batch(batch))).sum().backward();
                float[] got = leaf.grad().orElseThrow().toFloats();
                for (int i = 0; i < got.length; i++) {
                    assertThat(got[i])
                            .as("%s on %s, gradient %d", pool, in, i)
                            .isEqualTo(gradient[i], org.assertj.core.data.Offset.offset(1e-6f));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void agrees_with_three_loops(FractionalMaxPool2d pool) {
        for (int[] image : IMAGES) {
            Shape.Image in = new Shape.Image(image[0], image[1], image[2]);
            agreesWithTwin(pool, in, 1);
            agreesWithTwin(pool, in, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.0001, 1.05, 1.9, 1.9999})
    void agrees_with_three_loops_near_the_ends_of_ratios(double ratio) {
        for (FractionalMaxPool2d variant : variants()) {
            FractionalMaxPool2d pool =
                    new FractionalMaxPool2d(ratio, variant.windows(), variant.draw())
                            .convention(variant.convention());
            agreesWithTwin(pool, new Shape.Image(3, 17, 14), 2);
        }
    }

    @Test
    void each_axis_may_shrink_by_its_own_measure() {
        FractionalMaxPool2d pool = new FractionalMaxPool2d(Reduction.to(9), Reduction.by(1.2));
        Shape.Image in = new Shape.Image(2, 16, 12);
        assertThat(pool.out(in)).isEqualTo(new Shape.Image(2, 9, 10));
        agreesWithTwin(pool, in, 2);
        assertThatThrownBy(() -> pool.out(new Shape.Image(2, 9, 12)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "FractionalMaxPool2d needs 0 < out < in on each axis. Received: in=9,"
                                + " out=9. Give an output size from 1 to 8.");
    }

    /** The paper keeps to ratios below 2 and says that others are possible (Graham 2014, §2). */
    @Test
    void ratios_above_two_pool_as_the_twin_does() {
        for (RegionOverlap windows : RegionOverlap.values()) {
            for (RegionConvention convention : RegionConvention.values()) {
                for (IncrementDraw draw : IncrementDraw.values()) {
                    FractionalMaxPool2d pool =
                            new FractionalMaxPool2d(2.5, windows, draw).convention(convention);
                    Shape.Image in = new Shape.Image(2, 25, 13);
                    assertThat(pool.out(in)).isEqualTo(new Shape.Image(2, 10, 5));
                    agreesWithTwin(pool, in, 2);
                }
            }
        }
    }

    @Test
    void sizes_follow_the_chain() {
        List<Integer> sizes = SizeChain.of(Math.cbrt(2), 12);
        var pool =
                new FractionalMaxPool2d(Math.cbrt(2), RegionOverlap.DISJOINT, IncrementDraw.RANDOM);
        for (int level = 0; level < 12; level++) {
            int in = sizes.get(2 * level + 1);
            int out = sizes.get(2 * level + 2);
            assertThat(pool.out(new Shape.Image(1, in, in)))
                    .isEqualTo(new Shape.Image(1, out, out));
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void gradients_agree_with_differences(FractionalMaxPool2d pool) {
        GradientCheck.check(pool, new Shape.Image(2, 7, 5), 2, Context::training);
    }

    private static float[] pooled(Context pass, float[] x, int batch) {
        var pool = new FractionalMaxPool2d(1.4, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
        return Trial.apply(pool, new Shape.Image(2, 20, 20), Arrays.copyOf(x, batch * 800), pass);
    }

    @Test
    void draws_are_fresh_for_each_pass_and_the_same_for_the_same_seed() {
        float[] x = Trial.normal(8, 3 * 800);
        float[] once = pooled(Context.testing(SEED), x, 3);
        assertThat(pooled(Context.testing(SEED), x, 3)).containsExactly(once);
        assertThat(pooled(Context.training(SEED), x, 3)).containsExactly(once);
        assertThat(pooled(Context.testing(SEED.child(1)), x, 3)).isNotEqualTo(once);
        Context pass = Context.testing(SEED);
        assertThat(pooled(pass, x, 3)).containsExactly(once);
        assertThat(pooled(pass, x, 3)).isNotEqualTo(once);
    }

    @Test
    void examples_differ_and_do_not_depend_on_their_neighbours() {
        float[] one = Trial.normal(8, 800);
        float[] x = new float[3 * 800];
        for (int n = 0; n < 3; n++) {
            System.arraycopy(one, 0, x, n * 800, 800);
        }
        float[] y = pooled(Context.testing(SEED), x, 3);
        int size = y.length / 3;
        float[] first = Arrays.copyOf(y, size);
        assertThat(Arrays.copyOfRange(y, size, 2 * size)).isNotEqualTo(first);
        assertThat(pooled(Context.testing(SEED), x, 1)).containsExactly(first);
        Arrays.fill(x, 800, 3 * 800, -1);
        assertThat(Arrays.copyOf(pooled(Context.testing(SEED), x, 3), size)).containsExactly(first);
    }

    @Test
    void a_vector_is_refused() {
        assertThatThrownBy(
                        () ->
                                new FractionalMaxPool2d(
                                                1.5, RegionOverlap.DISJOINT, IncrementDraw.RANDOM)
                                        .out(new Shape.Vector(8)))
                .hasMessage(
                        "FractionalMaxPool2d needs an image. Received: a vector of 8. Put it before"
                                + " Flatten.");
    }

    @Test
    void fixed_regions_pool_as_drawn_ones() {
        var pool = new FractionalMaxPool2d(1.4, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
        Shape.Image in = new Shape.Image(2, 9, 7);
        Shape.Image out = (Shape.Image) pool.out(in);
        RandomStream random = new Seed(Context.testing(SEED).random().nextLong()).child(0).stream();
        AxisRegions rows = drawn(pool, 9, out.height(), random);
        AxisRegions columns = drawn(pool, 7, out.width(), random);
        float[] x = Trial.normal(5, 126);
        assertThat(Trial.apply(new RegionMaxPool2d(rows, columns), in, x, Context.testing(SEED)))
                .containsExactly(Trial.apply(pool, in, x, Context.testing(SEED)));
        assertThatThrownBy(() -> new RegionMaxPool2d(rows, columns).out(new Shape.Image(2, 9, 8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "RegionMaxPool2d needs images of 9×7, for which its regions are made."
                                + " Received: 2×9×8. Make regions for that size.");
    }
}
