package dev.hearth.nn;

import dev.hearth.tensor.Chance;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * The circumstances of one pass through a net: its phase, its randomness, and whoever looks on.
 *
 * <p>Made anew for each pass, on one thread. What is drawn depends on the seed and on the order of
 * the layers, and on nothing else.
 *
 * <pre>{@code
 * Tensor logits = forward.apply(images, Pass.training(seed.child("pass").child(step)));
 * }</pre>
 */
public final class Pass {

    private static final BiConsumer<String, Tensor> NOBODY = (name, x) -> {};

    private final Phase phase;
    private final Seed seed;
    private final BiConsumer<String, Tensor> observer;
    private Chance chance;
    private RandomStream random;

    private Pass(Phase phase, Seed seed, BiConsumer<String, Tensor> observer) {
        this.phase = phase;
        this.seed = Objects.requireNonNull(seed, "seed");
        this.observer = Objects.requireNonNull(observer, "observer");
    }

    /**
     * A pass for learning.
     *
     * @param seed of this pass
     * @return fresh
     */
    public static Pass training(Seed seed) {
        return new Pass(Phase.TRAINING, seed, NOBODY);
    }

    /**
     * A pass for measuring or use.
     *
     * @param seed of this pass; some layers draw when testing too
     * @return fresh
     */
    public static Pass testing(Seed seed) {
        return new Pass(Phase.TESTING, seed, NOBODY);
    }

    /**
     * A pass for data-dependent initialisation.
     *
     * @param seed of this pass
     * @return fresh
     */
    public static Pass initializing(Seed seed) {
        return new Pass(Phase.INITIALIZING, seed, NOBODY);
    }

    /**
     * The same circumstances with somebody who looks on where a {@link Tap} stands.
     *
     * @param observer told the tap's name and what flows there; it must not keep the tensor
     * @return fresh
     */
    public Pass observedBy(BiConsumer<String, Tensor> observer) {
        return new Pass(phase, seed, observer);
    }

    /**
     * The same circumstances for a part of the net that does not learn.
     *
     * @return fresh, in {@link Phase#TESTING}, with chance of its own
     */
    public Pass still() {
        return new Pass(Phase.TESTING, seed.child("still"), observer);
    }

    /**
     * What the pass is for.
     *
     * @return its phase
     */
    public Phase phase() {
        return phase;
    }

    /**
     * Whether this is a pass for learning.
     *
     * @return true in {@link Phase#TRAINING}
     */
    public boolean isTraining() {
        return phase == Phase.TRAINING;
    }

    /**
     * Random tensors of this pass.
     *
     * @return always the same source, going on
     */
    public Chance chance() {
        if (chance == null) {
            chance = Chance.of(seed.child("tensors"));
        }
        return chance;
    }

    /**
     * Random numbers of this pass, in Java.
     *
     * @return always the same stream, going on
     */
    public RandomStream random() {
        if (random == null) {
            random = seed.child("numbers").stream();
        }
        return random;
    }

    /**
     * Whether somebody looks on at the taps.
     *
     * @return true after {@link #observedBy}
     */
    public boolean isObserved() {
        return observer != NOBODY;
    }

    void observe(String name, Tensor x) {
        observer.accept(name, x);
    }
}
