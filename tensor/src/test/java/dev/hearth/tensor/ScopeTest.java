package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ScopeTest {

    /** What a body throws on a thread of its own. */
    private static Throwable elsewhere(Runnable body) throws InterruptedException {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread other = new Thread(() -> seen.set(catchThrowable(body::run)), "other");
        other.start();
        other.join();
        return seen.get();
    }

    @Test
    void each_tensor_belongs_to_the_innermost_scope() {
        try (var run = Scope.open()) {
            Tensor outer = Tensor.ones(1);
            try (var turn = Scope.open()) {
                Tensor inner = outer.add(1);
                assertThat(turn.size()).isEqualTo(1);
                assertThat(run.size()).isEqualTo(1);
                assertThat(inner.isAlive()).isTrue();
            }
            Tensor after = outer.add(2);
            assertThat(run.size()).isEqualTo(2);
            assertThat(after.item()).isEqualTo(3);
        }
    }

    @Test
    void a_tensor_is_kept_floor_by_floor() {
        try (var top = Scope.open()) {
            Tensor kept;
            try (var middle = Scope.open()) {
                try (var bottom = Scope.open()) {
                    kept = middle.keep(bottom.keep(Tensor.full(7, 2)));
                    assertThat(bottom.size()).isZero();
                    assertThat(middle.size()).isZero();
                    assertThat(top.size()).isEqualTo(1);
                }
            }
            assertThat(kept.toFloats()).containsExactly(7, 7);
        }
    }

    @Test
    void keep_refuses_what_it_cannot_carry() throws InterruptedException {
        try (var run = Scope.open()) {
            Tensor x = Tensor.ones(2);
            assertThatThrownBy(() -> run.keep(x))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "keep moves a tensor into the scope around this one. Received: an"
                                    + " outermost scope. Open a scope outside, before this one.");
            Scope turn = Scope.open();
            assertThatThrownBy(() -> turn.keep(x))
                    .hasMessage(
                            "keep takes a tensor that lives in this scope. Received: [2] FLOAT32 of"
                                    + " another scope. Call keep on the scope that it was made in.");
            assertThatThrownBy(() -> turn.keep(null)).isInstanceOf(NullPointerException.class);
            Tensor inner = Tensor.ones(1);
            assertThat(elsewhere(() -> turn.keep(inner)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("A Scope is used on the thread that opened it, ")
                    .hasMessageContaining("Received: other.");
            turn.close();
            assertThatThrownBy(() -> turn.keep(inner)).hasMessageContaining("a closed scope");
        }
    }

    @Test
    void a_scope_left_open_inside_closes_with_the_one_around() {
        Tensor lost;
        try (var run = Scope.open()) {
            Scope.open();
            Scope forgotten = Scope.open();
            lost = Tensor.ones(3);
            run.close();
            assertThat(lost.isAlive()).isFalse();
            forgotten.close();
        }
        assertThatThrownBy(() -> Tensor.ones(1)).hasMessageContaining("none is open on thread");
    }

    @Test
    void a_scope_closed_twice_does_not_close_the_one_around() {
        try (var run = Scope.open()) {
            Scope turn = Scope.open();
            turn.close();
            Tensor x = Tensor.ones(1);
            turn.close();
            assertThat(x.item()).isEqualTo(1);
        }
    }

    @Test
    void another_thread_may_not_close_a_scope() throws InterruptedException {
        try (var run = Scope.open()) {
            Tensor x = Tensor.ones(1);
            assertThat(elsewhere(run::close))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "A Scope is closed on the thread that opened it, "
                                    + Thread.currentThread().getName()
                                    + ". Received: other. Use try-with-resources, and hand arrays"
                                    + " between threads.");
            assertThat(x.item()).isEqualTo(1);
        }
    }

    @Test
    void an_exception_frees_what_was_made_before_it() {
        try (var run = Scope.open()) {
            AtomicReference<Tensor> made = new AtomicReference<>();
            assertThatThrownBy(
                            () -> {
                                try (var turn = Scope.open()) {
                                    made.set(Tensor.ones(2));
                                    made.get().matmul(Tensor.ones(3));
                                }
                            })
                    .isInstanceOf(LibTorchException.class);
            assertThat(made.get().isAlive()).isFalse();
            assertThat(Tensor.ones(1).item()).isEqualTo(1);
        }
    }

    @Test
    void a_view_and_a_graph_outlive_the_scope_of_what_they_were_made_of() {
        try (var run = Scope.open()) {
            Tensor w = Tensor.of(new float[] {2, 3}, 2).requireGrad();
            Tensor loss;
            Tensor view;
            try (var turn = Scope.open()) {
                Tensor square = w.mul(w);
                view = turn.keep(square.narrow(0, 1, 1));
                loss = turn.keep(square.sum());
            }
            assertThat(view.item()).isEqualTo(9);
            loss.backward();
            assertThat(w.grad().orElseThrow().toFloats()).containsExactly(4, 6);
        }
    }

    @Test
    void nothing_is_recorded_while_a_no_grad_is_open_however_deep() {
        try (var run = Scope.open()) {
            Tensor w = Tensor.ones(1).requireGrad();
            try (var quiet = NoGrad.open()) {
                try (var quieter = NoGrad.open()) {
                    assertThat(w.mul(2).wantsGrad()).isFalse();
                }
                assertThat(w.mul(2).wantsGrad()).isFalse();
                w.addInPlace(1);
                assertThat(w.mul(2).wantsGrad()).isFalse();
            }
            assertThat(w.mul(2).wantsGrad()).isTrue();
        }
    }

    @Test
    void a_no_grad_left_open_inside_ends_with_the_one_around() {
        try (var run = Scope.open()) {
            Tensor w = Tensor.ones(1).requireGrad();
            NoGrad outer = NoGrad.open();
            NoGrad forgotten = NoGrad.open();
            outer.close();
            assertThat(w.mul(2).wantsGrad()).isTrue();
            forgotten.close();
            outer.close();
            assertThat(w.mul(2).wantsGrad()).isTrue();
        }
    }

    @Test
    void a_no_grad_is_of_one_thread() throws InterruptedException {
        try (var quiet = NoGrad.open()) {
            AtomicReference<Boolean> recorded = new AtomicReference<>();
            assertThat(
                            elsewhere(
                                    () -> {
                                        try (var own = Scope.open()) {
                                            Tensor w = Tensor.ones(1).requireGrad();
                                            recorded.set(w.mul(2).wantsGrad());
                                        }
                                    }))
                    .isNull();
            assertThat(recorded.get()).isTrue();
            assertThat(elsewhere(quiet::close))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("NoGrad is closed on the thread that opened it")
                    .hasMessageContaining("Received: other.");
        }
    }

    @Test
    void a_refused_change_in_place_leaves_recording_on() {
        try (var run = Scope.open()) {
            Tensor w = Tensor.ones(2).requireGrad();
            assertThatThrownBy(() -> w.addInPlace(Tensor.ones(3), 1))
                    .isInstanceOf(LibTorchException.class);
            assertThat(w.mul(2).wantsGrad()).isTrue();
        }
    }
}
