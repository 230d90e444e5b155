package dev.hearth.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A room in which tensors are born and die: try-with-resources, on one thread.
 *
 * <p>Every operation's result belongs to the innermost open scope of the thread and is freed when
 * that scope closes. {@link #keep} carries a tensor upstairs, into the scope around this one.
 * Tensors do not travel between threads: hand over arrays.
 *
 * <pre>{@code
 * try (var run = Scope.open()) {
 *     Tensor total = Tensor.zeros(10);
 *     try (var turn = Scope.open()) {
 *         Tensor half = total.mul(0.5);
 *         total = turn.keep(half.add(1));
 *     }                                  // half is gone, total lives on in run
 * }
 * }</pre>
 */
public final class Scope implements AutoCloseable {

    private static final ThreadLocal<Scope> INNERMOST = new ThreadLocal<>();

    private final Thread thread = Thread.currentThread();
    private final Scope around;
    private final ArrayList<Tensor> born = new ArrayList<>();
    private final ArrayList<GradientBoundary> cuts = new ArrayList<>(0);
    private boolean open = true;

    private Scope(Scope around) {
        this.around = around;
    }

    /**
     * Opens a scope inside the innermost one of this thread.
     *
     * @throws IllegalStateException on a virtual thread, between whose carriers libtorch would lose
     *     what is recorded
     */
    public static Scope open() {
        PlatformThread.require("A Scope");
        LibTorch.load();
        Scope scope = new Scope(INNERMOST.get());
        INNERMOST.set(scope);
        return scope;
    }

    static Scope current() {
        Scope scope = INNERMOST.get();
        if (scope == null) {
            throw new IllegalStateException(
                    Check.message(
                            "A tensor is born inside a Scope",
                            "none is open on thread " + Thread.currentThread().getName(),
                            "Write try (var scope = Scope.open()) { … } around this code"));
        }
        return scope;
    }

    void admit(Tensor tensor) {
        born.add(tensor);
    }

    void admit(GradientBoundary cut) {
        cuts.add(cut);
    }

    /** A backward pass, and those that go on from the cuts of all scopes that are open on this thread. */
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
        try {
            if (gradient.isEmpty() || !from.receives(gradient.get())) {
                walk(from, gradient, further == 0);
            }
            for (GradientBoundary cut : latestFirst) {
                further -= cut.goesOn() ? 1 : 0;
                cut.follow(further == 0);
            }
        } catch (RuntimeException | Error failure) {
            // What has come by is no part of the next pass.
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
        return Thread.currentThread() == thread;
    }

    String threadName() {
        return thread.getName();
    }

    /**
     * Carries a tensor upstairs: it lives on in the scope around this one.
     *
     * @param tensor born in this scope
     * @throws IllegalStateException if this is an outermost scope, is closed, or is not the one in
     *     which the tensor lives, or on another thread
     */
    public Tensor keep(Tensor tensor) {
        Objects.requireNonNull(tensor, "tensor");
        refuseOtherThreads("used");
        if (!open || around == null) {
            throw new IllegalStateException(
                    Check.message(
                            "keep carries a tensor into the scope around this one",
                            open ? "an outermost scope" : "a closed scope",
                            "Open a scope outside, before this one"));
        }
        if (tensor.scope() != this) {
            throw new IllegalStateException(
                    Check.message(
                            "keep takes a tensor that lives in this scope",
                            tensor.describe() + " of another scope",
                            "Call keep on the scope that it was born in"));
        }
        tensor.moveTo(around);
        around.admit(tensor);
        // A record that goes on living may come to a cut of this scope.
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
        for (Tensor tensor : born) {
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
        for (int i = born.size() - 1; i >= 0; i--) {
            Tensor tensor = born.get(i);
            if (tensor.scope() == this) {
                tensor.free();
            }
        }
        born.clear();
        cuts.clear();
    }
}
