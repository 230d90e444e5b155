package dev.hearth.nn;

// Above 400 lines, because a layer finds all circumstances of a pass in one place.

import dev.hearth.tensor.Autograd;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * What one forward pass through a net needs beside its input: the phase, the random numbers, an
 * observer, and which part of the batch this worker computes.
 *
 * <p>A new one for each pass, used by one thread. Random numbers depend on the seed and on the order of
 * the layers alone. Each example of a batch has its own, by its index in the whole batch, except in a
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
    private BatchShard shard;
    private final long step;
    private final Map<Object, Once> computed = new IdentityHashMap<>(0);
    private RandomTensors chance;
    private Precision precision = Precision.FLOAT32;
    private Tensor spared;
    private long sparedExamples;
    private RandomStream random;
    private Tensor watched;
    private LongConsumer whole;
    private final Set<Long> points = new HashSet<>(0);
    private boolean isRepeated;

    /** Something computed for the whole pass, and the state of what it was computed from. */
    private record Once(Tensor value, long version) {}

    private Context(
            Phase phase,
            boolean noisy,
            boolean shared,
            Seed seed,
            BiConsumer<String, Tensor> observer,
            BatchShard shard,
            long step) {
        this.phase = phase;
        this.noisy = noisy;
        this.shared = shared;
        this.seed = Objects.requireNonNull(seed, "seed");
        this.observer = Objects.requireNonNull(observer, "observer");
        this.shard = shard;
        this.step = step;
    }

    private static Context of(Phase phase, boolean noisy, boolean shared, Seed seed) {
        return new Context(phase, noisy, shared, seed, NOBODY, BatchShard.WHOLE, 0);
    }

    /** A pass for learning: dropout and noise are active. */
    public static Context training(Seed seed) {
        return of(Phase.TRAINING, true, false, seed);
    }

    /**
     * A pass for measuring. Some layers draw when testing too (fractional max-pooling, a variational
     * autoencoder's code), for each example by its index in the batch.
     */
    public static Context testing(Seed seed) {
        return of(Phase.TESTING, false, false, seed);
    }

    /**
     * A pass for prediction: as {@link #testing}, but all examples share each random draw, so that the
     * output for an example does not depend on the other examples of the batch, up to the last bits,
     * for which some of libtorch's kernels use other instructions at other positions. The average over
     * passes with several seeds is an ensemble of as many fixed nets (Graham 2014, §3).
     *
     * <pre>{@code
     * Tensor alone = net.apply(images.narrow(0, 2, 1), Context.predicting(seed));
     * Tensor third = net.apply(images, Context.predicting(seed)).narrow(0, 2, 1);    // the same answer
     * }</pre>
     */
    public static Context predicting(Seed seed) {
        return of(Phase.TESTING, false, true, seed);
    }

    /**
     * A pass for data-dependent initialisation: each weighted sum in turn sets its weights and biases
     * so that over this batch its units have mean 0 and variance 1 (Salimans and Kingma 2016, §3).
     * Dropout and noise are inactive unless {@link #withNoise} is called.
     */
    public static Context initializing(Seed seed) {
        return of(Phase.INITIALIZING, false, false, seed);
    }

    /**
     * The same pass with an observer.
     *
     * @param observer is given the name of each {@link dev.hearth.nn.layers.Tap} and its input; it must
     *     not keep the tensor
     */
    public Context observedBy(BiConsumer<String, Tensor> observer) {
        return new Context(phase, noisy, shared, seed, observer, shard, step);
    }

    /**
     * The same pass with dropout and noise active: initialising as weight normalisation's published
     * code does, or testing as a draw from an ensemble.
     */
    public Context withNoise() {
        return new Context(phase, true, shared, seed, observer, shard, step);
    }

    /** A pass in {@link Phase#TESTING} for a part of the net that does not learn, with its own seed. */
    public Context still() {
        Context still =
                new Context(
                        Phase.TESTING, false, shared, seed.child("still"), observer, shard, step);
        still.precision = precision;
        return still;
    }

    /**
     * The same pass for one of several workers, each of which computes some consecutive examples of a
     * batch. All workers use the same seed; a worker's examples get the random numbers that they would
     * get if one worker computed the whole batch.
     *
     * <p>Cost: layers that draw a tensor (dropout, noise) draw the numbers of the whole batch on each
     * worker and use their rows, so this time does not shrink with the number of workers; fractional
     * max-pooling draws its own examples' regions only. Statistics over the batch (batch normalisation)
     * are over the worker's examples unless {@link #synchronised} is called.
     *
     * <pre>{@code
     * Context second = Context.training(seed).shard(1, 2, 64, 128);   // examples 64 … 127 of 128
     * Tensor logits = net.apply(images.narrow(0, 64, 64), second);
     * }</pre>
     *
     * @param rank of this worker, from 0
     * @param firstExample index of this worker's first example in the batch, from 0
     */
    public Context shard(int rank, int workers, long firstExample, long examples) {
        if (rank < 0 || rank >= workers || firstExample < 0 || firstExample >= examples) {
            throw Check.error(
                    "A shard needs 0 ≤ rank < workers and 0 ≤ firstExample < examples",
                    "rank="
                            + rank
                            + (", workers=" + workers)
                            + (", firstExample=" + firstExample)
                            + (", examples=" + examples),
                    "Count both from 0, and give no pass to a worker without examples");
        }
        BatchShard other = shard.of(rank, workers, firstExample, examples);
        return new Context(phase, noisy, shared, seed, observer, other, step);
    }

    /**
     * The same pass as part of a training that has done some updates: layers that change with training,
     * such as {@link dev.hearth.nn.layers.ScheduledDropout}, go by it.
     *
     * <pre>{@code
     * Context pass = Context.training(seed.child(step)).atStep(step);
     * }</pre>
     *
     * @param updates done before this pass, from 0
     */
    public Context atStep(long updates) {
        if (updates < 0) {
            throw Check.error(
                    "A pass needs a count of updates of 0 or more",
                    "updates=" + updates,
                    "Count them from 0");
        }
        return new Context(phase, noisy, shared, seed, observer, shard, updates);
    }

    /** How many updates were done before this pass; 0 unless {@link #atStep} was called. */
    public long step() {
        return step;
    }

    /** The same pass, whose statistics over the batch are over the examples of all workers. */
    public Context synchronised(WorkerSum over) {
        return new Context(phase, noisy, shared, seed, observer, shard.over(over), step);
    }

    /** Whether statistics over the batch are over the examples of all workers. */
    public boolean isSynchronised() {
        return shard.sum() != null;
    }

    /**
     * The mean over the batch of all workers, in a {@link #synchronised} pass.
     *
     * @param x [examples × features × …]
     * @param over the dimensions that are averaged, 0 among them; they stay with extent 1
     */
    public Tensor meanOverWorkers(Tensor x, long... over) {
        return shard.mean(x, over);
    }

    /** How many numbers of each feature the batch of all workers has. */
    public double countOverWorkers(Tensor x) {
        return shard.count(x);
    }

    /** The same circumstances with random numbers of another seed. */
    public Context seeded(Seed other) {
        return new Context(phase, noisy, shared, other, observer, shard, step);
    }

    /**
     * Says that inputs from now on are several batches of the same examples' count one after the other,
     * such as real images and generated ones: of each, a {@link #shard} takes its part.
     *
     * @param batches how many
     */
    public void join(int batches) {
        shard = shard.join(batches);
    }

    /** This worker's number, from 0. */
    public int rank() {
        return shard.rank();
    }

    /** How many workers compute the batch, 1 unless {@link #shard} was called. */
    public int workers() {
        return shard.workers();
    }

    /** The index of the first example in the whole batch. */
    public long firstExample() {
        return shard.first();
    }

    /**
     * The index in the whole batch of one of this worker's examples.
     *
     * @param index among the examples that the worker computes
     * @param examples how many it computes
     */
    public long example(long index, long examples) {
        return shard.example(index, examples);
    }

    /**
     * Asks to be told, while a backward pass through this pass's result goes on, how much of the gradient is
     * there: what is told is an offset in {@link Parameters#gradients} from which on it does not change any
     * more. Told between large parts of a chain, and not at all where a model is applied more than once.
     */
    public void onWholeGradients(Parameters of, LongConsumer told) {
        watched = of.gradients();
        whole = told;
    }

    /** Whether {@link #onWholeGradients} was called for these parameters. */
    public boolean isWatched(Parameters parameters) {
        return whole != null && watched == parameters.gradients();
    }

    /**
     * A point of a watched chain: where a backward pass comes by, the gradients of parameters that were
     * declared after it are there.
     *
     * @param x what the chain has computed so far
     * @param from where the next part's parameters begin
     * @return the same numbers
     */
    public Tensor pointAt(Tensor x, long from) {
        isRepeated |= !points.add(from);
        return Autograd.function(
                x,
                x.detach(),
                gradient -> {
                    if (!isRepeated) {
                        whole.accept(from);
                    }
                    return gradient;
                });
    }

    /** In what the model that is applied computes; {@link Precision#FLOAT32} outside of one. */
    public Precision precision() {
        return precision;
    }

    /** Sets what {@link #precision} says. */
    void computeIn(Precision other) {
        precision = other;
    }

    public Phase phase() {
        return phase;
    }

    public boolean isTraining() {
        return phase == Phase.TRAINING;
    }

    /** Whether dropout drops and noise is added: in {@link Phase#TRAINING} and after {@link #withNoise}. */
    public boolean isNoisy() {
        return noisy;
    }

    /** Whether all examples share each random draw: in a {@link #predicting} pass. */
    public boolean sharesDraws() {
        return shared;
    }

    /**
     * For how many examples a tensor of random numbers is to be drawn, of which {@link #rows} then
     * takes this worker's.
     *
     * @return {@code examples}; with {@link #shard} those of the whole batch; 1 in a {@link #predicting}
     *     pass
     */
    public long draws(long examples) {
        return shared ? Math.min(1, examples) : shard.draws(examples);
    }

    /** This worker's rows of what was drawn for {@link #draws} examples. */
    public Tensor rows(Tensor drawn, int dimension, long examples) {
        return shared ? drawn : shard.rows(drawn, dimension, examples);
    }

    /**
     * Random numbers for each number of x.
     *
     * <pre>{@code
     * Tensor noise = pass.draw(images, (random, shape) -> random.normal(0, 0.1, shape));
     * }</pre>
     *
     * @param x [examples × …]
     * @param sampler draws numbers of a shape, with examples first
     * @return on x's device, for x's examples, or for one that all share
     */
    public Tensor draw(Tensor x, BiFunction<RandomTensors, long[], Tensor> sampler) {
        long[] shape = x.shape();
        shape[0] = draws(shape[0]);
        return rows(sampler.apply(chance(), shape), 0, x.size(0)).to(x.device());
    }

    /**
     * What is computed once a pass however often it is asked for, such as a weight that recurrent
     * steps share. It is computed again when its scope has closed, when what it is computed from has
     * changed, and when gradients are recorded now and were not then, or the other way round.
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
     * Says that the gradient by an input's first examples is not needed, so that a layer that can save
     * this work may leave it zero. Parameters still learn from all examples.
     *
     * <pre>{@code
     * Tensor both = Tensor.concat(0, images, pictures);
     * pass.spare(both, images.size(0));
     * Tensor answers = net.apply(both, pass);
     * }</pre>
     */
    public void spare(Tensor input, long examples) {
        spared = input;
        sparedExamples = examples;
    }

    /** For how many first examples of an input {@link #spare} was called, 0 for another input. */
    public long spared(Tensor input) {
        return spared == input ? sparedExamples : 0;
    }

    /** Random tensors of this pass, always the same source. */
    public RandomTensors chance() {
        if (chance == null) {
            chance = RandomTensors.of(seed.child("tensors"));
        }
        return chance;
    }

    /** Random numbers of this pass, always the same stream, the same for each worker. */
    public RandomStream random() {
        if (random == null) {
            random = seed.child("numbers").stream();
        }
        return random;
    }

    /** Whether a layer has asked for random numbers. */
    public boolean hasDrawn() {
        return chance != null || random != null;
    }

    /** Whether there is an observer. */
    public boolean isObserved() {
        return observer != NOBODY;
    }

    public void observe(String name, Tensor x) {
        observer.accept(name, x);
    }
}
