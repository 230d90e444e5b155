package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.OwnsResult;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorchException;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FusedForwardsTest {

    private static final Shape IN = new Shape.Image(2, 9, 8);
    private static final Seed SEED = new Seed(11);
    private static final Layer CONV = Layers.conv(4, 3);
    private static final Layer POOL = new MaxPool2d(2, 2);

    static Stream<Layer> nets() {
        return Stream.of(
                Layers.sequence(CONV, new Relu(), POOL),
                Layers.sequence(CONV, new Elu(0.5), POOL, CONV, new Elu(), new MaxPool2d(3, 1)),
                Layers.sequence(CONV, new LeakyRelu(0.2), new Elu(), POOL, POOL),
                Layers.sequence(new Relu(), POOL, CONV, new LeakyRelu()),
                Layers.sequence(CONV, new BatchNorm(), new Relu(), POOL, CONV, new Tanh(), POOL),
                Layers.sequence(
                        CONV,
                        new LeakyRelu(0.3),
                        Layers.fractionalMaxPool(
                                1.4, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM)),
                Layers.sequence(
                        CONV,
                        Layers.residual(0.17, Layers.sequence(CONV, new Relu(), CONV)),
                        new Relu(),
                        Layers.concat(CONV, Layers.sequence(new Relu(), CONV)),
                        new Elu(),
                        CONV),
                Layers.sequence(CONV, new Elu(), POOL, new Flatten(), new Linear(5)));
    }

    private record Outcome(float[] result, float[] gradients) {

        static Outcome of(Layer layer, Context pass) {
            try (var scope = Scope.open()) {
                Model net = Model.build(layer, IN, SEED, Device.CPU);
                Tensor y = net.apply(input(), pass);
                y.square().sum().backward();
                return new Outcome(y.toFloats(), net.parameters().gradients().toFloats());
            }
        }
    }

    private static Tensor input() {
        return RandomTensors.of(SEED.child("x")).normal(0, 1, 3, 2, 9, 8);
    }

    @ParameterizedTest
    @MethodSource("nets")
    void joined_machines_give_the_same_bits_and_gradients_as_one_by_one(Layer layer) {
        Outcome apart = Outcome.of(layer, Context.training(SEED).observedBy((tap, x) -> {}));
        Outcome joined = Outcome.of(layer, Context.training(SEED));
        assertThat(joined.result()).isEqualTo(apart.result());
        float size = 0;
        for (float value : apart.gradients()) {
            size = Math.max(size, Math.abs(value));
        }
        assertThat(size).isPositive();
        for (int i = 0; i < apart.gradients().length; i++) {
            assertThat(joined.gradients()[i]).isCloseTo(apart.gradients()[i], within(1e-5f * size));
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void testing_passes_agree_too(Layer layer) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = Model.build(layer, IN, SEED, Device.CPU);
            float[] apart =
                    net.apply(input(), Context.testing(SEED).observedBy((tap, x) -> {})).toFloats();
            assertThat(net.apply(input(), Context.testing(SEED)).toFloats()).isEqualTo(apart);
        }
    }

    private static Forward built(Layer layer) {
        return layer.build(IN, Model.build(layer, IN, SEED, Device.CPU).parameters());
    }

    @Test
    void an_activation_goes_behind_the_pools_that_follow_it() {
        try (var scope = Scope.open()) {
            Forward relu = built(new Relu());
            Forward pool = built(POOL);
            Forward other = (x, pass) -> x;
            List<Forward> row = FusedForwards.joined(List.of(relu, pool, pool, other));
            assertThat(row.subList(0, 2)).containsExactly(pool, pool);
            assertThat(row.get(3)).isSameAs(other);
        }
    }

    @Test
    void an_activation_is_written_over_what_nobody_reads_again_and_only_there() {
        try (var scope = Scope.open()) {
            Tensor given = Tensor.of(new float[] {-1, 2}, 1, 2);
            Forward relu = built(new Relu());
            Forward fresh = (OwnsResult) (x, pass) -> given;
            Forward plain = (x, pass) -> given;
            Context pass = Context.testing(SEED);
            Forward apart = FusedForwards.joined(List.of(plain, relu)).get(1);
            assertThat(apart.apply(given, pass).toFloats()).containsExactly(0, 2);
            assertThat(given.toFloats()).containsExactly(-1, 2);
            Forward over = FusedForwards.joined(List.of(fresh, relu)).get(1);
            assertThat(over.apply(given, pass)).isSameAs(given);
            assertThat(given.toFloats()).containsExactly(0, 2);
        }
    }

    /** Written over its argument, libtorch's ELU has no derivative below −6.3 in 16 bits. */
    @Test
    void elu_keeps_its_derivative_far_below_zero_in_16_bits() {
        try (var scope = Scope.open()) {
            Forward fresh = (OwnsResult) (x, pass) -> x.mul(1);
            Forward elu = built(new Elu());
            Tensor x = Tensor.full(-7, DType.BFLOAT16, Device.CPU, 3, 2, 9, 8).requireGrad();
            Tensor y = x;
            for (Forward each : FusedForwards.joined(List.of(fresh, elu))) {
                y = each.apply(y, Context.testing(SEED));
            }
            y.sum().backward();
            for (float derivative : x.grad().orElseThrow().to(DType.FLOAT32).toFloats()) {
                assertThat((double) derivative).isCloseTo(Math.exp(-7), withinPercentage(0.5));
            }
        }
    }

    @Test
    void what_a_backward_pass_still_needs_is_not_lost_silently() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {-1, 2}, 2).requireGrad();
            Tensor y = x.tanh();
            Tensor sum = y.reluOver().sum();
            assertThatThrownBy(sum::backward)
                    .isInstanceOf(LibTorchException.class)
                    .hasMessageContaining("modified by an inplace operation");
        }
    }

    @Test
    void an_activation_behind_taps_alone_is_the_activation() {
        Layer tapped = Layers.sequence(Layers.sequence(Layers.tap("t")), Layers.relu());
        try (var scope = Scope.open()) {
            Model net = Model.build(tapped, IN, SEED, Device.CPU);
            float[] wanted =
                    Model.build(Layers.relu(), IN, SEED, Device.CPU)
                            .apply(input(), Context.testing(SEED))
                            .toFloats();
            List<String> seen = new ArrayList<>();
            Context observed = Context.testing(SEED).observedBy((tap, x) -> seen.add(tap));
            for (Context pass : List.of(Context.testing(SEED), observed)) {
                assertThat(net.apply(input(), pass).toFloats()).isEqualTo(wanted);
            }
            assertThat(seen).containsExactly("t");
        }
    }
}
