package dev.hearth.nn;

import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The one home of learned things: named, ordered, in one flat contiguous buffer of values and one of
 * gradients. Each parameter is a view of the first, its gradient a view of the second, so an
 * optimiser's step is a few vector operations for the whole net and a checkpoint is one write.
 *
 * <p>A layer sees it while it is built: it declares what it learns and gets {@link Parameter}s.
 * Initial values are drawn from a seed that depends on the parameter's full name only, so two nets
 * that differ elsewhere begin alike.
 */
public final class Parameters {

    /** Views begin at multiples of 64 bytes. */
    private static final int ALIGNMENT = 16;

    /**
     * A stretch of a flat buffer.
     *
     * @param name full, with dots
     * @param role what it does; {@link Role#SHIFT} for state
     * @param units where its output units lie; {@link WeightAxes#FIRST} where it has none
     * @param shape its extents
     * @param offset of its first number in the buffer
     */
    public record Entry(String name, Role role, WeightAxes units, List<Long> shape, long offset) {

        /**
         * How many numbers it holds.
         *
         * @return the product of the extents
         */
        public long count() {
            return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
        }

        /**
         * Its extents.
         *
         * @return a fresh array
         */
        public long[] extents() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }

        Tensor of(Tensor flat) {
            return flat.narrow(0, offset, count()).reshape(extents());
        }
    }

    /** What a net declared, in order, and where it lies. */
    private static final class Plan {
        final Map<String, Entry> byName = new HashMap<>();
        final List<Entry> entries = new ArrayList<>();
        final Set<String> frozen = new HashSet<>();
        long length;

        Entry declare(boolean still, String name, Role role, WeightAxes units, long... shape) {
            List<Long> extents = Arrays.stream(shape).boxed().toList();
            Entry entry = new Entry(name, role, units, extents, length);
            if (byName.putIfAbsent(name, entry) != null) {
                throw new IllegalArgumentException(
                        "A parameter has a name of its own. Received: "
                                + name
                                + " twice. Use home.within(\"name\") for each part.");
            }
            entries.add(entry);
            if (still) {
                frozen.add(name);
            }
            length = (entry.offset() + entry.count() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            return entry;
        }
    }

    /** The buffers of a net that lives; absent while it is planned. */
    private record Buffers(Tensor values, Tensor gradients, Tensor state, Seed seed, Begin begin) {}

    /** Whether numbers begin as their initialisers say, or are there already. */
    private enum Begin {
        FRESH,
        LIVING
    }

    private final Plan learned;
    private final Plan kept;
    private final Buffers buffers;
    private final String prefix;
    private final Optional<WeightParametrization> birth;
    private final Predicate<String> frozen;

    private Parameters(
            Plan learned,
            Plan kept,
            Buffers buffers,
            String prefix,
            Optional<WeightParametrization> birth,
            Predicate<String> frozen) {
        this.learned = learned;
        this.kept = kept;
        this.buffers = buffers;
        this.prefix = prefix;
        this.birth = birth;
        this.frozen = frozen;
    }

    private static Parameters whole(Buffers buffers) {
        return new Parameters(new Plan(), new Plan(), buffers, "", Optional.empty(), name -> false);
    }

    /** Runs a build twice: to learn what it declares, then with the buffers that this needs. */
    public static Parameters plan() {
        return whole(null);
    }

    /**
     * What a layer declares, without libtorch.
     *
     * @param layer the letter
     * @param in the shape of one example
     * @return its entries; without values
     * @throws IllegalArgumentException if the layer cannot take {@code in}
     */
    public static Parameters planned(Layer layer, Shape in) {
        Parameters plan = plan();
        layer.build(in, plan);
        return plan;
    }

    Parameters settle(Seed seed, Device device) {
        Tensor values = Tensor.full(0, DType.FLOAT32, device, learned.length);
        Tensor gradients = Tensor.full(0, DType.FLOAT32, device, learned.length);
        Tensor state = Tensor.full(0, DType.FLOAT32, device, kept.length);
        return whole(new Buffers(values, gradients, state, seed, Begin.FRESH));
    }

    /** The same numbers, as they are now, for another machine of the same letter. */
    public Parameters again() {
        Buffers living =
                new Buffers(
                        buffers.values,
                        buffers.gradients,
                        buffers.state,
                        buffers.seed,
                        Begin.LIVING);
        return whole(living);
    }

    /**
     * The same home seen by a part of the layer: its names begin with the part's.
     *
     * @param part a name without dots
     * @return this home, further in
     */
    public Parameters scope(String part) {
        return new Parameters(learned, kept, buffers, prefix + part + ".", birth, frozen);
    }

    /**
     * The same home, where each tensor with {@link Role#WEIGHT} is born in another way.
     *
     * @param how instead of being learned as it is
     * @return this home, for a layer whose weights are to be born so
     */
    public Parameters parametrized(WeightParametrization how) {
        return new Parameters(learned, kept, buffers, prefix, Optional.of(how), frozen);
    }

    /**
     * The same home, where some tensors stay as they are: they get no gradient, and optimisers and
     * their modifiers leave them alone.
     *
     * @param names tells by a name, as it is from here on, whether it is frozen
     * @return this home, for a layer of which some is frozen
     */
    public Parameters freezing(Predicate<String> names) {
        int from = prefix.length();
        return new Parameters(
                learned,
                kept,
                buffers,
                prefix,
                birth,
                frozen.or(full -> names.test(full.substring(from))));
    }

    /**
     * Whether a tensor is frozen.
     *
     * @param name full, with dots, of what is learned or kept
     * @return true if neither a gradient nor an optimiser changes it
     */
    public boolean isFrozen(String name) {
        return learned.frozen.contains(name) || kept.frozen.contains(name);
    }

    /**
     * Declares a learned tensor.
     *
     * @param name without dots, unique in this part
     * @param role what it does
     * @param start how it begins
     * @param fans connections in and out
     * @param shape its extents
     * @return to be asked for its value in each pass
     */
    public Parameter parameter(
            String name, Role role, Initializer start, Fans fans, long... shape) {
        return parameter(name, role, start, fans, WeightAxes.FIRST, shape);
    }

    /**
     * Declares a learned tensor whose output units do not lie along the first dimension.
     *
     * @param name without dots, unique in this part
     * @param role what it does
     * @param start how it begins
     * @param fans connections in and out
     * @param units where its output units lie
     * @param shape its extents
     * @return to be asked for its value in each pass
     */
    public Parameter parameter(
            String name, Role role, Initializer start, Fans fans, WeightAxes units, long... shape) {
        if (role == Role.WEIGHT && birth.isPresent()) {
            Parameters plain =
                    new Parameters(learned, kept, buffers, prefix, Optional.empty(), frozen);
            return birth.get()
                    .declare(
                            plain,
                            new WeightParametrization.Requested(
                                    name, role, start, fans, units, shape));
        }
        boolean still = frozen.test(prefix + name);
        Entry entry = learned.declare(still, prefix + name, role, units, shape);
        if (buffers == null) {
            return new PlannedParameter(still);
        }
        Tensor value = entry.of(buffers.values);
        Tensor leaf = still ? value : value.leafWithGradIn(entry.of(buffers.gradients));
        if (buffers.begin == Begin.FRESH) {
            RandomTensors chance = RandomTensors.of(buffers.seed.child(entry.name()));
            entry.of(buffers.values).copyInPlace(start.draw(shape, fans, chance));
        }
        return new LearnedParameter(leaf, units, still);
    }

    /**
     * Declares a tensor that is kept but not learned, such as a running mean.
     *
     * @param name without dots, unique in this part
     * @param value everywhere at the beginning
     * @param shape its extents
     * @return to be asked for in each pass, and changed in place
     */
    public Parameter buffer(String name, double value, long... shape) {
        boolean still = frozen.test(prefix + name);
        Entry entry = kept.declare(still, prefix + name, Role.SHIFT, WeightAxes.FIRST, shape);
        if (buffers == null) {
            return new PlannedParameter(still);
        }
        Tensor view = entry.of(buffers.state);
        if (buffers.begin == Begin.FRESH) {
            view.fillInPlace(value);
        }
        return new BufferParameter(view, still);
    }

    /**
     * All learned numbers.
     *
     * @return flat; with gaps of zeros between parameters, so that each begins aligned
     */
    public Tensor values() {
        return buffers.values;
    }

    /**
     * All gradients.
     *
     * @return flat, laid out as {@link #values}
     */
    public Tensor gradients() {
        return buffers.gradients;
    }

    /**
     * All numbers kept but not learned.
     *
     * @return flat
     */
    public Tensor state() {
        return buffers.state;
    }

    /**
     * What is learned, in order of declaration.
     *
     * @return name, role, shape and offset of each
     */
    public List<Entry> entries() {
        return Collections.unmodifiableList(learned.entries);
    }

    /**
     * What is kept, in order of declaration.
     *
     * @return name, shape and offset of each
     */
    public List<Entry> stateEntries() {
        return Collections.unmodifiableList(kept.entries);
    }

    /**
     * The count of learned numbers, without gaps.
     *
     * @return as {@link Complexity#parameters} announces it
     */
    public long count() {
        return learned.entries.stream().mapToLong(Entry::count).sum();
    }

    /** Sets all gradients to zero. */
    public void clearGradients() {
        buffers.gradients.fillInPlace(0);
    }

    /**
     * A learned tensor by name.
     *
     * @param name full, with dots
     * @return a view of {@link #values}
     * @throws IllegalArgumentException if there is none
     */
    public Tensor value(String name) {
        return entry(learned, name).of(buffers.values);
    }

    /**
     * A gradient by name.
     *
     * @param name full, with dots
     * @return a view of {@link #gradients}
     * @throws IllegalArgumentException if there is none
     */
    public Tensor gradient(String name) {
        return entry(learned, name).of(buffers.gradients);
    }

    /**
     * A kept tensor by name.
     *
     * @param name full, with dots
     * @return a view of {@link #state}
     * @throws IllegalArgumentException if there is none
     */
    public Tensor state(String name) {
        return entry(kept, name).of(buffers.state);
    }

    private static Entry entry(Plan plan, String name) {
        Entry entry = plan.byName.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(
                    "No tensor has this name. Received: "
                            + name
                            + ". There are: "
                            + plan.entries.stream().map(Entry::name).toList()
                            + ".");
        }
        return entry;
    }
}
