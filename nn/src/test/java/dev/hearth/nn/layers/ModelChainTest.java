package dev.hearth.nn.layers;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Precision;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelChainTest {

    private static final Seed SEED = new Seed(5);
    private static final Shape IN = new Shape.Image(2, 8, 8);

    /** Draws one number for the whole batch, when testing too. */
    record Jitter() implements Layer {
        @Override
        public Shape out(Shape in) {
            return in;
        }

        @Override
        public Complexity cost(Shape in) {
            return Complexity.NONE;
        }

        @Override
        public Forward build(Shape in, Parameters home) {
            return (x, pass) -> x.mul(1 + pass.random().nextDouble());
        }
    }

    private static Model net(Layer layer) {
        return Model.build(layer, IN, SEED, Device.CPU);
    }

    private static Tensor images() {
        return RandomTensors.of(SEED.child("images")).normal(0, 1, IN.batch(3));
    }

    private static Layer mixed() {
        return sequence(
                named("stem", sequence(conv(3, 3), new BatchNorm(), relu())),
                dropout(0.3),
                repeat(2, conv(3, 3)),
                new Jitter(),
                sequence(maxPool(2, 2), flatten()),
                linear(4));
    }

    @ParameterizedTest
    @EnumSource
    void a_chain_gives_what_its_net_gives_bit_for_bit_at_every_cut(Precision precision) {
        try (var run = Scope.open()) {
            Model net = net(mixed()).computingIn(precision);
            ModelChain chain = ModelChain.of(net);
            assertThat(chain.length()).isEqualTo(10);
            float[] whole = net.apply(images(), Context.testing(SEED)).toFloats();
            for (int cut = 0; cut <= chain.length(); cut++) {
                Context pass = Context.testing(SEED);
                Tensor kept = chain.apply(0, cut, images(), pass);
                Tensor end =
                        cut == 0
                                ? chain.apply(0, chain.length(), kept, pass)
                                : chain.apply(cut, chain.length(), kept, pass);
                assertThat(end.toFloats()).as("cut at %d", cut).isEqualTo(whole);
            }
        }
    }

    @Test
    void a_part_of_a_net_hands_on_what_it_computes_in() {
        try (var run = Scope.open()) {
            ModelChain chain = ModelChain.of(net(mixed()).computingIn(Precision.BFLOAT16));
            Context pass = Context.testing(SEED);
            assertThat(chain.apply(0, 1, images(), pass).dtype()).isEqualTo(DType.BFLOAT16);
            assertThat(chain.apply(0, chain.length(), images(), pass).dtype())
                    .isEqualTo(DType.FLOAT32);
            assertThat(pass.precision()).isEqualTo(Precision.FLOAT32);
        }
    }

    @Test
    void the_links_before_the_first_draw_are_found_by_looking() {
        try (var run = Scope.open()) {
            // Three links of the stem, dropout (still when testing), two convolutions.
            assertThat(ModelChain.of(net(mixed())).undrawn(images())).isEqualTo(6);
            assertThat(ModelChain.of(net(new Jitter())).undrawn(images())).isZero();
            assertThat(ModelChain.of(net(sequence(flatten(), linear(3)))).undrawn(images()))
                    .isEqualTo(2);
        }
    }

    @Test
    void a_chain_sees_what_its_net_learns_later_and_leaves_its_numbers_alone() {
        try (var run = Scope.open()) {
            Model net = net(mixed());
            float[] before = net.parameters().values().toFloats();
            ModelChain chain = ModelChain.of(net);
            assertThat(net.parameters().values().toFloats()).isEqualTo(before);
            net.parameters().values().mulInPlace(0.5);
            assertThat(chain.apply(0, chain.length(), images(), Context.testing(SEED)).toFloats())
                    .isEqualTo(net.apply(images(), Context.testing(SEED)).toFloats());
        }
    }

    @Test
    void a_batch_of_another_shape_is_refused() {
        try (var run = Scope.open()) {
            ModelChain chain = ModelChain.of(net(mixed()));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> chain.undrawn(Tensor.zeros(3, 2, 8, 7)))
                    .withMessageContaining("This net needs a batch of 2×8×8. Received: ")
                    .withMessageEndingWith("Reshape the batch, or build the net for that shape.");
        }
    }
}
