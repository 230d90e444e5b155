package dev.hearth.nn;

import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The circumstances of one pass through a net: its phase, its randomness, and whoever looks on.
 *
 * <p>Made anew for each pass, on one thread. What is drawn depends on the seed and on the order of
 * the layers, and on nothing else. Each example of a batch has draws of its own, by its place, except in a
 * {@link #predicting} pass.
 *
 * <pre>{@code
 * Tensor logits = forward.apply(images, Context.training(seed.child("pass").child(step)));
 * }</pre>
 */
public final class Context {

    private static final BiConsumer<String, Tensor> NOBODY = (name, x) -> {};

    private final Phase phase;
    private final Seed seed;
    private final BiConsumer<String, Tensor> observer;
    private final boolean noisy;
    private final boolean shared;
    private final Map<Object, Once> computed = new IdentityHashMap<>(0);
    private RandomTensors chance;
    private Tensor spared;
    private long sparedExamples;
    private RandomStream random;

    /** Something computed for the whole pass, and the state of what it was computed from. */
    private record Once(Tensor value, long version) {}

    private Context(
            Phase phase,
            boolean noisy,
            boolean shared,
            Seed seed,
            BiConsumer<String, Tensor> observer) {
        this.phase = phase;
        this.noisy = noisy;
        this.shared = shared;
        this.seed = Objects.requireNonNull(seed, "seed");
        this.observer = Objects.requireNonNull(observer, "observer");
    }

    /**
     * A pass for learning.
     *
     * @param seed of this pass
     * @return fresh
     */
    public static Context training(Seed seed) {
        return new Context(Phase.TRAINING, true, false, seed, NOBODY);
    }

    /**
     * A pass for measuring. Some layers draw when testing too (fractional max-pooling, a variational
     * autoencoder's code), for each example by its place in the batch.
     *
     * @param seed of this pass
     * @return fresh
     */
    public static Context testing(Seed seed) {
        return new Context(Phase.TESTING, false, false, seed, NOBODY);
    }

    /**
     * A pass for use: as {@link #testing}, but all examples share each draw, so that what an example
     * gets depends on the seed and on nothing else in the batch, up to the last bits, for which some of
     * libtorch's kernels look at a number's place. Passes of several seeds, averaged, are
     * an ensemble of so many fixed nets (Graham 2014, §3).
     *
     * <pre>{@code
     * Tensor alone = net.apply(images.narrow(0, 2, 1), Context.predicting(seed));
     * Tensor third = net.apply(images, Context.predicting(seed)).narrow(0, 2, 1);    // the same answer
     * }</pre>
     *
     * @param seed of the draws
     * @return fresh
     */
    public static Context predicting(Seed seed) {
        return new Context(Phase.TESTING, false, true, seed, NOBODY);
    }

    /**
     * A pass for data-dependent initialisation: each weighted sum in turn sets its weights and biases
     * so that over this batch its units have mean 0 and variance 1 (Salimans and Kingma 2016, §3).
     * Dropout and noise are still, unless {@link #withNoise} says otherwise.
     *
     * @param seed of this pass
     * @return fresh
     */
    public static Context initializing(Seed seed) {
        return new Context(Phase.INITIALIZING, false, false, seed, NOBODY);
    }

    /**
     * The same circumstances with somebody who looks on where a {@link dev.hearth.nn.layers.Tap} stands.
     *
     * @param observer told the tap's name and what flows there; it must not keep the tensor
     * @return fresh
     */
    public Context observedBy(BiConsumer<String, Tensor> observer) {
        return new Context(phase, noisy, shared, seed, observer);
    }

    /**
     * The same circumstances with dropout and noise at work: initialising as weight normalisation's
     * published code does, or testing as a draw from an ensemble.
     *
     * @return fresh
     */
    public Context withNoise() {
        return new Context(phase, true, shared, seed, observer);
    }

    /**
     * The same circumstances for a part of the net that does not learn.
     *
     * @return fresh, in {@link Phase#TESTING}, with chance of its own
     */
    public Context still() {
        return new Context(Phase.TESTING, false, shared, seed.child("still"), observer);
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
     * Whether dropout drops and noise is added.
     *
     * @return true in {@link Phase#TRAINING} and after {@link #withNoise}
     */
    public boolean isNoisy() {
        return noisy;
    }

    /**
     * How many draws a batch needs: one for each example, or one for all.
     *
     * @param examples of the batch
     * @return {@code examples}, or 1 in a {@link #predicting} pass
     */
    public long draws(long examples) {
        return shared ? Math.min(1, examples) : examples;
    }

    /**
     * The extents of a draw for each number of a batch.
     *
     * @param x [examples × …]
     * @return x's, with {@link #draws} examples; broadcast over x
     */
    public long[] draws(Tensor x) {
        long[] extents = x.shape();
        extents[0] = draws(extents[0]);
        return extents;
    }

    /**
     * What is computed once a pass however often it is asked for, such as a weight that recurrent
     * steps share. It is computed again when its scope has closed, when what it is computed from has
     * changed, and when gradients are recorded now and were not then, or the other way round.
     *
     * @param key whose it is, by identity
     * @param version changes with what it is computed from
     * @param computation what to do
     * @return its value
     */
    public Tensor once(Object key, long version, Supplier<Tensor> computation) {
        Once before = computed.get(key);
        if (before != null
                && before.version() == version
                && before.value().isAlive()
                && before.value().wantsGrad() == NoGrad.isRecording()) {
            return before.value();
        }
        Tensor value = computation.get();
        computed.put(key, new Once(value, version));
        return value;
    }

    /**
     * Says of an input that nobody will ask for the gradient by its first examples, so that a part of
     * the net that can save this work may leave it zero. Parameters learn from all examples.
     *
     * <pre>{@code
     * Tensor both = Tensor.concat(0, images, pictures);
     * pass.spare(both, images.size(0));
     * Tensor answers = net.apply(both, pass);
     * }</pre>
     *
     * @param input the tensor itself
     * @param examples how many of its first
     */
    public void spare(Tensor input, long examples) {
        spared = input;
        sparedExamples = examples;
    }

    /**
     * By how many first examples of an input nobody will ask for the gradient.
     *
     * @param input the tensor itself
     * @return 0 unless {@link #spare} was told of it
     */
    public long spared(Tensor input) {
        return spared == input ? sparedExamples : 0;
    }

    /**
     * Random tensors of this pass.
     *
     * @return always the same source, going on
     */
    public RandomTensors chance() {
        if (chance == null) {
            chance = RandomTensors.of(seed.child("tensors"));
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
     * Whether a layer has asked for randomness so far.
     *
     * @return true after the first {@link #chance} or {@link #random}
     */
    public boolean hasDrawn() {
        return chance != null || random != null;
    }

    /**
     * Whether somebody looks on at the taps.
     *
     * @return true after {@link #observedBy}
     */
    public boolean isObserved() {
        return observer != NOBODY;
    }

    public void observe(String name, Tensor x) {
        observer.accept(name, x);
    }
}
