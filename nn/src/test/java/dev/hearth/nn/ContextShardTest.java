package dev.hearth.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.FixedCountDropout;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.GaussianNoise;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.nn.layers.RegionSharing;
import dev.hearth.nn.layers.Rrelu;
import dev.hearth.nn.layers.SpatialDropout;
import dev.hearth.nn.layers.StochasticPool2d;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContextShardTest {

    private static final Seed SEED = new Seed(11);
    private static final Shape IN = new Shape.Image(4, 9, 7);

    static List<Layer> layers() {
        FractionalMaxPool2d pool =
                new FractionalMaxPool2d(1.4, RegionOverlap.OVERLAPPING, IncrementDraw.PSEUDORANDOM);
        return List.of(
                new Dropout(0.5),
                new SpatialDropout(0.5),
                new FixedCountDropout(0.5),
                new GaussianNoise(0.5),
                new Rrelu(),
                new StochasticPool2d(3, 2),
                new FractionalMaxPool2d(1.4, RegionOverlap.DISJOINT, IncrementDraw.RANDOM),
                pool,
                pool.offsets(RegionSharing.PER_CHANNEL),
                // Two draws: the second worker's second draw has to be in step with the first's.
                Layers.sequence(new GaussianNoise(0.1), pool, new Dropout(0.3)),
                Layers.sequence(
                        Layers.flatten(),
                        Layers.linear(16),
                        Layers.relu(),
                        new Dropout(0.5),
                        Layers.linear(8),
                        Layers.relu(),
                        new Dropout(0.5),
                        Layers.linear(3)));
    }

    private static List<Supplier<Context>> passes() {
        return List.of(
                () -> Context.training(SEED),
                () -> Context.testing(SEED),
                () -> Context.training(SEED).still().withNoise(),
                () -> Context.predicting(SEED).withNoise());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void shards_of_a_batch_get_the_random_numbers_of_the_whole_batch(Layer layer) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = Model.build(layer, IN, SEED, Device.CPU);
            Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, IN.batch(8));
            for (Supplier<Context> pass : passes()) {
                Tensor whole = net.apply(x, pass.get());
                for (int rank = 0; rank < 2; rank++) {
                    int first = rank == 0 ? 0 : 3;
                    int count = rank == 0 ? 3 : 5;
                    Context shard = pass.get().shard(rank, 2, first, 8);
                    Tensor part = net.apply(x.narrow(0, first, count), shard);
                    assertSame(part.toFloats(), whole.narrow(0, first, count).toFloats());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void so_do_shards_of_two_batches_in_one(Layer layer) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = Model.build(layer, IN, SEED, Device.CPU);
            Tensor real = RandomTensors.of(SEED.child("real")).normal(0, 1, IN.batch(5));
            Tensor fake = RandomTensors.of(SEED.child("fake")).normal(0, 1, IN.batch(5));
            Tensor whole = net.apply(Tensor.concat(0, real, fake), Context.training(SEED));
            for (int rank = 0; rank < 2; rank++) {
                int first = rank == 0 ? 0 : 2;
                int count = rank == 0 ? 2 : 3;
                Context shard = Context.training(SEED).shard(rank, 2, first, 5);
                shard.join(2);
                Tensor own =
                        Tensor.concat(
                                0, real.narrow(0, first, count), fake.narrow(0, first, count));
                Tensor wanted =
                        Tensor.concat(
                                0,
                                whole.narrow(0, first, count),
                                whole.narrow(0, 5 + first, count));
                assertSame(net.apply(own, shard).toFloats(), wanted.toFloats());
            }
        }
    }

    private static void assertSame(float[] came, float[] wanted) {
        assertThat(came).hasSameSizeAs(wanted);
        for (int i = 0; i < came.length; i++) {
            assertThat(came[i]).isCloseTo(wanted[i], within(1e-5f));
        }
    }

    @Test
    void without_a_shard_the_second_half_gets_the_numbers_of_the_first() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.full(1, dev.hearth.tensor.DType.FLOAT32, Device.CPU, 64, 4, 2, 2);
            Model net = Model.build(new Dropout(0.5), new Shape.Image(4, 2, 2), SEED, Device.CPU);
            float[] first = net.apply(x.narrow(0, 0, 32), Context.training(SEED)).toFloats();
            float[] second = net.apply(x.narrow(0, 32, 32), Context.training(SEED)).toFloats();
            assertThat(second).containsExactly(first);
            Context shard = Context.training(SEED).shard(1, 2, 32, 64);
            assertThat(net.apply(x.narrow(0, 32, 32), shard).toFloats()).isNotEqualTo(first);
            assertThat(shard.rank()).isEqualTo(1);
            assertThat(shard.workers()).isEqualTo(2);
            assertThat(shard.firstExample()).isEqualTo(32);
            assertThat(Context.training(SEED).workers()).isEqualTo(1);
        }
    }

    @Test
    void impossible_shards_and_batches_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Context.training(SEED).shard(2, 2, 0, 8))
                .withMessage(
                        "A shard needs 0 ≤ rank < workers and 0 ≤ firstExample < examples. Received:"
                                + " rank=2, workers=2, firstExample=0, examples=8. Count both from 0,"
                                + " and give no pass to a worker without examples.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Context.training(SEED).shard(0, 2, 8, 8));
        try (var scope = Scope.open()) {
            Model net = Model.build(new Dropout(0.5), IN, SEED, Device.CPU);
            Tensor x = RandomTensors.of(SEED).normal(0, 1, IN.batch(5));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> net.apply(x, Context.training(SEED).shard(1, 2, 4, 8)))
                    .withMessage(
                            "A shard that begins at example 4 of 8 needs at most 4 examples."
                                    + " Received: 5. Give the worker's own examples, or another"
                                    + " shard.");
        }
    }
}
