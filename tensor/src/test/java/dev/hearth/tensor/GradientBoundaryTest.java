package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientBoundaryTest {

    /** y = 3x, its gradient by hand. */
    private static Tensor tripled(Tensor x, Tensor sum) {
        Tensor y;
        try (var quiet = NoGrad.open()) {
            y = x.mul(3);
        }
        return Autograd.boundary(y, gradient -> sum.addInPlace(gradient, 3), y);
    }

    @Test
    void what_comes_back_to_a_cut_is_handed_on() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2}, 2);
            Tensor sum = Tensor.zeros(2);
            Tensor y = tripled(x, sum);
            assertThat(y.toFloats()).containsExactly(3, 6);
            y.mul(y).sum().backward();
            assertThat(sum.toFloats()).containsExactly(18, 36);
        }
    }

    @Test
    void each_backward_pass_hands_on_its_own_gradient_once() {
        try (var scope = Scope.open()) {
            Tensor sum = Tensor.zeros(1);
            Tensor y = tripled(Tensor.ones(1), sum);
            y.mul(2).sum().backward();
            assertThat(sum.toFloats()).containsExactly(6);
            y.mul(5).sum().backward();
            assertThat(sum.toFloats()).containsExactly(21);
        }
    }

    @Test
    void a_pass_that_does_not_come_by_leaves_a_cut_alone() {
        try (var scope = Scope.open()) {
            List<Tensor> told = new ArrayList<>();
            Autograd.boundary(Tensor.ones(1), told::add);
            Tensor w = Tensor.ones(1).requireGrad();
            w.mul(2).sum().backward();
            assertThat(told).isEmpty();
            assertThat(w.grad().orElseThrow().toFloats()).containsExactly(2);
        }
    }

    @Test
    void a_kept_loss_takes_its_cuts_along() {
        try (var scope = Scope.open()) {
            Tensor sum = Tensor.zeros(1);
            Tensor loss;
            try (var inner = Scope.open()) {
                Tensor x = Tensor.ones(1);
                Tensor saved = x.mul(7);
                Tensor y =
                        Autograd.boundary(
                                x, gradient -> sum.addInPlace(gradient.mul(saved), 1), saved);
                loss = inner.keep(y.mul(2).sum());
            }
            loss.backward();
            assertThat(sum.toFloats()).containsExactly(14);
        }
    }

    @Test
    void a_cut_leaves_nothing_behind() {
        try (var scope = Scope.open()) {
            Tensor sum = Tensor.zeros(1);
            int before = scope.size();
            for (int i = 0; i < 3; i++) {
                try (var turn = Scope.open()) {
                    tripled(Tensor.ones(1), sum).sum().backward();
                }
            }
            assertThat(scope.size()).isEqualTo(before);
            Tensor.ones(1).requireGrad().sum().backward();
            assertThat(sum.toFloats()).containsExactly(9);
        }
    }

    /** How often a backward pass comes by a tensor in libtorch's record. */
    private static int[] visits(Tensor of) {
        int[] count = {0};
        of.raw()
                .register_hook(
                        new org.bytedeco.pytorch.VoidTensorHook() {
                            @Override
                            public void call(org.bytedeco.pytorch.TensorBase gradient) {
                                count[0]++;
                            }
                        });
        return count;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_branch_point_lets_what_lies_before_it_be_walked_once(boolean meets) {
        try (var scope = Scope.open()) {
            Tensor w = Tensor.of(new float[] {1, -2}, 2).requireGrad();
            Tensor before = w.mul(5);
            int[] visits = visits(before);
            Tensor x = meets ? Autograd.branchPoint(before.mul(1)) : before.mul(1);
            for (int block = 0; block < 3; block++) {
                Tensor both = meets ? Autograd.branchPoint(x) : x;
                Tensor squared = both.detach().square();
                x = both.add(Autograd.function(both, squared, g -> g.mul(both).mul(2), both));
            }
            x.sum().backward();
            // x + x², three times, from 5w.
            float[] wanted = new float[2];
            for (int i = 0; i < 2; i++) {
                double y = i == 0 ? 5 : -10;
                double slope = 5;
                for (int block = 0; block < 3; block++) {
                    slope *= 1 + 2 * y;
                    y += y * y;
                }
                wanted[i] = (float) slope;
            }
            assertThat(w.grad().orElseThrow().toFloats()).containsExactly(wanted);
            assertThat(visits[0]).isEqualTo(meets ? 1 : 4);
        }
    }

    @Test
    void a_branch_point_is_the_tensor_itself_where_it_could_add_nothing() {
        try (var scope = Scope.open()) {
            Tensor leaf = Tensor.ones(2).requireGrad();
            assertThat(Autograd.branchPoint(leaf)).isSameAs(leaf);
            Tensor plain = Tensor.ones(2).mul(2);
            assertThat(Autograd.branchPoint(plain)).isSameAs(plain);
        }
    }
}
