package dev.hearth.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The owner of tensors' memory, opened by try-with-resources on one thread.
 *
 * <p>Every operation's result belongs to the innermost open scope of the thread and is freed when
 * that scope closes. {@link #keep} moves a tensor into the scope around this one. A tensor stays on its
 * thread: pass arrays between threads.
 *
 * <pre>{@code
 * try (var run = Scope.open()) {
 *     Tensor total = Tensor.zeros(10);
 *     try (var inner = Scope.open()) {
 *         Tensor half = total.mul(0.5);
 *         total = inner.keep(half.add(1));
 *     }                                  // half is gone, total lives on in run
 * }
 * }</pre>
 */
public final class Scope implements AutoCloseable {

    private static final ThreadLocal<Scope> INNERMOST = new ThreadLocal<>();

    /** Null where any thread may use its tensors. */
    private final Thread thread;

    private final Scope around;
    private final ArrayList<Tensor> tensors = new ArrayList<>();
    private final ArrayList<GradientBoundary> cuts = new ArrayList<>(0);
    private final ArrayList<Scope> shared = new ArrayList<>(0);
    private boolean open = true;

    private Scope(Scope around, Thread thread) {
        this.around = around;
        this.thread = thread;
    }

    /**
     * Opens a scope inside the innermost one of this thread; close it on the same thread.
     *
     * @throws IllegalStateException on a virtual thread, between whose carriers libtorch would lose
     *     what is recorded
     */
    public static Scope open() {
        PlatformThread.require("A Scope");
        LibTorch.load();
        Scope scope = new Scope(INNERMOST.get(), Thread.currentThread());
        INNERMOST.set(scope);
        return scope;
    }

    static Scope current() {
        Scope scope = INNERMOST.get();
        if (scope == null) {
            throw new IllegalStateException(
                    Check.message(
                            "A tensor is made inside a Scope",
                            "none is open on thread " + Thread.currentThread().getName(),
                            "Write try (var scope = Scope.open()) { … } around this code"));
        }
        return scope;
    }

    /**
     * A scope that is never the innermost one, whose tensors any thread may use, one at a time; it closes with
     * the innermost scope of this thread.
     */
    static Scope shared() {
        Scope innermost = current();
        Scope made = new Scope(innermost, null);
        innermost.shared.add(made);
        return made;
    }

    void admit(Tensor tensor) {
        tensors.add(tensor);
    }

    void admit(GradientBoundary cut) {
        cuts.add(cut);
    }

    /** A backward pass, continued at the gradient boundaries of all open scopes of this thread. */
    static void backward(Tensor from, Optional<Tensor> gradient) {
        List<GradientBoundary> latestFirst = new ArrayList<>();
        int further = 0;
        for (Scope scope = INNERMOST.get(); scope != null; scope = scope.around) {
            for (int i = scope.cuts.size() - 1; i >= 0; i--) {
                GradientBoundary cut = scope.cuts.get(i);
                latestFirst.add(cut);
                further += cut.goesOn() ? 1 : 0;
            }
        }
        try (LongCall call = LongCall.begin()) {
            if (gradient.isEmpty() || !from.receives(gradient.get())) {
                walk(from, gradient, further == 0);
            }
            for (GradientBoundary cut : latestFirst) {
                further -= cut.goesOn() ? 1 : 0;
                cut.follow(further == 0);
            }
        } catch (RuntimeException | Error failure) {
            // Gradients that have reached a boundary are no part of the next pass.
            latestFirst.forEach(GradientBoundary::forget);
            throw failure;
        }
    }

    /** libtorch may make a gradient that it is given a leaf's own, so the caller's is not given. */
    private static void walk(Tensor from, Optional<Tensor> gradient, boolean isLast) {
        try (Scope turn = open()) {
            GradientBoundary.walk(from, gradient.map(Tensor::copy), isLast);
        }
    }

    boolean isOfThisThread() {
        return thread == null || Thread.currentThread() == thread;
    }

    String threadName() {
        return thread == null ? "any" : thread.getName();
    }

    /**
     * Moves a tensor of this scope into the scope around it.
     *
     * @throws IllegalStateException if this is an outermost scope, is closed, or is not the one in
     *     which the tensor lives, or on another thread
     */
    public Tensor keep(Tensor tensor) {
        Objects.requireNonNull(tensor, "tensor");
        refuseOtherThreads("used");
        if (!open || around == null) {
            throw new IllegalStateException(
                    Check.message(
                            "keep moves a tensor into the scope around this one",
                            open ? "an outermost scope" : "a closed scope",
                            "Open a scope outside, before this one"));
        }
        if (tensor.scope() != this) {
            throw new IllegalStateException(
                    Check.message(
                            "keep takes a tensor that lives in this scope",
                            tensor.describe() + " of another scope",
                            "Call keep on the scope that it was made in"));
        }
        tensor.moveTo(around);
        around.admit(tensor);
        // The record of a tensor that is kept may lead to a gradient boundary of this scope.
        if (!cuts.isEmpty() && tensor.wantsGrad()) {
            for (GradientBoundary cut : cuts) {
                cut.moveTo(this, around);
                around.admit(cut);
            }
            cuts.clear();
        }
        return tensor;
    }

    /** How many tensors live in this scope, not counting scopes inside: for leak tests. */
    public int size() {
        int count = 0;
        for (Tensor tensor : tensors) {
            if (tensor.scope() == this) {
                count++;
            }
        }
        return count;
    }

    /**
     * Frees every tensor that lives here, and closes scopes left open inside. A second call does
     * nothing.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        refuseOtherThreads("closed");
        Scope inner = INNERMOST.get();
        while (inner != this) {
            inner.free();
            inner = inner.around;
        }
        free();
        if (around == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(around);
        }
    }

    private void refuseOtherThreads(String done) {
        if (!isOfThisThread()) {
            throw new IllegalStateException(
                    Check.message(
                            "A Scope is " + done + " on the thread that opened it, " + threadName(),
                            Thread.currentThread().getName(),
                            "Use try-with-resources, and hand arrays between threads"));
        }
    }

    private void free() {
        open = false;
        for (int i = tensors.size() - 1; i >= 0; i--) {
            Tensor tensor = tensors.get(i);
            if (tensor.scope() == this) {
                tensor.free();
            }
        }
        tensors.clear();
        cuts.clear();
        shared.forEach(Scope::free);
        shared.clear();
    }
}
