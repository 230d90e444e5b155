package dev.hearth.nn.fold;

import static dev.hearth.nn.fold.Simplification.BALANCED_FILTERS;
import static dev.hearth.nn.fold.Simplification.DAMPED_SUMS;
import static dev.hearth.nn.fold.Simplification.POOLS_BEHIND;
import static dev.hearth.nn.fold.Simplification.SHARED_OPENINGS;
import static dev.hearth.nn.layers.Layers.avgPool;
import static dev.hearth.nn.layers.Layers.batchNorm;
import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.residual;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.AvgPool2d;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Identity;
import dev.hearth.nn.layers.Padding;
import dev.hearth.nn.layers.SharedStemConcat;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each way to say a net makes of it, and that it computes the same. */
class SimplificationTest {

    private static final Seed SEED = new Seed(8);
    private static final Shape IN = new Shape.Image(6, 7, 5);
    private static final Shape WIDE = new Shape.Image(8, 7, 5);

    /**
     * A net before and after.
     *
     * @param before the letter
     * @param in one example
     * @param way to say it
     * @param after how it is said
     */
    record Row(Layer before, Shape in, Simplification way, Layer after) {
        @Override
        public String toString() {
            return way + ": " + before;
        }
    }

    private static AvgPool2d mean() {
        return avgPool(3);
    }

    static List<Row> rows() {
        AvgPool2d counted = mean().countingPadding();
        AvgPool2d strided = new AvgPool2d(3, 2).padding(Padding.SAME);
        Layer block =
                concat(
                        sequence(mean(), named("p", conv(2, 1)), relu()),
                        named("b", sequence(conv(3, 1), batchNorm(), relu())),
                        sequence(conv(4, 1).noBias(), relu(), conv(5, 3), relu()),
                        maxPool(1, 1));
        return List.of(
                new Row(residual(0.25, conv(6, 3)), IN, DAMPED_SUMS, residual(conv(6, 3))),
                new Row(
                        residual(0.25, sequence(conv(6, 3).noBias(), batchNorm())),
                        IN,
                        DAMPED_SUMS,
                        residual(conv(6, 3))),
                // an activation cannot take a factor
                new Row(
                        residual(0.25, sequence(conv(6, 3), elu())),
                        IN,
                        DAMPED_SUMS,
                        residual(0.25, sequence(conv(6, 3), elu()))),
                new Row(
                        sequence(mean(), conv(3, 1), relu()),
                        IN,
                        POOLS_BEHIND,
                        sequence(conv(3, 1), mean(), relu())),
                new Row(
                        sequence(mean(), mean(), named("c", conv(3, 1).noBias())),
                        IN,
                        POOLS_BEHIND,
                        sequence(mean(), conv(3, 1).noBias(), mean())),
                // nothing is won, or it would not be the same
                new Row(sequence(mean(), conv(9, 1)), IN, POOLS_BEHIND, null),
                new Row(sequence(mean(), conv(3, 3)), IN, POOLS_BEHIND, null),
                new Row(sequence(mean(), conv(2, 1).groups(2)), IN, POOLS_BEHIND, null),
                new Row(sequence(mean(), conv(3, 1).stride(2)), IN, POOLS_BEHIND, null),
                new Row(sequence(strided, conv(3, 1)), IN, POOLS_BEHIND, null),
                new Row(sequence(counted, conv(3, 1)), IN, POOLS_BEHIND, null),
                new Row(sequence(mean(), relu(), conv(3, 1)), IN, POOLS_BEHIND, null),
                new Row(
                        block,
                        IN,
                        SHARED_OPENINGS,
                        new SharedStemConcat(
                                sequence(plain(7), relu()),
                                List.of(0, 3, 4, 0),
                                List.of(
                                        sequence(mean(), conv(2, 1), relu()),
                                        new Identity(),
                                        sequence(conv(5, 3), relu()),
                                        maxPool(1, 1)))),
                new Row(
                        concat(sequence(conv(3, 1), relu()), sequence(conv(4, 1), elu())),
                        IN,
                        SHARED_OPENINGS,
                        null),
                new Row(
                        sequence(conv(96, 3), relu(), globalAvgPool(), linear(3)),
                        WIDE,
                        BALANCED_FILTERS,
                        sequence(
                                concat(
                                        sequence(conv(48, 3), relu()),
                                        sequence(conv(48, 3), relu())),
                                globalAvgPool(),
                                linear(3))),
                new Row(
                        sequence(conv(96, 1), mean(), relu(), conv(3, 1)),
                        WIDE,
                        BALANCED_FILTERS,
                        sequence(
                                concat(
                                        sequence(conv(48, 1), mean(), relu()),
                                        sequence(conv(48, 1), mean(), relu())),
                                conv(3, 1))),
                // a softmax looks at all channels
                new Row(
                        sequence(conv(96, 1), softmax()),
                        WIDE,
                        BALANCED_FILTERS,
                        sequence(concat(conv(48, 1), conv(48, 1)), softmax())),
                new Row(
                        concat(sequence(conv(3, 1), softmax()), sequence(conv(4, 1), softmax())),
                        IN,
                        SHARED_OPENINGS,
                        null),
                new Row(
                        concat(conv(96, 1).noBias(), conv(64, 1)),
                        WIDE,
                        BALANCED_FILTERS,
                        concat(conv(48, 1).noBias(), conv(48, 1).noBias(), conv(64, 1))),
                new Row(sequence(conv(128, 1), conv(80, 1)), WIDE, BALANCED_FILTERS, null),
                new Row(sequence(conv(96, 1).groups(2), relu()), WIDE, BALANCED_FILTERS, null));
    }

    private static Conv2d plain(int filters) {
        return conv(filters, 1);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_net_is_said_otherwise_and_computes_the_same(Row row) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = Model.build(row.before(), row.in(), SEED, Device.CPU);
            Tensor values = net.parameters().values();
            values.addInPlace(
                    RandomTensors.of(SEED.child("values")).normal(0, 0.1, values.shape()), 1);
            Folded folded = Folded.of(row.before(), row.in(), net.arrays());
            Folded said = folded.simplified(row.in(), row.way());
            assertThat(said.layer()).isEqualTo(row.after() == null ? row.before() : row.after());
            Model twin = Model.of(said.layer(), row.in(), said.arrays(), Device.CPU);
            Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, row.in().batch(3));
            float[] wanted = net.apply(x, Context.testing(SEED)).toFloats();
            float[] came = twin.apply(x, Context.testing(SEED)).toFloats();
            assertThat(came).hasSameSizeAs(wanted);
            for (int i = 0; i < came.length; i++) {
                assertThat(came[i]).isCloseTo(wanted[i], within(2e-5f));
            }
        }
    }
}
