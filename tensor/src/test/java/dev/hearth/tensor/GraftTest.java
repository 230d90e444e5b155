package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With a kernel of another shape than its operand: the sum of squares of each row. */
class GraftTest {

    private static Tensor squares(Tensor x) {
        int columns = (int) x.size(1);
        float[] values = x.toFloats();
        float[] sums = new float[values.length / columns];
        for (int i = 0; i < values.length; i++) {
            sums[i / columns] += values[i] * values[i];
        }
        Tensor copy = x.detach();
        return Autograd.function(
                x, Tensor.of(sums, sums.length), g -> backward(copy, g, columns), copy);
    }

    private static Tensor backward(Tensor x, Tensor gradient, int columns) {
        float[] values = x.toFloats();
        float[] incoming = gradient.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * values[i] * incoming[i / columns];
        }
        return Tensor.of(values, x.shape());
    }

    /** The same of libtorch's operations. */
    private static Tensor twin(Tensor x) {
        return x.square().sum(Tensor.Keep.NOTHING, 1);
    }

    private static Tensor leaf() {
        return RandomTensors.of(new Seed(3)).normal(0, 1, 4, 5).requireGrad();
    }

    private interface Step {
        Tensor of(Tensor x);
    }

    private static float[] gradient(Step net) {
        Tensor x = leaf();
        net.of(x).sum().backward();
        return x.grad().orElseThrow().toFloats();
    }

    private static void agree(Step net, Step twin) {
        float[] expected = gradient(twin);
        float[] actual = gradient(net);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i])
                    .isCloseTo(expected[i], within(1e-5f * (1 + Math.abs(expected[i]))));
        }
        assertThat(Arrays.equals(expected, new float[expected.length])).isFalse();
    }

    @Test
    void a_grafted_kernel_stands_anywhere_in_the_record() {
        try (var scope = Scope.open()) {
            agree(GraftTest::squares, GraftTest::twin);
            agree(x -> squares(x.mul(3)).mul(x.sum()), x -> twin(x.mul(3)).mul(x.sum()));
            agree(
                    x -> squares(squares(x.tanh()).reshape(2, 2)).exp(),
                    x -> twin(twin(x.tanh()).reshape(2, 2)).exp());
        }
    }

    @Test
    void gradients_of_branches_add_up() {
        try (var scope = Scope.open()) {
            agree(
                    x -> {
                        Tensor h = x.mul(0.5);
                        Tensor y = squares(h);
                        return y.mul(y).add(y).add(h.sum(Tensor.Keep.NOTHING, 1)).add(squares(h));
                    },
                    x -> {
                        Tensor h = x.mul(0.5);
                        Tensor y = twin(h);
                        return y.mul(y).add(y).add(h.sum(Tensor.Keep.NOTHING, 1)).add(twin(h));
                    });
        }
    }

    /** Half of it, by hand. */
    private static Tensor graftedHalf(Tensor x) {
        return Autograd.function(x, x.detach().mul(0.5), g -> g.mul(0.5));
    }

    @Test
    void the_result_may_be_written_over() {
        try (var scope = Scope.open()) {
            agree(x -> graftedHalf(x).eluOver(1).mul(x), x -> x.mul(0.5).elu(1).mul(x));
            agree(x -> graftedHalf(x).reluOver().square(), x -> x.mul(0.5).relu().square());
        }
    }

    @Test
    void the_result_may_be_changed_unrecorded() {
        try (var scope = Scope.open()) {
            Tensor x = leaf();
            Tensor y = graftedHalf(x).mulInPlace(3);
            assertThat(y.toFloats()).containsExactly(x.mul(1.5).toFloats());
            y.sum().backward();
            assertThat(x.grad().orElseThrow().toFloats()).containsOnly(0.5f);
        }
    }

    @Test
    void an_operand_that_is_written_over_is_refused() {
        try (var scope = Scope.open()) {
            Tensor h = leaf().mul(2);
            Tensor y = graftedHalf(h);
            h.eluOver(1);
            assertThatThrownBy(() -> y.sum().backward())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("an operand that was written over since");
        }
    }

    @Test
    void a_leaf_takes_a_fresh_gradient_without_a_copy() {
        try (var scope = Scope.open()) {
            for (boolean channelsLast : new boolean[] {false, true}) {
                Tensor x = Tensor.ones(2, 3, 4, 4);
                Tensor leaf = (channelsLast ? x.channelsLast() : x).requireGrad();
                long[] made = {0};
                Tensor y =
                        Autograd.function(
                                leaf,
                                leaf.detach().mul(2),
                                g -> {
                                    Tensor by = g.mul(2);
                                    made[0] = by.raw().data_ptr().address();
                                    return by.permute(0, 2, 3, 1).permute(0, 3, 1, 2);
                                });
                y.mul(y).sum().backward();
                Tensor gradient = leaf.grad().orElseThrow();
                assertThat(gradient.raw().data_ptr().address()).isEqualTo(made[0]);
                assertThat(gradient.toFloats()).containsOnly(8);
            }
        }
    }

    @Test
    void a_pass_that_begins_at_a_graft_hands_on_its_gradient_as_it_is() {
        try (var scope = Scope.open()) {
            Tensor x = leaf();
            Tensor given = Tensor.full(2, 4, 5);
            for (int pass = 1; pass <= 2; pass++) {
                long[] seen = {0};
                Tensor y =
                        Autograd.function(
                                x,
                                x.detach(),
                                g -> {
                                    seen[0] = g.raw().data_ptr().address();
                                    return g.mul(3);
                                });
                y.backward(given);
                assertThat(seen[0]).isEqualTo(given.raw().data_ptr().address());
                assertThat(x.grad().orElseThrow().toFloats()).containsOnly(6 * pass);
                Tensor z = graftedHalf(x);
                assertThatThrownBy(() -> z.backward(Tensor.ones(3)))
                        .isInstanceOf(LibTorchException.class);
            }
            assertThat(given.toFloats()).containsOnly(2);
        }
    }

    /** Behind views alone, libtorch makes the gradient that it is given the leaf's own. */
    @Test
    void a_caller_s_gradient_stays_the_caller_s() {
        try (var scope = Scope.open()) {
            Tensor given = Tensor.ones(1, 2);
            Tensor w = Tensor.ones(2).requireGrad();
            Tensor v = Tensor.ones(2).requireGrad();
            for (int pass = 1; pass <= 4; pass++) {
                w.reshape(1, 2).backward(given);
                Autograd.function(v.reshape(1, 2), Tensor.ones(1, 2), g -> g).backward(given);
                assertThat(w.grad().orElseThrow().toFloats()).containsOnly(pass);
                assertThat(v.grad().orElseThrow().toFloats()).containsOnly(pass);
            }
            assertThat(given.toFloats()).containsOnly(1);
        }
    }

    @Test
    void a_gradient_that_somebody_holds_is_copied() {
        try (var scope = Scope.open()) {
            Tensor kept = Tensor.full(3, 4, 5);
            Tensor x = leaf();
            for (int pass = 1; pass <= 2; pass++) {
                Autograd.function(x, Tensor.ones(1), g -> kept.transpose(0, 1).transpose(0, 1))
                        .sum()
                        .backward();
                assertThat(x.grad().orElseThrow().toFloats()).containsOnly(3 * pass);
            }
            assertThat(kept.toFloats()).containsOnly(3);
        }
    }

    @Test
    void a_chain_of_residual_blocks_is_walked_right() {
        try (var scope = Scope.open()) {
            agree(
                    x -> {
                        Tensor h = x.mul(1.1);
                        for (int i = 0; i < 6; i++) {
                            Tensor before = h.tanh();
                            h = graftedHalf(h.add(before)).add(before).mul(h.sigmoid());
                        }
                        return h;
                    },
                    x -> {
                        Tensor h = x.mul(1.1);
                        for (int i = 0; i < 6; i++) {
                            Tensor before = h.tanh();
                            h = h.add(before).mul(0.5).add(before).mul(h.sigmoid());
                        }
                        return h;
                    });
        }
    }

    @Test
    void what_a_failed_pass_brought_is_no_part_of_the_next() {
        try (var scope = Scope.open()) {
            Tensor x = leaf();
            Tensor y = graftedHalf(x);
            Tensor z =
                    Autograd.function(
                            y,
                            y.detach(),
                            g -> {
                                throw new IllegalStateException("out of luck");
                            });
            Tensor both = y.sum().add(z.sum());
            assertThatThrownBy(both::backward).hasMessage("out of luck");
            graftedHalf(x).sum().backward();
            assertThat(x.grad().orElseThrow().toFloats()).containsOnly(0.5f);
        }
    }

    @Test
    void a_second_backward_pass_adds_up() {
        try (var scope = Scope.open()) {
            Tensor x = leaf();
            squares(x).sum().backward();
            float[] once = x.grad().orElseThrow().toFloats();
            squares(x).sum().backward();
            float[] twice = x.grad().orElseThrow().toFloats();
            for (int i = 0; i < once.length; i++) {
                assertThat(twice[i]).isEqualTo(2 * once[i]);
            }
        }
    }

    @Test
    void nothing_is_grafted_where_nothing_is_recorded() {
        try (var scope = Scope.open()) {
            assertThat(squares(Tensor.ones(2, 3)).wantsGrad()).isFalse();
            try (var quiet = NoGrad.open()) {
                assertThat(squares(leaf()).wantsGrad()).isFalse();
            }
            Tensor other = leaf().mul(2);
            assertThatThrownBy(() -> Autograd.function(leaf(), other, g -> g))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "Autograd.function needs a result without a history of its own. Received: one that"
                                    + " wants a gradient. Compute it under NoGrad.");
        }
    }

    @Test
    void a_kept_loss_takes_its_grafts_along() {
        try (var scope = Scope.open()) {
            Tensor x = leaf();
            Tensor loss;
            try (var inner = Scope.open()) {
                Tensor y = squares(x.mul(2));
                loss = inner.keep(y.sum());
            }
            System.gc();
            loss.backward();
            float[] expected = gradient(t -> twin(t.mul(2)));
            assertThat(x.grad().orElseThrow().toFloats()).containsExactly(expected);
        }
    }

    @Test
    void a_graft_leaves_nothing_behind() {
        try (var scope = Scope.open()) {
            Tensor x = leaf();
            int before = scope.size();
            for (int i = 0; i < 50; i++) {
                try (var turn = Scope.open()) {
                    squares(x).sum().backward();
                }
            }
            assertThat(scope.size()).isEqualTo(before);
        }
    }

    @Test
    void a_gradient_of_another_shape_is_refused() {
        try (var scope = Scope.open()) {
            for (Tensor wrong :
                    List.of(Tensor.ones(3), Tensor.full(1, DType.FLOAT64, Device.CPU, 4, 5))) {
                Tensor y = Autograd.function(leaf(), Tensor.ones(2), g -> wrong);
                assertThatThrownBy(() -> y.sum().backward())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(
                                "Autograd.function's body needs to return the operand's shape and type,"
                                        + " [4, 5] FLOAT32. Received: ")
                        .hasMessageContaining("Return the gradient by the operand.");
            }
        }
    }

    @Test
    void what_a_body_throws_comes_out_of_backward() {
        try (var scope = Scope.open()) {
            Tensor y =
                    Autograd.function(
                            leaf(),
                            Tensor.ones(2),
                            g -> {
                                throw new IllegalStateException("out of luck");
                            });
            assertThatThrownBy(() -> y.sum().backward())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("out of luck");
            // And the engine goes on.
            agree(GraftTest::squares, GraftTest::twin);
        }
    }

    @Test
    void double_precision_is_kept() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1e-12, 2}, 2).requireGrad();
            Tensor y =
                    Autograd.function(
                            x, Tensor.of(new double[] {1 + 1e-12}, 1), g -> g.expand(2).mul(1));
            assertThat(y.item()).isEqualTo(1 + 1e-12);
            y.mul(1 + 1e-13).sum().backward();
            assertThat(x.grad().orElseThrow().toDoubles()).containsExactly(1 + 1e-13, 1 + 1e-13);
        }
    }
}
